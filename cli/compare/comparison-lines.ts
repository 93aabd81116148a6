import {
  NOTHING,
  changeRangeText,
  changeText,
  countText,
  loadText,
  percentText,
  timeText,
} from "../../engine/index.js";
import type {
  ComparedRun,
  Comparison,
  ComparisonVerdict,
  PercentileComparison,
  ResolvedSpec,
  Side,
} from "../../engine/index.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";
import { entry, joinParts } from "../load/summary-layout.js";
import { printable } from "../printable.js";
import { intervalChart } from "./interval-chart.js";
import { pValueText } from "./p-value-text.js";
import { toneOf } from "./verdict-tone.js";

/** What stands over a comparison: it knows its runs, and not where they went. */
export interface Headings {
  readonly a: string;
  readonly b: string;
  /** Of any of its runs. */
  readonly spec: ResolvedSpec | undefined;
}

const TITLE_COLUMNS = 11;
const COLUMNS = { time: 9, change: 9, interval: 18, pValue: 9 } as const;

/**
 * A comparison for people.
 *
 * @param columns - where long texts are broken; the table needs 79
 */
export function comparisonLines(
  comparison: Comparison,
  headings: Headings,
  columns: number,
): readonly Line[] {
  const { percentiles } = comparison;
  return [
    ...headLines(comparison, headings, columns),
    [],
    tableHead(comparison),
    ...percentiles.map(tableRow),
    ...withGap(intervalChart(comparison, columns)),
    [],
    ...verdictLines(comparison, columns),
    ...comparison.leftOut.flatMap(({ message }, at) =>
      entry(at === 0 ? "Left out" : "", printable(message), columns, "warning"),
    ),
  ];
}

/** @returns the lines with an empty one before them; nothing of none */
function withGap(lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[], ...lines];
}

function headLines(
  comparison: Comparison,
  { a, b, spec }: Headings,
  columns: number,
): readonly Line[] {
  return [
    ...entry("A", printable(a), columns, "strong"),
    ...entry("B", printable(b), columns, "strong"),
    ...(spec === undefined ? [] : entry("Load", loadText(spec), columns)),
    ...entry("Runs", runsText(comparison), columns),
    ...entry("Unsuccessful", unsuccessfulText(comparison.runs), columns),
  ];
}

function runsText({ quadCount, runCount, seed, view, marginPercent }: Comparison): string {
  const runs =
    quadCount === null
      ? `${countText(runCount.a)} of A, ${countText(runCount.b)} of B, not interleaved`
      : `${countText(quadCount)} quads of ${countText(runCount.a + runCount.b)} interleaved runs`;
  return joinParts([
    runs,
    `${view}, margin ${marginPercent} %`,
    ...(seed === null ? [] : [`seed ${seed}`]),
  ]);
}

/** Counts add up, whatever their runs: percentiles of a side that fails fast are not the whole of it. */
function unsuccessfulText(runs: readonly ComparedRun[]): string {
  const partOf = (side: Side): string => {
    const own = runs.filter((run) => run.side === side);
    const planned = own.reduce((sum, run) => sum + run.planned, 0);
    const unsuccessful = own.reduce((sum, run) => sum + run.unsuccessful, 0);
    return planned === 0
      ? NOTHING
      : `${percentText((100 * unsuccessful) / planned)} of ${countText(planned)} requests`;
  };
  return joinParts([`A ${partOf("a")}`, `B ${partOf("b")}`]);
}

function tableHead({ confidence }: Comparison): Line {
  const heads = [
    "A".padStart(COLUMNS.time),
    "B".padStart(COLUMNS.time),
    "change".padStart(COLUMNS.change),
    `${(100 * confidence).toFixed(0)} % interval`.padStart(COLUMNS.interval),
    "p (Holm)".padStart(COLUMNS.pValue),
  ];
  return [
    segment("Median run".padEnd(TITLE_COLUMNS), "strong"),
    segment(`${heads.join("")}  verdict`, "quiet"),
  ];
}

function tableRow({
  percentile,
  a,
  b,
  changePercent,
  holmPValue,
  verdict,
}: PercentileComparison): Line {
  const cells = [
    timeText(a?.medianNs ?? null).padStart(COLUMNS.time),
    timeText(b?.medianNs ?? null).padStart(COLUMNS.time),
    (changePercent === null ? NOTHING : changeText(changePercent.estimate)).padStart(
      COLUMNS.change,
    ),
    (changePercent === null
      ? NOTHING
      : changeRangeText(changePercent.low, changePercent.high)
    ).padStart(COLUMNS.interval),
    pValueText(holmPValue).padStart(COLUMNS.pValue),
  ];
  return [
    segment(`  p${percentile}`.padEnd(TITLE_COLUMNS), "quiet"),
    segment(`${cells.join("")}  `),
    segment(verdict, toneOf(verdict)),
  ];
}

function verdictLines(comparison: Comparison, columns: number): readonly Line[] {
  const { verdict, percentiles } = comparison;
  return [
    ...entry("Verdict", verdictText(comparison), columns, toneOf(verdict)),
    ...percentiles.flatMap(({ percentile, reason }) =>
      reason === undefined
        ? []
        : entry("", `- p${percentile}: ${printable(reason.message)}`, columns, "quiet"),
    ),
  ];
}

function verdictText({ verdict, marginPercent, percentiles }: Comparison): string {
  const named = (wanted: ComparisonVerdict): string =>
    percentiles
      .filter((each) => each.verdict === wanted)
      .map(({ percentile }) => `p${percentile}`)
      .join(", ");
  switch (verdict) {
    case "slower":
    case "faster":
      return `B is ${verdict} than A: ${named(verdict)}`;
    case "mixed":
      return `B is slower than A (${named("slower")}) and faster (${named("faster")})`;
    case "equivalent":
      return `no difference larger than ${marginPercent} %`;
    case "inconclusive":
      return "inconclusive";
  }
}
