import type { Comparison, PercentChange, PercentileComparison } from "./comparison.js";

/** Room beside the widest interval. */
const AIR = 1.1;
/** A margin always shows, and an interval of a thousand percent is not worth the room of all others. */
const MARGINS_MIN = 1.5;
const MARGINS_MAX = 20;

/** A percentile with an interval that can be drawn. */
export type DrawnPercentile = PercentileComparison & { readonly changePercent: PercentChange };

/** What a picture of a comparison's intervals shows, and how much of it: 0 is in its middle. */
export interface IntervalPlot {
  readonly drawn: readonly DrawnPercentile[];
  /** The percent at its right end, and with a minus at its left one. */
  readonly halfPercent: number;
  /** The ends of the margin. It is one of ratios: as far below as above in logarithms, and so a little nearer below in percent. */
  readonly marginPercent: { readonly low: number; readonly high: number };
}

/** @returns what is to be drawn of a comparison */
export function intervalPlotOf({ percentiles, marginPercent }: Comparison): IntervalPlot {
  const drawn = percentiles.flatMap((each) => {
    const { changePercent } = each;
    return changePercent === null ? [] : [{ ...each, changePercent }];
  });
  const farthest = Math.max(
    0,
    ...drawn.map(({ changePercent: { low, high } }) => Math.max(Math.abs(low), Math.abs(high))),
  );
  const wanted = Math.max(AIR * farthest, MARGINS_MIN * marginPercent);
  return {
    drawn,
    halfPercent: Math.min(wanted, MARGINS_MAX * marginPercent),
    marginPercent: { low: 100 / (1 + marginPercent / 100) - 100, high: marginPercent },
  };
}
