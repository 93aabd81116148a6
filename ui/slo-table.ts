import type { RunResult, SloReport, SloUnit, SloVerdict } from "../engine/index.js";
import { element } from "./element.js";
import {
  NOTHING,
  formatCount,
  formatNs,
  formatPercentile,
  formatRate,
  formatSeconds,
  formatShare,
} from "./format.js";

type Observed = SloReport["observed"];

const MARKS: Readonly<Record<SloVerdict, string>> = {
  passed: "✓ passed",
  failed: "✕ failed",
  inconclusive: "? inconclusive",
};

/** What became of each objective of a run that has ended. */
export class SloTable {
  readonly root: HTMLElement;
  readonly #body = element("tbody");

  constructor() {
    const heads = ["Objective", "Verdict", "Observed", "Within the bound"];
    this.root = element(
      "section",
      { class: "card", "data-field": "slo", hidden: true },
      element("h2", {}, "Objectives"),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Objectives" },
        element(
          "table",
          {},
          element("thead", {}, element("tr", {}, ...heads.map(headCell))),
          this.#body,
        ),
      ),
    );
  }

  /** Shows the objectives of a result; nothing when it has none. */
  show({ slo }: RunResult): void {
    this.root.hidden = slo.length === 0;
    this.#body.replaceChildren(...slo.map(row));
  }
}

function headCell(title: string): HTMLElement {
  return element("th", { scope: "col" }, title);
}

function row(report: SloReport): HTMLElement {
  const { expression, verdict, observed, unit, withinPercent } = report;
  const note = element("small", { class: "muted" }, windowText(report), intervalText(report));
  return element(
    "tr",
    { "data-slo": verdict },
    element("th", { scope: "row" }, expression),
    element("td", {}, element("strong", { class: "badge" }, MARKS[verdict])),
    element("td", {}, formatObserved(observed, unit), " ", note),
    element("td", {}, formatObserved(withinPercent ?? null, "percent")),
  );
}

function formatObserved(value: Observed, unit: SloUnit): string {
  if (unit === "ns") return formatPercentile(value);
  if (value === null) return NOTHING;
  const format =
    unit === "percent" ? formatShare : (perSecond: number) => `${formatRate(perSecond)}/s`;
  if (typeof value === "number") return format(value);
  return value.high === null
    ? `≥ ${format(value.low)}`
    : `${format(value.low)}…${format(value.high)}`;
}

function windowText({ window }: SloReport): string {
  if (window === undefined) return "";
  const { judged, failed, inconclusive, worst } = window;
  if (worst === null) return "no whole window was measured";
  const stretch = `worst window ${formatSeconds(worst.fromSeconds)} to ${formatSeconds(worst.toSeconds)}`;
  return `${stretch}; of ${formatCount(judged)}: ${formatCount(failed)} failed, ${formatCount(inconclusive)} inconclusive`;
}

function intervalText({ interval }: SloReport): string {
  if (interval === undefined) return "";
  const { low, high } = interval;
  const text =
    low === null
      ? `≤ ${high === null ? NOTHING : formatNs(high)}`
      : formatPercentile(low === high ? low : { low, high });
  return `95 % interval ${text}`;
}
