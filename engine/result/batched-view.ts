import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  TotalHistogram,
  bucketIndexOf,
  censoredPercentilesOf,
} from "../core/histogram/index.js";
import type { Split } from "../core/histogram/index.js";
import type { PrecisionView } from "../core/precision.js";
import { squareOf } from "../core/random/index.js";
import type { BatchSums } from "../core/statistics/index.js";
import type { Batch } from "../run/batches.js";
import type { PrecisionSource } from "../run/run-facts.js";
import { censoredTwinOf, infinityCountOf } from "../run/stretch.js";

/** One view of the requests of a run, as a whole and by batch. */
export interface BatchedView {
  /** Every finite value, the censored ones at their age. */
  readonly all: TotalHistogram;
  /** The censored ones again. */
  readonly censored: TotalHistogram;
  /** Requests that rank at +∞. */
  readonly infinityCount: number;
  /** All of them. */
  readonly count: number;
  readonly batches: readonly Batch[];
  readonly batchSeconds: number;
  readonly partsOf: (batch: Batch) => BatchParts;
}

/** How the requests of a run fall on one side of a percentile. */
export interface Hits {
  /** In the order of time; empty where the view is. */
  readonly batches: readonly BatchSums[];
  /** Of a single request's hit: the percentile's share p × (1 − p), or less where one bucket holds many requests. */
  readonly variance: number;
}

/** What of a batch is in a view. */
type BatchParts = readonly [readonly Batch["service"][], infinityCount: number];

const NONE = new TotalHistogram();
/** The bucket of what ranks at +∞: the next one after all others. */
const INFINITY_BUCKET = BUCKET_COUNT;

/** @returns a view of a run's requests */
export function viewOf(name: PrecisionView, source: PrecisionSource): BatchedView {
  const { recorded, batches } = source;
  const isOutcome = name === "outcome";
  const all = recorded.histogram(isOutcome ? "responseSuccess" : name);
  const infinityCount = isOutcome ? infinityCountOf(recorded) : 0;
  return {
    all,
    censored: isOutcome ? NONE : censoredTwinOf(recorded, name),
    infinityCount,
    count: all.count + infinityCount,
    batches: batches.batches,
    batchSeconds: batches.batchSeconds,
    partsOf: PARTS_OF[name],
  };
}

const PARTS_OF: Readonly<Record<PrecisionView, BatchedView["partsOf"]>> = {
  outcome: ({ responseSuccess, infinityCount }) => [[responseSuccess], infinityCount],
  response: ({ responseSuccess, responseOther }) => [[responseSuccess, responseOther], 0],
  service: ({ service }) => [[service], 0],
};

/**
 * How many requests of each batch are hits of a percentile: below it. Of the bucket that the percentile lies in, as large a
 * part counts as is needed for the hits of the whole run to be the percentile's share, neither all nor none of it: one
 * bucket may hold most of the requests.
 *
 * Cost: a binary search per batch.
 *
 * @param percentile - above 0 and up to 100
 */
export function hitsOf(view: BatchedView, percentile: number): Hits {
  if (view.count === 0) return { batches: [], variance: 0 };
  const [value] = censoredPercentilesOf(view.all, NONE, [percentile], view.infinityCount);
  const bucket =
    typeof value === "number"
      ? bucketIndexOf(Math.min(value, HIGHEST_TRACKABLE_NS))
      : INFINITY_BUCKET;
  const splits = view.batches.map((batch) => splitBatch(view.partsOf(batch), bucket));
  return toHits(splits, percentile / 100);
}

interface BatchSplit extends Split {
  readonly count: number;
}

function splitBatch([histograms, infinityCount]: BatchParts, bucket: number): BatchSplit {
  const splits = histograms.map((histogram) => histogram.splitAt(bucket));
  return {
    count: infinityCount + sumOf(histograms, ({ count }) => count),
    below: sumOf(splits, ({ below }) => below),
    at: bucket === INFINITY_BUCKET ? infinityCount : sumOf(splits, ({ at }) => at),
  };
}

function toHits(splits: readonly BatchSplit[], share: number): Hits {
  const count = sumOf(splits, (split) => split.count);
  const below = sumOf(splits, (split) => split.below);
  const inBucket = sumOf(splits, ({ at }) => at);
  // Requests that are all in one bucket are exactly alike: no rounding error may make a difference between them.
  const part = inBucket === count ? share : (share * count - below) / inBucket;
  const above = count - below - inBucket;
  const squares =
    below * squareOf(1 - share) + inBucket * squareOf(part - share) + above * squareOf(share);
  return {
    batches: splits.map((split) => ({ count: split.count, hits: split.below + part * split.at })),
    variance: squares / count,
  };
}

function sumOf<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
