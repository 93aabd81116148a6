import type { LatencyStatistics } from "../../../core/histogram/index.js";
import { countText, percentileName, percentileText, timeText } from "../../../core/text/index.js";
import type { Head, Row, Table } from "./view.js";

/** A histogram with a column of a table. */
export interface LatencyColumn {
  readonly head: Head;
  readonly statistics: LatencyStatistics;
}

/**
 * A table with a row for each statistic and a column for each histogram.
 *
 * @param percentiles - as they are printed
 * @param count - of the values that carry them, where these are not those of the first column
 */
export function statisticsTable(
  label: string,
  columns: readonly LatencyColumn[],
  percentiles: readonly string[],
  count = columns[0]?.statistics.count ?? 0,
): Table {
  const all = columns.map(({ statistics }) => statistics);
  const row = (name: string, toText: (statistics: LatencyStatistics) => string): Row => ({
    name,
    cells: all.map(toText),
  });
  const counted = (name: "censored" | "saturated"): readonly Row[] =>
    all.every((statistics) => statistics[name] === 0)
      ? []
      : [row(name, (statistics) => countText(statistics[name]))];
  return {
    kind: "table",
    label,
    heads: [{ text: "Statistic" }, ...columns.map(({ head }) => head)],
    rows: [
      row("min", ({ min }) => timeText(min)),
      row("mean", ({ mean }) => timeText(mean)),
      row("standard deviation", ({ stdDev }) => timeText(stdDev)),
      ...percentiles.map((name) =>
        row(percentileName(name, count), (each) => percentileText(each.percentiles[name])),
      ),
      row("max", ({ max }) => timeText(max)),
      row("count", (statistics) => countText(statistics.count)),
      ...counted("censored"),
      ...counted("saturated"),
    ],
  };
}

/** @returns a table of names and what is to be said of each */
export function factsTable(label: string, facts: readonly (readonly [string, string])[]): Table {
  return {
    kind: "table",
    label,
    heads: [],
    rows: facts.map(([name, text]) => ({ name, cells: [text] })),
  };
}
