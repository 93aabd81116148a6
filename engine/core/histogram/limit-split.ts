import { BUCKET_COUNT, bucketIndexOf, highestEquivalentNs } from "./bucket-layout.js";
import type { TotalHistogram } from "./total-histogram.js";

/** The values of a histogram about a limit. Values that are in neither count share the limit's bucket with others. */
export interface LimitSplit {
  /** Known to be the limit or less. */
  readonly within: number;
  /** Known to be more. */
  readonly beyond: number;
}

/**
 * How many values are known to lie on each side of a limit.
 *
 * Cost: one pass over the blocks and buckets up to the limit.
 *
 * @param limitNs - whole nanoseconds; a value that is equal to it is within
 */
export function splitAtLimit(histogram: TotalHistogram, limitNs: number): LimitSplit {
  const { count, minNs, maxNs } = histogram;
  if (count === 0 || maxNs <= limitNs) return { within: count, beyond: 0 };
  if (minNs > limitNs) return { within: 0, beyond: count };
  const last = BUCKET_COUNT - 1;
  const bucket = limitNs > highestEquivalentNs(last) ? last : bucketIndexOf(limitNs);
  const below = countBelow(histogram, bucket);
  const inBucket = histogram.countAt(bucket);
  const above = count - below - inBucket;
  // What is above the range is counted in the last bucket as well: its edge says nothing of the values in it.
  if (bucket < last && highestEquivalentNs(bucket) === limitNs) {
    return { within: below + inBucket, beyond: above };
  }
  // The extremes are known exactly, and are on different sides: each is one value more where its bucket is the limit's.
  return { within: Math.max(1, below), beyond: Math.max(1, above) };
}

function countBelow(histogram: TotalHistogram, bucket: number): number {
  let below = 0;
  for (let at = histogram.lowestIndex; at < bucket; at = histogram.nextUsed(at + 1)) {
    below += histogram.countAt(at);
  }
  return below;
}
