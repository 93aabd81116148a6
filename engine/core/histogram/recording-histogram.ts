import { BUCKET_COUNT, HIGHEST_TRACKABLE_NS, bucketIndexOf } from "./bucket-layout.js";

/**
 * The values recorded between two takes, as non-empty buckets only: 33 792 counts would be 135 kB per histogram and frame.
 *
 * Shape: indices ascending, each with its count (≥ 1) at the same position; both arrays own their buffers, so a message can
 * transfer them. Invariant: `count` is the sum of `counts`.
 */
export interface HistogramDelta {
  readonly count: number;
  /** Exact. A bigint, because ten seconds at a million requests per second of ten seconds each pass 2^53 ns. */
  readonly sumNs: bigint;
  readonly minNs: number;
  readonly maxNs: number;
  /** Values above the range, counted in the top bucket. */
  readonly saturatedCount: number;
  readonly indices: Uint16Array;
  readonly counts: Uint32Array;
}

// The scalars share one Float64Array: an object's field would change its representation, and with it the object's shape,
// the first time that a count passes 2^31 or a sum stops being a small integer.
const COUNT = 0;
const SUM_LOW = 1;
const SUM_CARRIES = 2;
const MIN = 3;
const MAX = 4;
const SATURATED = 5;
const SCALAR_COUNT = 6;

/** The low half of the sum stays below this. One more value of at most this size is then still an exact double. */
const CARRY_NS = 2 ** 52;

/**
 * Counts values in HdrHistogram's buckets as fast as a request path needs, and hands them over by interval.
 *
 * Shape: 33 792 32-bit counts, allocated once (135 kB). A bucket's count would wrap after 2^32 values without a take;
 * whoever records takes at least once per frame.
 * Units: integer nanoseconds. Values above {@link HIGHEST_TRACKABLE_NS} go to the top bucket and are counted as saturated;
 * the sum and the maximum keep them exactly.
 * Cost: 4–5 ns per value, against 57 ns of the library's `recordValue` (bench/micro/recording-histogram, Node 20.20,
 * November 2026).
 */
export class RecordingHistogram {
  readonly #counts = new Uint32Array(BUCKET_COUNT);
  readonly #scalars = new Float64Array(SCALAR_COUNT);

  constructor() {
    this.#resetScalars();
  }

  /** Values recorded since the last take. */
  get count(): number {
    return this.#scalars[COUNT]!;
  }

  /** Their exact sum. */
  get sumNs(): bigint {
    return BigInt(this.#scalars[SUM_CARRIES]!) * BigInt(CARRY_NS) + BigInt(this.#scalars[SUM_LOW]!);
  }

  /** The smallest of them; Infinity when there is none. */
  get minNs(): number {
    return this.#scalars[MIN]!;
  }

  /** The largest of them; -1 when there is none. */
  get maxNs(): number {
    return this.#scalars[MAX]!;
  }

  /** How many of them were above the range. */
  get saturatedCount(): number {
    return this.#scalars[SATURATED]!;
  }

  /**
   * Counts one value.
   *
   * Cost: about 5 ns, allocates nothing.
   *
   * @param valueNs - an integer from 0 to 2^52
   * @throws RangeError if it is negative, NaN, or too large to be summed exactly
   */
  record(valueNs: number): void {
    // `>=` and `<=` rather than their opposites: NaN fails both, and must never be counted without a bucket.
    const inRange = valueNs >= 0 && valueNs <= HIGHEST_TRACKABLE_NS;
    const index = inRange ? bucketIndexOf(valueNs) : this.#saturate(valueNs);
    this.#counts[index]!++;
    const scalars = this.#scalars;
    scalars[COUNT]!++;
    const sumNs = scalars[SUM_LOW]! + valueNs;
    if (sumNs < CARRY_NS) {
      scalars[SUM_LOW] = sumNs;
    } else {
      scalars[SUM_LOW] = sumNs - CARRY_NS;
      scalars[SUM_CARRIES]!++;
    }
    if (valueNs < scalars[MIN]!) scalars[MIN] = valueNs;
    if (valueNs > scalars[MAX]!) scalars[MAX] = valueNs;
  }

  /**
   * Hands over what was recorded since the last take, and starts anew.
   *
   * Cost: two scans of the buckets between the smallest and the largest value.
   *
   * @returns undefined when nothing was recorded
   */
  takeDelta(): HistogramDelta | undefined {
    if (this.count === 0) return undefined;
    const lowestIndex = bucketIndexOf(Math.min(this.minNs, HIGHEST_TRACKABLE_NS));
    const highestIndex = bucketIndexOf(Math.min(this.maxNs, HIGHEST_TRACKABLE_NS));
    const length = this.#usedBetween(lowestIndex, highestIndex);
    const delta = {
      count: this.count,
      sumNs: this.sumNs,
      minNs: this.minNs,
      maxNs: this.maxNs,
      saturatedCount: this.saturatedCount,
      indices: new Uint16Array(length),
      counts: new Uint32Array(length),
    };
    let position = 0;
    for (let index = lowestIndex; index <= highestIndex; index++) {
      if (this.#counts[index] === 0) continue;
      delta.indices[position] = index;
      delta.counts[position] = this.#counts[index]!;
      position++;
    }
    this.#counts.fill(0, lowestIndex, highestIndex + 1);
    this.#resetScalars();
    return delta;
  }

  #usedBetween(lowestIndex: number, highestIndex: number): number {
    let used = 0;
    for (let index = lowestIndex; index <= highestIndex; index++) {
      if (this.#counts[index] !== 0) used++;
    }
    return used;
  }

  /** The cold side of `record`: a value above the range has the top bucket, any other is a programmer error. */
  #saturate(valueNs: number): number {
    if (!(valueNs > HIGHEST_TRACKABLE_NS && valueNs <= CARRY_NS)) {
      throw new RangeError("valueNs must be an integer from 0 to 2^52, got " + String(valueNs));
    }
    this.#scalars[SATURATED]!++;
    return BUCKET_COUNT - 1;
  }

  #resetScalars(): void {
    this.#scalars.fill(0);
    this.#scalars[MIN] = Infinity;
    this.#scalars[MAX] = -1;
  }
}
