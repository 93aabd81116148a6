import {
  NOTHING,
  intervalText,
  percentText,
  percentileText,
  plural,
  trendText,
  untilReportText,
} from "../../engine/core/index.js";
import type { PercentilePrecision, RunResult, UntilProgress } from "../../engine/core/index.js";
import { LABEL_COLUMNS, entry } from "./summary-layout.js";
import { segment } from "./line.js";
import type { Line } from "./line.js";

type Precise = readonly [name: string, precision: PercentilePrecision];

/** @returns how near a run is to the precision that it goes on for: `ci(p99) 12.3 % of 5 %` */
export function untilText({ expression, relativeHalfWidthPercent }: UntilProgress): string {
  const [percentile = "", bound = ""] = expression.split("<").map((part) => part.trim());
  return `${percentile} ${halfWidthText(relativeHalfWidthPercent)} of ${bound.replace(/\s*%$/, " %")}`;
}

/** @returns whether the run became as precise as it was to be; nothing of one that was not asked for it */
export function untilLines({ until }: RunResult, columns: number): readonly Line[] {
  if (until === undefined) return [];
  return entry("Until", untilReportText(until), columns, until.reached ? "good" : "warning");
}

/** The confidence intervals of the outcome's percentiles, those that are known, and a trend over the run. */
export function precisionLines(result: RunResult, columns: number): readonly Line[] {
  const { precision, latency } = result;
  if (precision === undefined || latency.outcome.count === 0) return [];
  const all = result.spec.percentiles.map(String).flatMap((name): readonly Precise[] => {
    const found = precision.outcome[name];
    return found === undefined ? [] : [[name, found]];
  });
  if (all.some(([, { unreliable }]) => unreliable === "fewBatches")) {
    return entry("Precision", "not known: the run is too short", columns);
  }
  return [
    ...entry("Precision", "95 % confidence intervals of outcome", columns, "quiet"),
    ...intervalTable(result, all),
    ...unknownLines(all, columns),
    ...trendLines(precision.stationarity.trend, columns),
  ];
}

function intervalTable({ latency }: RunResult, all: readonly Precise[]): readonly Line[] {
  const rows = all
    .filter(([, { unreliable }]) => unreliable !== "littleSupport")
    .map(([name, precision]) => ({
      head: `p${name}`,
      cells: [
        percentileText(latency.outcome.percentiles[name]),
        intervalText(precision),
        certaintyText(precision),
      ],
    }));
  const headColumns = widest(rows.map(({ head }) => head));
  const widths = [0, 1, 2].map((at) => widest(rows.map(({ cells }) => cells[at] ?? "")));
  return rows.map(({ head, cells }) => [
    segment(" ".repeat(LABEL_COLUMNS) + head.padEnd(headColumns), "quiet"),
    segment(cells.map((cell, at) => `  ${cell.padStart(widths[at] ?? 0)}`).join("")),
  ]);
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(({ length }) => length));
}

function certaintyText({ effectiveSamples, unreliable }: PercentilePrecision): string {
  return unreliable === "correlated"
    ? "too narrow: the run wandered"
    : plural(Math.round(effectiveSamples ?? 0), "effective sample");
}

function unknownLines(all: readonly Precise[], columns: number): readonly Line[] {
  const names = all
    .filter(([, { unreliable }]) => unreliable === "littleSupport")
    .map(([name]) => `p${name}`);
  if (names.length === 0) return [];
  return entry("", `${names.join(", ")}: too few effective samples beyond`, columns);
}

function trendLines(trend: "rising" | "falling" | null, columns: number): readonly Line[] {
  if (trend === null) return [];
  return entry("", trendText(trend), columns, "warning");
}

function halfWidthText(percent: number | null): string {
  return percent === null ? NOTHING : percentText(percent);
}
