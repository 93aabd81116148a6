import {
  NOTHING,
  countText,
  formatNs,
  percentileText,
  plural,
  rateText,
  secondsText,
} from "../../engine/core/index.js";
import type {
  PercentileValue,
  RunResult,
  SloReport,
  SloUnit,
  SloVerdict,
  SloWindows,
} from "../../engine/core/index.js";
import { printable } from "../printable.js";
import { segment, wrap } from "./line.js";
import type { Line } from "./line.js";
import type { Tone } from "./paint.js";
import { LABEL_COLUMNS } from "./summary-layout.js";

const TONES: Readonly<Record<SloVerdict, Tone>> = {
  passed: "good",
  failed: "bad",
  inconclusive: "warning",
};
const VERDICT_COLUMNS = "inconclusive".length + 2;

/** @returns what became of each objective of a run; nothing of one that has none */
export function sloLines({ slo }: RunResult, columns: number): readonly Line[] {
  return slo.flatMap((report, index) => linesOf(report, index === 0 ? "Objectives" : "", columns));
}

function linesOf(report: SloReport, label: string, columns: number): readonly Line[] {
  const texts = wrap(textOf(report), columns - LABEL_COLUMNS - VERDICT_COLUMNS);
  return texts.map((text, index) => [
    segment((index === 0 ? label : "").padEnd(LABEL_COLUMNS), "quiet"),
    segment((index === 0 ? report.verdict : "").padEnd(VERDICT_COLUMNS), TONES[report.verdict]),
    segment(text),
  ]);
}

function textOf(report: SloReport): string {
  const { expression, observed, unit, withinPercent, interval, window } = report;
  const within =
    withinPercent === undefined ? [] : [`${valueText(withinPercent, "percent")} within`];
  // Over a window a percentile is told by this share alone.
  const isShare = window !== undefined && withinPercent !== undefined;
  const values = isShare ? within : [valueText(observed, unit), ...within];
  const parts = [`${printable(expression)}: ${values.join(", ")}`];
  if (window !== undefined) parts.push(...windowTexts(window));
  if (interval !== undefined) parts.push(`95 % interval ${intervalText(interval)}`);
  return parts.join(", ");
}

function windowTexts({ judged, failed, inconclusive, worst }: SloWindows): readonly string[] {
  if (worst === null) return ["no whole window was measured"];
  const stretch = `in the worst window, ${secondsText(worst.fromSeconds)} to ${secondsText(worst.toSeconds)}`;
  const counts = [
    ...(failed === 0 ? [] : [`${countText(failed)} failed`]),
    ...(inconclusive === 0 ? [] : [`${countText(inconclusive)} inconclusive`]),
  ];
  return counts.length === 0
    ? [stretch]
    : [stretch, `${counts.join(" and ")} of ${plural(judged, "window")}`];
}

/** @returns what was observed, in its unit; both ends of a range: `99.2 %…99.9 %`, `≥ 1.2 %` */
function valueText(value: PercentileValue, unit: SloUnit): string {
  if (unit === "ns") return percentileText(value);
  if (value === null) return NOTHING;
  const textOfNumber = unit === "percent" ? shareText : rateText;
  if (typeof value === "number") return textOfNumber(value);
  const low = textOfNumber(value.low);
  return value.high === null ? `≥ ${low}` : `${low}…${textOfNumber(value.high)}`;
}

/** More digits than other shares have: an objective may ask for 99.99 %. */
function shareText(percent: number): string {
  return `${String(Number(percent.toFixed(4)))} %`;
}

function intervalText({ low, high }: NonNullable<SloReport["interval"]>): string {
  if (low === null) return high === null ? NOTHING : `≤ ${formatNs(high)}`;
  return percentileText(low === high ? low : { low, high });
}
