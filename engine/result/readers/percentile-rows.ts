import type { AnyStatistics } from "../../core/any-result.js";
import { BucketedValues } from "../bucketed-values.js";
import type { ForeignHistogram } from "./foreign-run.js";
import { NS_PER_UNIT } from "./result-source.js";
import type { PercentileUnit } from "./result-source.js";

/** A row of a percentile text: so many values are at most so large. */
export interface PercentileRow {
  readonly value: number;
  /** 0 to 1, as printed. */
  readonly quantileText: string;
  readonly cumulatedCount: number;
}

/** A percentile text, in the unit that its writer has chosen and does not tell. */
export interface PercentileText {
  readonly rows: readonly PercentileRow[];
  /** Null where it is no number: of a histogram without values. */
  readonly mean: number | null;
  readonly stdDev: number | null;
  readonly max: number;
  readonly totalCount: number;
}

const HEAD = /^\s*"?Value"?\s+"?Percentile"?\s+"?TotalCount"?/;
const ROW = /^\s*(\d+(?:\.\d+)?)\s+([01]\.\d+)\s+(\d+)(?:\s+(?:\d+(?:\.\d+)?|inf|Infinity))?\s*$/;
const MEAN = /^\s*#\[Mean\s*=\s*(\S+),\s*StdDeviation\s*=\s*([^\s\]]+)\s*\]/;
const MAX = /^\s*#\[Max\s*=\s*(\S+),\s*Total count\s*=\s*(\d+)\s*\]/;
const SHOWN_CHARACTERS_MAX = 60;

/** What a footer and its rows may differ by: they round differently, but by no unit. */
const AGREEMENT_MAX = 1.25;

/** @returns whether a line is the head of such a text */
export function isPercentileHead(line: string): boolean {
  return HEAD.test(line);
}

/**
 * Takes HdrHistogram's percentile text apart: a head, rows of value, quantile, cumulated count and 1/(1-quantile), and a footer
 * with mean, maximum and count.
 *
 * @param lines - from the head on; what follows the footer is not looked at
 * @param firstNumber - of the first of them, for messages
 * @returns the text, or a sentence that says what is wrong with it
 */
export function parsePercentileText(
  lines: readonly string[],
  firstNumber: number,
): PercentileText | string {
  const rows: PercentileRow[] = [];
  let mean: number | null = null;
  let stdDev: number | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || isPercentileHead(line)) continue;
    const [, value, quantileText = "", count] = ROW.exec(line) ?? [];
    const [, meanText, stdDevText] = MEAN.exec(line) ?? [];
    const [, maxText, totalText] = MAX.exec(line) ?? [];
    if (value !== undefined) {
      rows.push({ value: Number(value), quantileText, cumulatedCount: Number(count) });
    } else if (meanText !== undefined) {
      mean = numberIn(meanText);
      stdDev = numberIn(stdDevText ?? "");
    } else if (maxText !== undefined) {
      return { rows, mean, stdDev, max: Number(maxText), totalCount: Number(totalText) };
    } else {
      return `line ${firstNumber + index} is ${JSON.stringify(line.slice(0, SHOWN_CHARACTERS_MAX))}; it must be a row of value, percentile and count, or "#[Mean = …" or "#[Max = …"`;
    }
  }
  return 'it has no line "#[Max = …, Total count = …]" at its end; it was cut off';
}

function numberIn(text: string): number | null {
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** @returns what is wrong with a text whose lines are all what they should be; undefined when nothing is */
export function percentileFault(text: PercentileText): string | undefined {
  const { rows, mean, max, totalCount } = text;
  const last = rows.at(-1);
  if (last === undefined || totalCount === 0) return "it holds no values";
  const disorder = rows.findIndex((row, index) => {
    const before = rows[index - 1];
    return (
      before !== undefined &&
      (row.value < before.value || row.cumulatedCount < before.cumulatedCount)
    );
  });
  if (disorder >= 0) {
    const { value, cumulatedCount } = rows[disorder] ?? last;
    return `its row of value ${value} and count ${cumulatedCount} is below one that has more; values and counts must ascend`;
  }
  if (last.cumulatedCount !== totalCount) {
    return `its rows count ${last.cumulatedCount} values, and its footer says Total count = ${totalCount}; they must be equal`;
  }
  if (!agree(max, last.value)) {
    return `its footer says Max = ${max}, and its last row ${last.value}; they must be the same, in one unit`;
  }
  if (
    mean !== null &&
    (mean > last.value * AGREEMENT_MAX || mean * AGREEMENT_MAX < lowestOf(rows))
  ) {
    return `its footer says Mean = ${mean}, and its rows go from ${lowestOf(rows)} to ${last.value}; all must be in one unit`;
  }
  return undefined;
}

/** @returns whether two numbers can be the same value in one unit, printed with three digits or more */
export function agree(one: number, other: number): boolean {
  const [low, high] = one < other ? [one, other] : [other, one];
  // Below a few steps of the last printed digit, rounding is everything.
  return high <= low * AGREEMENT_MAX || high - low <= 0.01;
}

function lowestOf(rows: readonly PercentileRow[]): number {
  return rows[0]?.value ?? 0;
}

/**
 * Rebuilds a histogram from the counts of a percentile text: the values between two rows stand at the upper one.
 *
 * @returns with it the percentiles that are printed, and no others
 */
export function toHistogram(text: PercentileText, unit: PercentileUnit): ForeignHistogram {
  const { rows, mean, stdDev, max, totalCount } = text;
  const nsPerUnit = NS_PER_UNIT[unit];
  const toNs = (value: number): number => Math.round(value * nsPerUnit);
  const lastValue = rows.at(-1)?.value ?? 0;
  // The last row has the end of its bucket, and the footer the maximum itself.
  const endNsOf = ({ value }: PercentileRow): number => toNs(value === lastValue ? max : value);
  const values = new BucketedValues();
  let fromNs = toNs(lowestOf(rows));
  let seen = 0;
  for (const row of rows) {
    values.add(Math.min(fromNs, endNsOf(row)), endNsOf(row), row.cumulatedCount - seen);
    seen = row.cumulatedCount;
    fromNs = endNsOf(row);
  }
  const percentiles = rows.map((row) => [percentileName(row.quantileText), endNsOf(row)] as const);
  const statistics: AnyStatistics = {
    unit: "ns",
    count: totalCount,
    min: minNsOf(rows, endNsOf),
    max: toNs(max),
    mean: mean === null ? null : mean * nsPerUnit,
    stdDev: stdDev === null ? null : stdDev * nsPerUnit,
    percentiles: Object.fromEntries(percentiles.filter(([name]) => name !== "0")),
    censored: null,
    saturated: values.saturatedCount,
    encoded: values.encode(),
  };
  return { statistics, resolutionNs: values.resolutionNs };
}

/** Only the row of quantile 0 is about the smallest value. */
function minNsOf(
  rows: readonly PercentileRow[],
  endNsOf: (row: PercentileRow) => number,
): number | null {
  const lowest = rows.find(({ quantileText }) => Number(quantileText) === 0);
  return lowest === undefined ? null : endNsOf(lowest);
}

/** Moves the point of a decimal text, so that no digit is lost or made up: `0.990625` is `99.0625`. */
function percentileName(quantileText: string): string {
  const [whole = "", fraction = ""] = quantileText.split(".");
  const percents = `${whole}${fraction.slice(0, 2).padEnd(2, "0")}`;
  return String(Number(`${percents}.${fraction.slice(2)}`));
}
