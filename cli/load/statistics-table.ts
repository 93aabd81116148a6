import { countText, percentileName, percentileText, timeText } from "../../engine/core/index.js";
import type { LatencyStatistics } from "../../engine/core/index.js";
import type { Line } from "./line.js";
import { tableLine } from "./summary-layout.js";

/**
 * A row for each statistic, with a column for each histogram.
 *
 * @param percentiles - as they are printed
 */
export function statisticsRows(
  columns: readonly LatencyStatistics[],
  percentiles: readonly string[],
): readonly Line[] {
  const row = (name: string, value: (column: LatencyStatistics) => string): Line =>
    tableLine(name, columns.map(value));
  const censoredCount = columns.reduce((sum, column) => sum + column.censored, 0);
  const saturatedCount = columns.reduce((sum, column) => sum + column.saturated, 0);
  const firstCount = columns[0]?.count ?? 0;
  return [
    row("min", ({ min }) => timeText(min)),
    row("mean", ({ mean }) => timeText(mean)),
    ...percentiles.map((name) =>
      row(percentileName(name, firstCount), ({ percentiles: values }) =>
        percentileText(values[name]),
      ),
    ),
    row("max", ({ max }) => timeText(max)),
    row("count", ({ count }) => countText(count)),
    ...(censoredCount === 0 ? [] : [row("censored", ({ censored }) => countText(censored))]),
    ...(saturatedCount === 0 ? [] : [row("saturated", ({ saturated }) => countText(saturated))]),
  ];
}
