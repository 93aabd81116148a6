import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  TotalHistogram,
  bucketIndexOf,
} from "../core/histogram/index.js";
import { encodeHistogram } from "./encoding.js";

/**
 * Counts of another tool's buckets in ours. Values that it counts together stand at the upper end of its bucket: a percentile
 * taken from it is never below the true one, and counts whose edges are those of our own buckets are back where they were.
 */
export class BucketedValues {
  readonly #counts = new Float64Array(BUCKET_COUNT);
  #resolutionNs = 0;
  #saturatedCount = 0;

  /** The widest stretch of values that was counted together; 0 without values. */
  get resolutionNs(): number {
    return this.#resolutionNs;
  }

  /** Values in stretches that end above our range. */
  get saturatedCount(): number {
    return this.#saturatedCount;
  }

  /** @param count - of values above `fromNs` and up to `toNs`, whole nanoseconds */
  add(fromNs: number, toNs: number, count: number): void {
    if (count === 0) return;
    const index = bucketIndexOf(Math.min(toNs, HIGHEST_TRACKABLE_NS));
    this.#counts[index] = (this.#counts[index] ?? 0) + count;
    this.#resolutionNs = Math.max(this.#resolutionNs, toNs - fromNs);
    if (toNs > HIGHEST_TRACKABLE_NS) this.#saturatedCount += count;
  }

  /** @returns them as a result holds a histogram */
  encode(): string {
    return encodeHistogram(TotalHistogram.fromCounts(this.#counts));
  }
}
