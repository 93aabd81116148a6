import {
  countText,
  intervalText,
  observedText,
  plural,
  secondsText,
} from "../../engine/core/index.js";
import type { RunResult, SloReport, SloVerdict, SloWindows } from "../../engine/core/index.js";
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
    withinPercent === undefined ? [] : [`${observedText(withinPercent, "percent")} within`];
  // Over a window a percentile is told by this share alone.
  const isShare = window !== undefined && withinPercent !== undefined;
  const values = isShare ? within : [observedText(observed, unit), ...within];
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
