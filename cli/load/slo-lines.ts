import { sloObservedText, sloRemarks } from "../../engine/core/index.js";
import type { RunResult, SloReport, SloVerdict } from "../../engine/core/index.js";
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
  const observed = `${printable(report.expression)}: ${sloObservedText(report)}`;
  return [observed, ...sloRemarks(report)].join(", ");
}
