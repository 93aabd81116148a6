import type { CapacityReport } from "./report.js";

const LINE_END = "\r\n";

/**
 * The curve of a search as CSV (RFC 4180): a row per probe, by rate. Times are in nanoseconds, shares in percent; what is not
 * known is empty.
 */
export function capacityCsv({ curve, slo }: CapacityReport): string {
  const heads = slo.flatMap((expression) => [
    expression,
    `${expression} low`,
    `${expression} high`,
  ]);
  const rows = curve.map((point) => [
    point.ratePerSecond,
    point.achievedPerSecond,
    point.measuredSeconds,
    point.verdict,
    ...point.objectives.flatMap(({ observed, low, high }) => [observed, low, high]),
  ]);
  const head = ["ratePerSecond", "achievedPerSecond", "measuredSeconds", "verdict", ...heads];
  return [head, ...rows].map((row) => row.map(cell).join(",") + LINE_END).join("");
}

function cell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
