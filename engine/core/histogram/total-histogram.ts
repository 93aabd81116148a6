import assert from "node:assert/strict";

import {
  BUCKET_COUNT,
  highestEquivalentNs,
  lowestEquivalentNs,
  medianEquivalentNs,
} from "./bucket-layout.js";
import type { HistogramDelta } from "./recording-histogram.js";

const BLOCK_BITS = 6;
/** Buckets of a block. Who passes over a block reads one count in place of 64. */
export const BUCKETS_PER_BLOCK: number = 2 ** BLOCK_BITS;

/** What counts by bucket don't tell. */
export interface ExactFigures {
  readonly sumNs: bigint;
  readonly minNs: number;
  readonly maxNs: number;
  readonly saturatedCount: number;
}

/**
 * The merge of any number of deltas: over workers, over time, over machines. Merging adds counts, so the merge of the parts
 * is the whole, bucket by bucket; percentiles are computed from a merge and never averaged.
 *
 * Shape: 33 792 64-bit counts (270 kB), exact to 2^53 per bucket; the sum, the minimum and the maximum are exact beside them.
 * Cost: adding, merging and clearing touch only the buckets between the lowest and the highest one in use, and reading passes
 * over blocks without values.
 */
export class TotalHistogram {
  readonly #counts = new Float64Array(BUCKET_COUNT);
  /** The sum of the counts of each block. */
  readonly #blockCounts = new Float64Array(BUCKET_COUNT / BUCKETS_PER_BLOCK);
  #count = 0;
  #sumNs = 0n;
  #minNs = Infinity;
  #maxNs = -1;
  #saturatedCount = 0;
  #lowestIndex = BUCKET_COUNT;
  #highestIndex = -1;

  /**
   * Builds a histogram from bare counts, as a decoder has them.
   *
   * The exact minimum, maximum and sum are not in the counts: they become the outer edges of the outer buckets and the sum
   * of the buckets' middles, so that no value lies outside of [minNs, maxNs].
   *
   * @param counts - a count for each bucket from index 0 on; copied
   */
  static fromCounts(counts: Float64Array): TotalHistogram {
    const histogram = new TotalHistogram();
    counts.forEach((count, index) => {
      if (count === 0) return;
      histogram.#addBucket(index, count);
      histogram.#count += count;
      histogram.#sumNs += BigInt(count) * BigInt(medianEquivalentNs(index));
    });
    if (histogram.isEmpty) return histogram;
    histogram.#minNs = lowestEquivalentNs(histogram.#lowestIndex);
    histogram.#maxNs = highestEquivalentNs(histogram.#highestIndex);
    return histogram;
  }

  /**
   * Builds a histogram from its counts and the exact figures that stood beside them.
   *
   * @throws RangeError if the figures can't be of these counts
   */
  static restore(counts: Float64Array, exact: ExactFigures): TotalHistogram {
    const histogram = TotalHistogram.fromCounts(counts);
    const { lowestIndex, highestIndex } = histogram;
    const isPossible =
      !histogram.isEmpty &&
      exact.minNs >= lowestEquivalentNs(lowestIndex) &&
      exact.minNs <= highestEquivalentNs(lowestIndex) &&
      exact.maxNs >= lowestEquivalentNs(highestIndex) &&
      (exact.maxNs <= highestEquivalentNs(highestIndex) || exact.saturatedCount > 0) &&
      exact.saturatedCount <= histogram.countAt(highestIndex);
    if (!isPossible) {
      throw new RangeError(
        `minimum ${exact.minNs}, maximum ${exact.maxNs} and ${exact.saturatedCount} saturated values are not of these buckets`,
      );
    }
    histogram.#sumNs = exact.sumNs;
    histogram.#minNs = exact.minNs;
    histogram.#maxNs = exact.maxNs;
    histogram.#saturatedCount = exact.saturatedCount;
    return histogram;
  }

  /** How many values are in it. */
  get count(): number {
    return this.#count;
  }

  /** Their exact sum. */
  get sumNs(): bigint {
    return this.#sumNs;
  }

  /** The smallest of them, exactly; Infinity when empty. */
  get minNs(): number {
    return this.#minNs;
  }

  /** The largest of them, exactly; -1 when empty. */
  get maxNs(): number {
    return this.#maxNs;
  }

  /** How many of them were above the range and are counted in the top bucket. */
  get saturatedCount(): number {
    return this.#saturatedCount;
  }

  /** Whether it holds no value. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** The first bucket in use; BUCKET_COUNT when empty. */
  get lowestIndex(): number {
    return this.#lowestIndex;
  }

  /** The last bucket in use; -1 when empty. */
  get highestIndex(): number {
    return this.#highestIndex;
  }

  /** How many values are in a bucket. */
  countAt(index: number): number {
    return this.#counts[index] ?? 0;
  }

  /** How many values are in a block: the 64 buckets from 64 × block on. */
  countInBlock(block: number): number {
    return this.#blockCounts[block] ?? 0;
  }

  /** @returns the first bucket in use from `index` on; BUCKET_COUNT when there is none */
  nextUsed(index: number): number {
    let at = index;
    while (at <= this.#highestIndex) {
      if (this.countAt(at) !== 0) return at;
      at++;
      while (at % BUCKETS_PER_BLOCK === 0 && this.#blockCounts[at >>> BLOCK_BITS] === 0) {
        at += BUCKETS_PER_BLOCK;
      }
    }
    return BUCKET_COUNT;
  }

  /**
   * Adds what was recorded in an interval.
   *
   * @throws AssertionError if the delta's buckets do not add up to its count: a value would have disappeared
   */
  add(delta: HistogramDelta): void {
    let bucketsTotal = 0;
    for (let position = 0; position < delta.indices.length; position++) {
      const count = delta.counts[position] ?? 0;
      this.#addBucket(delta.indices[position] ?? BUCKET_COUNT, count);
      bucketsTotal += count;
    }
    assert.equal(bucketsTotal, delta.count, "the buckets of a delta must add up to its count");
    this.#addScalars(delta);
  }

  /** Adds all values of another histogram, which stays as it is. */
  merge(other: TotalHistogram): void {
    for (let index = other.#lowestIndex; index < BUCKET_COUNT; index = other.nextUsed(index + 1)) {
      this.#addBucket(index, other.countAt(index));
    }
    this.#addScalars(other);
  }

  /** @returns a histogram of its own with the same values */
  clone(): TotalHistogram {
    const copy = new TotalHistogram();
    copy.merge(this);
    return copy;
  }

  /**
   * The values that are in this histogram and not in one of its parts.
   *
   * @param part - a histogram whose values are all in this one too
   * @returns counts and sum exact; the minimum and the maximum are the outer edges of the outer buckets
   * @throws AssertionError if a bucket of the part holds more
   */
  minus(part: TotalHistogram): TotalHistogram {
    const counts = new Float64Array(BUCKET_COUNT);
    for (let index = this.#lowestIndex; index <= this.#highestIndex; index++) {
      const count = this.countAt(index) - part.countAt(index);
      assert.ok(count >= 0, "a part can't hold more than the whole");
      counts[index] = count;
    }
    const rest = TotalHistogram.fromCounts(counts);
    if (!rest.isEmpty) {
      rest.#sumNs = this.#sumNs - part.#sumNs;
      rest.#minNs = Math.max(rest.#minNs, this.#minNs);
      rest.#maxNs = Math.min(rest.#maxNs, this.#maxNs);
    }
    return rest;
  }

  /** Forgets every value. */
  clear(): void {
    if (this.isEmpty) return;
    this.#counts.fill(0, this.#lowestIndex, this.#highestIndex + 1);
    this.#blockCounts.fill(0);
    this.#count = 0;
    this.#sumNs = 0n;
    this.#minNs = Infinity;
    this.#maxNs = -1;
    this.#saturatedCount = 0;
    this.#lowestIndex = BUCKET_COUNT;
    this.#highestIndex = -1;
  }

  /**
   * The value that has a rank when all are sorted, to the resolution of its bucket.
   *
   * @param rank - 1 for the smallest value … count for the largest
   * @returns the largest value equivalent to it, but never more than the exact maximum
   * @throws RangeError if no value has that rank
   */
  valueAtRank(rank: number): number {
    let seen = 0;
    for (let index = this.#lowestIndex; rank >= 1 && index <= this.#highestIndex; index++) {
      seen += this.countAt(index);
      if (seen >= rank) return this.valueInBucketNs(index, rank);
    }
    throw new RangeError(`rank is ${rank}; it must be from 1 to ${this.#count}`);
  }

  /**
   * What is reported for a rank whose bucket is known: the largest equivalent value, but never more than the exact maximum.
   * The last rank is the maximum itself, which tells the truth above the range too.
   */
  valueInBucketNs(index: number, rank: number): number {
    return rank >= this.#count ? this.#maxNs : Math.min(highestEquivalentNs(index), this.#maxNs);
  }

  #addBucket(index: number, count: number): void {
    if (index >= BUCKET_COUNT) assert.fail("a bucket's index must be in the layout");
    this.#counts[index] = this.countAt(index) + count;
    const block = index >>> BLOCK_BITS;
    this.#blockCounts[block] = this.countInBlock(block) + count;
    if (index < this.#lowestIndex) this.#lowestIndex = index;
    if (index > this.#highestIndex) this.#highestIndex = index;
  }

  #addScalars(part: Omit<HistogramDelta, "indices" | "counts">): void {
    this.#count += part.count;
    this.#sumNs += part.sumNs;
    this.#minNs = Math.min(this.#minNs, part.minNs);
    this.#maxNs = Math.max(this.#maxNs, part.maxNs);
    this.#saturatedCount += part.saturatedCount;
  }
}
