import {
  capacityRangeText,
  intervalText,
  observedText,
  percentText,
  rateText,
  secondsText,
  sloSubjectOf,
} from "../../engine/index.js";
import type { CapacityAnswer, CapacityReport, CurvePoint } from "../../engine/index.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";
import type { Tone } from "../load/paint.js";
import { entry, joinParts } from "../load/summary-layout.js";

const TONES: Readonly<Record<CapacityAnswer["conclusion"], Tone>> = {
  found: "good",
  aboveRange: "good",
  noRatePasses: "bad",
  inconclusive: "warning",
  generatorLimited: "bad",
};
const VERDICT_TONES: Readonly<Record<CurvePoint["verdict"], Tone>> = {
  passed: "good",
  failed: "bad",
  uncertain: "warning",
};
const GAP = "  ";

/**
 * What a search has come to, with the table of latency against rate.
 *
 * @param columns - where long texts are broken
 */
export function capacitySummary(report: CapacityReport, columns: number): readonly Line[] {
  const { answer, slo, search, curve } = report;
  return [
    ...entry("Capacity", answerText(answer), columns, TONES[answer.conclusion]),
    ...entry("Objectives", slo.join(", "), columns),
    ...entry("Confirmed", confirmationText(answer), columns),
    ...wideLines(answer, search.precisionPercent, columns),
    [],
    ...curveTable(curve, slo),
  ];
}

function answerText(answer: CapacityAnswer): string {
  const { lowPerSecond, widthPercent, conclusion, reason } = answer;
  const isConfirmed = answer.confirmation?.verdict === "passed";
  const isFound = conclusion === "found" || conclusion === "aboveRange";
  return joinParts([
    `${capacityRangeText(answer)}${lowPerSecond !== null && !isConfirmed ? ", not confirmed" : ""}`,
    ...(widthPercent === null ? [] : [`${percentText(widthPercent)} wide`, "95 % confidence"]),
    ...(isFound ? [] : [`${conclusion === "noRatePasses" ? "" : "inconclusive: "}${reason}`]),
  ]);
}

function confirmationText({ confirmation, scatterPercent }: CapacityAnswer): string {
  if (confirmation === null) return "no: there was nothing to confirm, or no time for it";
  const { ratePerSecond, marginPercent, verdict } = confirmation;
  const where =
    marginPercent === 0
      ? `at ${rateText(ratePerSecond)}`
      : `at ${rateText(ratePerSecond)}, ${percentText(marginPercent)} below the lower end`;
  const how = verdict === "passed" ? where : `no: the run ${where} was ${verdict}`;
  return joinParts([how, `runs scatter by about ${percentText(scatterPercent)}`]);
}

/** An answer that is wider than was asked for says so. */
function wideLines(
  { widthPercent }: CapacityAnswer,
  precisionPercent: number,
  columns: number,
): readonly Line[] {
  if (widthPercent === null || widthPercent <= precisionPercent) return [];
  const text = `wider than the ${percentText(precisionPercent)} asked for: probes in between stay uncertain, or the time was over`;
  return entry("Precision", text, columns, "warning");
}

function curveTable(curve: readonly CurvePoint[], slo: readonly string[]): readonly Line[] {
  const heads = [
    "rate",
    "achieved",
    ...slo.flatMap((each) => [sloSubjectOf(each), "95 %"]),
    "length",
  ];
  const rows = curve.map((point) => ({ point, cells: cellsOf(point) }));
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map(({ cells }) => cells[at]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join(GAP);
  return [
    [segment(line(heads), "quiet")],
    ...rows.map(({ point, cells }) => [
      segment(`${line(cells)}${GAP}`),
      segment(point.verdict, VERDICT_TONES[point.verdict]),
    ]),
  ];
}

function cellsOf(point: CurvePoint): readonly string[] {
  return [
    rateText(point.ratePerSecond),
    rateText(point.achievedPerSecond),
    ...point.objectives.flatMap((objective) => [
      objective.isEndless ? "∞" : observedText(objective.observed, objective.unit),
      intervalText(objective, objective.unit),
    ]),
    secondsText(point.measuredSeconds),
  ];
}
