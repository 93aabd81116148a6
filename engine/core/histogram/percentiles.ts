import assert from "node:assert/strict";

import { binaryExponentOf } from "../random/index.js";
import { BUCKETS_PER_BLOCK } from "./total-histogram.js";
import type { TotalHistogram } from "./total-histogram.js";

/**
 * A percentile in nanoseconds, or what is known of it: both bounds where censored values touch it, `high: null` where it has
 * no upper bound, and null where there are no values at all.
 */
export type PercentileValue =
  number | { readonly low: number; readonly high: number | null } | null;

/** The mark for a rank that lies beyond every value. */
const NO_BUCKET = -1;

/**
 * The rank of the value that a percentile names.
 *
 * Rounded up, but not across the error of the product itself: 99.9 / 100 * 1000 is 999.0000000000001 in doubles, and must
 * give 999.
 *
 * @param percentile - above 0, at most 100
 * @param count - how many values there are
 * @returns from 1 to count; 1 even when there is none
 * @throws RangeError if the percentile is out of range
 * @see Source: HdrHistogram `getValueAtPercentile`, with whose JavaScript port a test compares it
 */
export function rankOf(percentile: number, count: number): number {
  if (!(percentile > 0 && percentile <= 100)) {
    throw new RangeError(`percentile is ${percentile}; it must be above 0 and at most 100`);
  }
  const product = (percentile / 100) * count;
  const spacing = 2 ** (binaryExponentOf(product) - 52);
  return Math.max(1, Math.ceil(product - spacing));
}

/**
 * How many values carry a percentile: those at its rank or above.
 *
 * A p99.99 that rests on a handful of values says so.
 */
export function supportCount(percentile: number, count: number): number {
  return count === 0 ? 0 : count - rankOf(percentile, count) + 1;
}

/**
 * Percentiles of a merged histogram, all in one pass over the buckets in use.
 *
 * @param percentiles - each above 0 and up to 100, in any order
 * @returns at the same positions the largest value equivalent to the rank, never above the exact maximum; null when empty
 * @throws RangeError if a percentile is out of range
 */
export function percentilesOf(
  histogram: TotalHistogram,
  percentiles: readonly number[],
): readonly (number | null)[] {
  const ranks = percentiles.map((percentile) => rankOf(percentile, histogram.count));
  return bucketsAtRanks(ranks, histogram).map((bucket, position) =>
    bucket === NO_BUCKET ? null : histogram.valueInBucketNs(bucket, ranks[position] ?? 0),
  );
}

/**
 * Percentiles where some values are only known to lie above something.
 *
 * Lower bound: censored values count at the age they had reached. Upper bound: they count at +∞. Where both agree the
 * percentile is a plain number.
 *
 * @param all - every value, the censored ones at their age
 * @param censored - the censored ones again
 * @param percentiles - each above 0 and up to 100, in any order
 * @param infinityCount - further requests that rank at +∞ and have no age: even the lower bound does not know them, and
 * becomes the largest known value
 * @throws AssertionError if `censored` is not a part of `all`
 */
export function censoredPercentilesOf(
  all: TotalHistogram,
  censored: TotalHistogram,
  percentiles: readonly number[],
  infinityCount = 0,
): readonly PercentileValue[] {
  const totalCount = all.count + infinityCount;
  if (totalCount === 0) return percentiles.map(() => null);
  const ranks = percentiles.map((percentile) => rankOf(percentile, totalCount));
  const lower = bucketsAtRanks(ranks, all);
  const upper = censored.isEmpty ? lower : bucketsAtRanks(ranks, all, censored);
  return ranks.map((rank, position) => {
    const lowerBucket = lower[position] ?? NO_BUCKET;
    const upperBucket = upper[position] ?? NO_BUCKET;
    if (lowerBucket === NO_BUCKET) return { low: Math.max(0, all.maxNs), high: null };
    const low = all.valueInBucketNs(lowerBucket, rank);
    if (upperBucket === NO_BUCKET) return { low, high: null };
    return lowerBucket === upperBucket
      ? low
      : { low, high: all.valueInBucketNs(upperBucket, rank) };
  });
}

/**
 * Finds the bucket of each rank in `histogram` without `without`, in one pass over its blocks and over the buckets of those
 * that hold a rank.
 *
 * @returns at the positions of the ranks; {@link NO_BUCKET} for a rank beyond the last value
 */
function bucketsAtRanks(
  ranks: readonly number[],
  histogram: TotalHistogram,
  without?: TotalHistogram,
): readonly number[] {
  const buckets = ranks.map(() => NO_BUCKET);
  const ascending = ranks
    .map((rank, position) => ({ rank, position }))
    .sort((a, b) => a.rank - b.rank);
  let seen = 0;
  let found = 0;
  let index = histogram.lowestIndex;
  for (let next = ascending[0]; next !== undefined && index <= histogram.highestIndex;) {
    // With something to leave out, every bucket is looked at: each must hold what is left out of it.
    if (without === undefined && index % BUCKETS_PER_BLOCK === 0) {
      const inBlock = histogram.countInBlock(index / BUCKETS_PER_BLOCK);
      if (seen + inBlock < next.rank) {
        seen += inBlock;
        index += BUCKETS_PER_BLOCK;
        continue;
      }
    }
    const count = histogram.countAt(index) - (without?.countAt(index) ?? 0);
    if (count < 0) assert.fail("censored values must be a part of all values");
    seen += count;
    while (next !== undefined && next.rank <= seen) {
      buckets[next.position] = index;
      found++;
      next = ascending[found];
    }
    index++;
  }
  return buckets;
}
