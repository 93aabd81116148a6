import { BUCKET_COUNT } from "./bucket-layout.js";
import type { HistogramDelta } from "./recording-histogram.js";

/** The values of a histogram on either side of a bucket. */
export interface Split {
  /** In buckets before it. */
  readonly below: number;
  /** In the bucket itself. */
  readonly at: number;
}

/**
 * The buckets in use of a histogram, and nothing else: for keeping many histograms at once, where 33 792 counts each would be
 * 270 kB apiece.
 *
 * Shape: ascending bucket indices, each with the number of values in it and all before it; 10 bytes a bucket in use.
 * Merging adds counts: nothing is lost. Cumulated, because they are asked for what lies below a bucket.
 * Cost: adding and merging write both lists anew, in one pass.
 */
export class SparseHistogram {
  #indices: Uint16Array = new Uint16Array(0);
  #cumulated: Float64Array = new Float64Array(0);

  /** @param counts - a count for each bucket from index 0 on; copied */
  static fromCounts(counts: Float64Array): SparseHistogram {
    const histogram = new SparseHistogram();
    const indices: number[] = [];
    const cumulated: number[] = [];
    let sum = 0;
    counts.forEach((count, index) => {
      if (count === 0) return;
      sum += count;
      indices.push(index);
      cumulated.push(sum);
    });
    histogram.#indices = Uint16Array.from(indices);
    histogram.#cumulated = Float64Array.from(cumulated);
    return histogram;
  }

  /** @returns a count for each bucket from index 0 on */
  toCounts(): Float64Array {
    const counts = new Float64Array(BUCKET_COUNT);
    let before = 0;
    this.#indices.forEach((index, position) => {
      const cumulated = this.#cumulated[position] ?? 0;
      counts[index] = cumulated - before;
      before = cumulated;
    });
    return counts;
  }

  /** How many values are in it. */
  get count(): number {
    return this.#cumulated.at(-1) ?? 0;
  }

  /** How many buckets are in use. */
  get bucketCount(): number {
    return this.#indices.length;
  }

  /** Adds what was recorded in an interval; keeps none of its arrays. */
  add({ indices, counts }: HistogramDelta): void {
    const cumulated = new Float64Array(counts.length);
    let sum = 0;
    for (let position = 0; position < counts.length; position++) {
      sum += counts[position] ?? 0;
      cumulated[position] = sum;
    }
    this.#addCumulated(indices, cumulated);
  }

  /** Adds all values of another histogram, which stays as it is. */
  merge(other: SparseHistogram): void {
    this.#addCumulated(other.#indices, other.#cumulated);
  }

  /**
   * How many values lie below and in a bucket.
   *
   * Cost: a binary search.
   *
   * @param bucket - an index; one behind all buckets has all values below it
   */
  splitAt(bucket: number): Split {
    let low = 0;
    let high = this.#indices.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indices[middle] ?? 0) < bucket) low = middle + 1;
      else high = middle;
    }
    const below = this.#cumulated[low - 1] ?? 0;
    const isInUse = this.#indices[low] === bucket;
    return { below, at: isInUse ? (this.#cumulated[low] ?? 0) - below : 0 };
  }

  #addCumulated(indices: Uint16Array, cumulated: Float64Array): void {
    const ownIndices = this.#indices;
    const ownCumulated = this.#cumulated;
    const ownLength = ownIndices.length;
    const otherLength = indices.length;
    const mergedIndices = new Uint16Array(ownLength + otherLength);
    const mergedCumulated = new Float64Array(ownLength + otherLength);
    let own = 0;
    let other = 0;
    let length = 0;
    let ownSum = 0;
    let otherSum = 0;
    while (own < ownLength || other < otherLength) {
      const ownIndex = own < ownLength ? (ownIndices[own] ?? 0) : BUCKET_COUNT;
      const otherIndex = other < otherLength ? (indices[other] ?? 0) : BUCKET_COUNT;
      if (ownIndex <= otherIndex) ownSum = ownCumulated[own++] ?? 0;
      if (otherIndex <= ownIndex) otherSum = cumulated[other++] ?? 0;
      mergedIndices[length] = ownIndex < otherIndex ? ownIndex : otherIndex;
      mergedCumulated[length] = ownSum + otherSum;
      length++;
    }
    // Copies of the used parts: views would keep the whole.
    this.#indices = mergedIndices.slice(0, length);
    this.#cumulated = mergedCumulated.slice(0, length);
  }
}
