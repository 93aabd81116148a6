import uPlot from "uplot";

import type { Frame, RunResult } from "../engine/index.js";
import { element } from "./element.js";
import {
  NOTHING,
  formatNs,
  formatPercentile,
  formatRate,
  formatSupport,
  lowerBound,
} from "./format.js";

/** Points that are kept; at five a second this is over an hour. */
const MAX_POINTS = 20_000;
const HEIGHT = 220;

interface Line {
  readonly label: string;
  /** The custom property of the style sheet that has the colour. */
  readonly colour: string;
  readonly isDashed?: boolean;
}

interface LatencyLine extends Line {
  readonly of: "response" | "service";
  readonly percentile: number;
}

const LATENCY_LINES: readonly LatencyLine[] = [
  { label: "response p50", of: "response", percentile: 50, colour: "--response-soft" },
  { label: "response p99", of: "response", percentile: 99, colour: "--response" },
  { label: "service p99", of: "service", percentile: 99, colour: "--service", isDashed: true },
];
const RATE_LINES: readonly Line[] = [
  { label: "planned", colour: "--muted", isDashed: true },
  { label: "achieved", colour: "--response" },
];

type Column = (number | null)[];

/** Latency and rate over the time of a run. */
export class Charts {
  readonly latencyRoot = element("div", { class: "chart", "data-chart": "latency" });
  readonly rateRoot = element("div", { class: "chart", "data-chart": "rate" });
  readonly #seconds: number[] = [];
  readonly #latency: readonly Column[] = LATENCY_LINES.map(() => []);
  /** What the legend says of a point: a line can only draw what is known for certain. */
  readonly #latencyTexts: readonly string[][] = LATENCY_LINES.map(() => []);
  readonly #rate: readonly Column[] = RATE_LINES.map(() => []);
  readonly #scheme = matchMedia("(prefers-color-scheme: dark)");
  readonly #resize = new ResizeObserver(() => {
    this.#fit();
  });
  readonly #onScheme = (): void => {
    this.#draw();
  };
  #charts: readonly uPlot[] = [];

  constructor() {
    this.#resize.observe(this.latencyRoot);
    this.#resize.observe(this.rateRoot);
    this.#scheme.addEventListener("change", this.#onScheme);
  }

  /** Adds an interval. */
  add(frame: Frame): void {
    const { interval } = frame;
    this.#push(frame.elapsedSeconds, interval.latency, [
      interval.rate.plannedPerSecond,
      interval.rate.achievedPerSecond,
    ]);
    this.#update();
  }

  /** Shows a run that was not watched live by the series of its result. */
  addSeries(result: RunResult): void {
    if (this.#seconds.length >= result.series.length) return;
    for (const column of this.#columns) column.length = 0;
    for (const { fromSeconds, seconds, latency, rate } of result.series) {
      this.#push(fromSeconds + seconds, latency, [rate.plannedPerSecond, rate.achievedPerSecond]);
    }
    this.#update();
  }

  close(): void {
    this.#resize.disconnect();
    this.#scheme.removeEventListener("change", this.#onScheme);
    for (const chart of this.#charts) chart.destroy();
  }

  #push(
    atSeconds: number,
    latency: Pick<RunResult["series"][number]["latency"], "response" | "service">,
    rates: readonly (number | null)[],
  ): void {
    this.#seconds.push(atSeconds);
    LATENCY_LINES.forEach(({ of, percentile }, index) => {
      const { percentiles, count } = latency[of];
      const value = percentiles[String(percentile)];
      const text = `${formatPercentile(value)} ${formatSupport(percentile, count)}`;
      this.#latency[index]?.push(lowerBound(value));
      this.#latencyTexts[index]?.push(text.trim());
    });
    this.#rate.forEach((column, index) => column.push(rates[index] ?? null));
    if (this.#seconds.length <= MAX_POINTS) return;
    for (const column of this.#columns) column.shift();
  }

  /** All that a point adds to. */
  get #columns(): readonly unknown[][] {
    return [this.#seconds, ...this.#latency, ...this.#latencyTexts, ...this.#rate];
  }

  #data(columns: readonly Column[]): uPlot.AlignedData {
    return [this.#seconds, ...columns];
  }

  #update(): void {
    if (this.#charts.length === 0) this.#draw();
    this.#charts[0]?.setData(this.#data(this.#latency));
    this.#charts[1]?.setData(this.#data(this.#rate));
  }

  #draw(): void {
    for (const chart of this.#charts) chart.destroy();
    const latency = options(this.latencyRoot, LATENCY_LINES, {
      axis: formatNs,
      legend: (_ns, line, point) => this.#latencyTexts[line]?.[point] ?? "",
    });
    const rateText = (perSecond: number): string => `${formatRate(perSecond)}/s`;
    const rate = options(this.rateRoot, RATE_LINES, { axis: rateText, legend: rateText });
    // Logarithmic: a stall of a second must not flatten the microseconds before it.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the library's enum exists in its types only
    latency.scales = { x: { time: false }, y: { distr: 3 } };
    rate.scales = { x: { time: false }, y: { range: fromZero } };
    this.#charts = [
      new uPlot(latency, this.#data(this.#latency), this.latencyRoot),
      new uPlot(rate, this.#data(this.#rate), this.rateRoot),
    ];
  }

  #fit(): void {
    for (const chart of this.#charts) {
      const width = chart.root.parentElement?.clientWidth ?? 0;
      if (width > 0) chart.setSize({ width, height: HEIGHT });
    }
  }
}

function fromZero(_chart: uPlot, _low: number, high: number): uPlot.Range.MinMax {
  return [0, high > 0 ? high * 1.1 : 1];
}

interface Texts {
  readonly axis: (value: number) => string;
  readonly legend: (value: number, line: number, point: number) => string;
}

function options(root: HTMLElement, lines: readonly Line[], texts: Texts): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const axis: uPlot.Axis = {
    stroke: colour("--muted"),
    font: "12px system-ui, sans-serif",
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
  };
  return {
    width: Math.max(root.clientWidth, 200),
    height: HEIGHT,
    padding: [12, 8, 0, 0],
    legend: {
      markers: { width: 0, fill: (_chart, index) => colour(lines[index - 1]?.colour ?? "") },
    },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    axes: [
      { ...axis, size: 34, values: (_chart, splits) => splits.map((at) => `${String(at)} s`) },
      {
        ...axis,
        size: 72,
        values: (_chart, splits) =>
          splits.map((at: number | null) => (at === null ? "" : texts.axis(at))),
      },
    ],
    series: [
      {
        label: "at",
        value: (_chart, at: number | null) => (at === null ? NOTHING : `${at.toFixed(1)} s`),
      },
      ...lines.map((line) => ({
        label: line.label,
        stroke: colour(line.colour),
        width: 1.75,
        ...(line.isDashed === true && { dash: [5, 4] }),
        points: { show: false },
        value: (_chart: uPlot, value: number | null, series: number, point: number | null) =>
          value === null || point === null ? "" : texts.legend(value, series - 1, point),
      })),
    ],
  };
}
