import { changeText, intervalPlotOf } from "../../engine/index.js";
import type { Comparison, IntervalPlot } from "../../engine/index.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";
import { toneOf } from "./verdict-tone.js";

const LABEL_COLUMNS = 12;
const PLOT_COLUMNS_MAX = 67;

/** Columns on either side of the one of 0. */
interface Scale {
  readonly halfColumns: number;
  readonly halfPercent: number;
}

/**
 * The intervals as a picture for a terminal, with 0 in the middle and dots at the margins.
 *
 * ```
 *             −10.0 %                       0                       +10.0 %
 *   p50                         ·           │           ·  ├───●───┤
 * ```
 *
 * @returns nothing where no percentile has an interval
 */
export function intervalChart(comparison: Comparison, columns: number): readonly Line[] {
  const { drawn, halfPercent, marginPercent } = intervalPlotOf(comparison);
  if (drawn.length === 0) return [];
  const halfColumns = Math.floor((Math.min(PLOT_COLUMNS_MAX, columns - LABEL_COLUMNS) - 1) / 2);
  const scale = { halfColumns, halfPercent };
  return [
    [segment(" ".repeat(LABEL_COLUMNS) + axisText(scale), "quiet")],
    ...drawn.map((each) => [
      segment(`  p${each.percentile}`.padEnd(LABEL_COLUMNS), "quiet"),
      segment(plotText(each, marginPercent, scale), toneOf(each.verdict)),
    ]),
  ];
}

function axisText({ halfColumns, halfPercent }: Scale): string {
  const left = changeText(-halfPercent).padEnd(halfColumns);
  return `${left}0${changeText(halfPercent).padStart(halfColumns)}`;
}

function plotText(
  { changePercent: { low, estimate, high } }: IntervalPlot["drawn"][number],
  marginPercent: IntervalPlot["marginPercent"],
  scale: Scale,
): string {
  const cells = Array.from({ length: 2 * scale.halfColumns + 1 }, () => " ");
  const put = (percent: number, mark: string): void => {
    cells[columnOf(percent, scale)] = mark;
  };
  put(marginPercent.low, "·");
  put(marginPercent.high, "·");
  put(0, "│");
  cells.fill("─", columnOf(low, scale), columnOf(high, scale));
  put(low, "├");
  put(high, "┤");
  put(estimate, "●");
  return cells.join("").trimEnd();
}

/** What lies beyond the chart is drawn at its end. */
function columnOf(percent: number, { halfColumns, halfPercent }: Scale): number {
  const share = Math.max(-1, Math.min(1, percent / halfPercent));
  return halfColumns + Math.round(share * halfColumns);
}
