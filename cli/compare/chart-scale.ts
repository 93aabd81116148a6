import type { Comparison, PercentChange, PercentileComparison } from "../../engine/index.js";

/** Room beside the widest interval. */
const AIR = 1.1;
/** A margin always shows, and an interval of a thousand percent is not worth the room of all others. */
const MARGINS_MIN = 1.5;
const MARGINS_MAX = 20;

/** A percentile with an interval that can be drawn. */
export type DrawnPercentile = PercentileComparison & { readonly changePercent: PercentChange };

/** @returns the percentiles that have an interval */
export function drawnPercentiles({ percentiles }: Comparison): readonly DrawnPercentile[] {
  return percentiles.flatMap((each) => {
    const { changePercent } = each;
    return changePercent === null ? [] : [{ ...each, changePercent }];
  });
}

/** @returns the percent at both ends of a chart, 0 being in its middle */
export function halfWidthPercentOf(
  drawn: readonly DrawnPercentile[],
  marginPercent: number,
): number {
  const farthest = Math.max(
    ...drawn.map(({ changePercent: { low, high } }) => Math.max(Math.abs(low), Math.abs(high))),
  );
  const wanted = Math.max(AIR * farthest, MARGINS_MIN * marginPercent);
  return Math.min(wanted, MARGINS_MAX * marginPercent);
}
