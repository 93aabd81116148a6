import type { RunResult, ScenarioReport } from "../engine/index.js";
import { element } from "./element.js";
import { NOTHING, formatCount, formatPercentile, formatSupport, rawPercentile } from "./format.js";

const LATENCIES = ["response", "service"] as const;
const PERCENTILES = ["50", "99"] as const;

/** What became of each scenario of a run that has ended. */
export class ScenarioTable {
  readonly root: HTMLElement;
  readonly #body = element("tbody");

  constructor() {
    const latencies = LATENCIES.flatMap((name) =>
      PERCENTILES.map((percentile) => `${name} p${percentile}`),
    );
    const heads = ["Scenario", "Weight", "Requests", "Not successful", ...latencies, "Status"];
    this.root = element(
      "section",
      { class: "card", "data-field": "scenarios", hidden: true },
      element("h2", {}, "Scenarios"),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Scenarios" },
        element(
          "table",
          {},
          element("thead", {}, element("tr", {}, ...heads.map(headCell))),
          this.#body,
        ),
      ),
    );
  }

  /** Shows the scenarios of a result; nothing when it has none. */
  show({ scenarios = [] }: RunResult): void {
    this.root.hidden = scenarios.length === 0;
    this.#body.replaceChildren(...scenarios.map(row));
  }
}

function headCell(title: string): HTMLElement {
  return element("th", { scope: "col" }, title);
}

function row(scenario: ScenarioReport): HTMLElement {
  const { name, weight, requests, status } = scenario;
  const made = element(
    "tr",
    {},
    element("th", { scope: "row" }, name),
    element("td", {}, String(weight)),
    element("td", {}, formatCount(requests.planned)),
    element("td", {}, lostText(requests)),
    ...LATENCIES.flatMap((latency) => latencyCells(scenario, latency)),
    element("td", {}, statusText(status)),
  );
  made.dataset["scenario"] = name;
  made.dataset["count"] = String(requests.planned);
  return made;
}

function lostText({ planned, completed }: ScenarioReport["requests"]): string {
  return planned === 0 ? NOTHING : `${((100 * (planned - completed)) / planned).toFixed(2)} %`;
}

function latencyCells(
  { latency }: ScenarioReport,
  name: (typeof LATENCIES)[number],
): readonly HTMLElement[] {
  const { percentiles, count } = latency[name];
  return PERCENTILES.map((percentile) => {
    const value = percentiles[percentile];
    const support = formatSupport(Number(percentile), count);
    const note = element("small", { class: "muted" }, support);
    const cell = element("td", {}, formatPercentile(value), " ", note);
    cell.dataset["ns"] = rawPercentile(value);
    return cell;
  });
}

function statusText(status: ScenarioReport["status"]): string {
  const parts = Object.entries(status).map(([code, count]) => `${code}: ${formatCount(count)}`);
  return parts.length === 0 ? NOTHING : parts.join("  ");
}
