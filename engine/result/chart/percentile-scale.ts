import type { AxisEnds, Scale } from "./scale.js";

const MEDIAN = 0.5;

/**
 * The axis of percentiles as HdrHistogram draws it: equal distances for each factor by which fewer requests lie beyond. 90 %,
 * 99 % and 99.9 % are equally far apart.
 *
 * @param beyondMin - the smallest share of requests beyond a percentile that is drawn; the axis ends there
 * @returns a scale of such shares, from 1 (all requests lie beyond) down to `beyondMin`
 * @see Source: G. Tene's HdrHistogram plot, whose axis is 1/(1 − percentile)
 */
export function percentileScale(beyondMin: number, ends: AxisEnds): Scale {
  const range = Math.log10(1 / Math.min(MEDIAN, beyondMin));
  const positionOf = (beyond: number): number => {
    const share = Math.log10(1 / Math.min(1, Math.max(beyond, Number.MIN_VALUE))) / range;
    return ends.low + Math.min(1, share) * (ends.high - ends.low);
  };
  const decades = Math.floor(range + 1e-9);
  const beyonds = [1, MEDIAN, ...Array.from({ length: decades }, (_, index) => 10 ** -(index + 1))];
  return {
    positionOf,
    ticks: beyonds.map((beyond) => ({ position: positionOf(beyond), label: labelOf(beyond) })),
  };
}

/** 99.9 %, without the noise of 100 × (1 − 0.001). */
function labelOf(beyond: number): string {
  const decimals = Math.max(0, Math.round(-Math.log10(beyond)) - 2);
  return `${(100 * (1 - beyond)).toFixed(decimals)} %`;
}
