import type { Latencies, LatencyName, LatencyStatistics, Precision } from "../engine/index.js";
import { element, setText } from "./element.js";
import { formatInterval, formatPercentile, formatSupport, rawPercentile } from "./format.js";

interface Column {
  readonly name: LatencyName;
  readonly title: string;
  readonly meaning: string;
  readonly isSide: boolean;
}

const COLUMNS: readonly Column[] = [
  {
    name: "response",
    title: "Response",
    meaning: "intended → completed: what a user feels",
    isSide: false,
  },
  {
    name: "service",
    title: "Service",
    meaning: "sent → completed: what most tools report",
    isSide: false,
  },
  {
    name: "outcome",
    title: "Outcome",
    meaning: "response, with every failure ranked last",
    isSide: true,
  },
  {
    name: "lateness",
    title: "Lateness",
    meaning: "intended → dispatched: the generator's own fault",
    isSide: true,
  },
  {
    name: "queue",
    title: "Queue",
    meaning: "dispatched → sent: waiting for a connection",
    isSide: true,
  },
];

/** Percentiles of the clocks, side by side. */
export class LatencyTable {
  readonly root: HTMLElement;
  readonly #body = element("tbody");
  readonly #lateness: HTMLElement;
  #rows: readonly string[] = [];

  constructor() {
    const heads = COLUMNS.map(({ name, title, meaning, isSide }) =>
      element(
        "th",
        { scope: "col", "data-metric": name, title: meaning, class: isSide && "side" },
        title,
      ),
    );
    this.#lateness = heads[COLUMNS.findIndex(({ name }) => name === "lateness")] ?? element("th");
    const head = element("tr", {}, element("th", { scope: "col" }, "Percentile"), ...heads);
    this.root = element(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Latency percentiles" },
      element("table", { class: "latency" }, element("thead", {}, head), this.#body),
    );
  }

  /**
   * Shows the statistics of a stretch.
   *
   * @param precision - of a run that has ended
   */
  show(latency: Latencies, isClosed: boolean, precision?: Precision): void {
    setText(this.#lateness, isClosed ? "Turnaround" : "Lateness");
    const names = Object.keys(latency.response.percentiles).sort((a, b) => Number(a) - Number(b));
    if (names.join() !== this.#rows.join()) this.#build(names);
    for (const cell of this.#body.querySelectorAll<HTMLElement>("td"))
      showCell(cell, latency, precision);
    for (const note of this.#body.querySelectorAll<HTMLElement>("small")) {
      setText(note, formatSupport(Number(note.dataset["percentile"]), latency.response.count));
    }
  }

  #build(names: readonly string[]): void {
    this.#rows = names;
    const percentileRows = names.map((name) => row(`p${name}`, { "data-percentile": name }, name));
    this.#body.replaceChildren(
      ...percentileRows,
      row("max", { "data-statistic": "max" }),
      row("mean", { "data-statistic": "mean" }),
    );
  }
}

function row(title: string, key: Readonly<Record<string, string>>, name?: string): HTMLElement {
  const head = element("th", { scope: "row" }, `${title} `);
  if (name !== undefined) head.append(element("small", { "data-percentile": name }));
  const cells = COLUMNS.map((column) =>
    element("td", { "data-metric": column.name, ...key, class: column.isSide && "side" }),
  );
  return element("tr", {}, head, ...cells);
}

function showCell(cell: HTMLElement, latency: Latencies, precision: Precision | undefined): void {
  const column = COLUMNS.find(({ name }) => name === cell.dataset["metric"]);
  if (column === undefined) return;
  const value = valueOf(latency[column.name], cell.dataset);
  setText(cell, formatPercentile(value));
  cell.dataset["ns"] = rawPercentile(value);
  cell.title = intervalOf(precision, column.name, cell.dataset["percentile"]);
}

function intervalOf(
  precision: Precision | undefined,
  name: LatencyName,
  percentile: string | undefined,
): string {
  if (precision === undefined || percentile === undefined) return "";
  if (name !== "response" && name !== "service" && name !== "outcome") return "";
  return formatInterval(precision[name][percentile]);
}

function valueOf(
  statistics: LatencyStatistics,
  key: DOMStringMap,
): LatencyStatistics["percentiles"][string] | undefined {
  if (key["statistic"] === "max") return statistics.max;
  if (key["statistic"] === "mean") return statistics.mean;
  return statistics.percentiles[key["percentile"] ?? ""];
}
