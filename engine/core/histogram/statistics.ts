import {
  BUCKET_COUNT,
  highestEquivalentNs,
  lowestEquivalentNs,
  medianEquivalentNs,
} from "./bucket-layout.js";
import { censoredPercentilesOf } from "./percentiles.js";
import type { PercentileValue } from "./percentiles.js";
import { BUCKETS_PER_BLOCK } from "./total-histogram.js";
import type { TotalHistogram } from "./total-histogram.js";

/**
 * What is reported of a histogram.
 *
 * Units: nanoseconds. Without values every statistic is null, never 0. With requests that rank at +∞ (the `outcome` view)
 * `max`, `mean` and `stdDev` are null too: they are unbounded.
 */
export interface LatencyStatistics {
  readonly unit: "ns";
  /** All values, those that rank at +∞ included. */
  readonly count: number;
  readonly min: number | null;
  readonly max: number | null;
  /** Exact: the exact sum by the count. Censored values count at their age. */
  readonly mean: number | null;
  /** About the exact mean, from the middles of the buckets. */
  readonly stdDev: number | null;
  /** By the percentile as it is printed: `"99.9"`. */
  readonly percentiles: Readonly<Record<string, PercentileValue>>;
  /** Values only known to lie above something: at their age in the histogram, or at +∞ and not in it. */
  readonly censored: number;
  /** Values above the histogram's range, counted in its top bucket. */
  readonly saturated: number;
  /** The histogram itself: HdrHistogram V2, compressed, base64. */
  readonly encoded?: string;
}

/** What {@link summarize} may be told beyond the histograms. */
export interface SummarizeOptions {
  /** Requests that rank at +∞ and are in no histogram; 0 by default. */
  readonly infinityCount?: number;
}

/**
 * The statistics of a merged histogram.
 *
 * @param all - every value, the censored ones at their age
 * @param censored - the censored ones again
 * @param percentiles - each above 0 and up to 100
 * @throws RangeError if a percentile is out of range
 */
export function summarize(
  all: TotalHistogram,
  censored: TotalHistogram,
  percentiles: readonly number[],
  options: SummarizeOptions = {},
): LatencyStatistics {
  const infinityCount = options.infinityCount ?? 0;
  const isBounded = !all.isEmpty && infinityCount === 0;
  const values = censoredPercentilesOf(all, censored, percentiles, infinityCount);
  return {
    unit: "ns",
    count: all.count + infinityCount,
    min: all.isEmpty ? null : all.minNs,
    max: isBounded ? all.maxNs : null,
    mean: isBounded ? meanNsOf(all) : null,
    stdDev: isBounded ? stdDevNsOf(all) : null,
    percentiles: Object.fromEntries(
      percentiles.map((percentile, position) => [String(percentile), values[position] ?? null]),
    ),
    censored: censored.count + infinityCount,
    saturated: all.saturatedCount,
  };
}

/** Divides as integers first: a sum past 2^53 would lose its last digits as a double. */
function meanNsOf(histogram: TotalHistogram): number {
  const count = BigInt(histogram.count);
  const remainder = Number(histogram.sumNs % count) / histogram.count;
  return Number(histogram.sumNs / count) + remainder;
}

/**
 * As HdrHistogram does it, with two corrections that the exact scalars allow: about the exact mean, and with the middle of an
 * outer bucket never outside of [min, max], so that equal values deviate by exactly 0.
 */
function stdDevNsOf(histogram: TotalHistogram): number {
  const meanNs = meanNsOf(histogram);
  let squares = 0;
  let index = histogram.lowestIndex;
  while (index < BUCKET_COUNT) {
    const nextBlock = (Math.floor(index / BUCKETS_PER_BLOCK) + 1) * BUCKETS_PER_BLOCK;
    // No power of two lies inside a block: all its buckets are equally wide.
    const stepNs = highestEquivalentNs(index) - lowestEquivalentNs(index) + 1;
    let middleNs = medianEquivalentNs(index);
    for (; index < nextBlock; index++) {
      const distanceNs = clamp(middleNs, histogram.minNs, histogram.maxNs) - meanNs;
      squares += histogram.countAt(index) * distanceNs * distanceNs;
      middleNs += stepNs;
    }
    index = histogram.nextUsed(index);
  }
  return Math.sqrt(squares / histogram.count);
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
