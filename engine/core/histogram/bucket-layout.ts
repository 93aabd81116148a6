/*
 * HdrHistogram's layout for a lowest value of 1 ns and 3 significant digits. Bucket 0 of the layout counts every integer
 * below 2048 on its own; each further power of two is cut into 1024 equal steps, so a step is at most 1/1024 of its value:
 *
 *   value  0 ……… 1023 | 1024 … 2047 | 2048 … 4095 | 4096 … 8191 | …
 *   step        1     |      1      |      2      |      4      | 2^e
 *   index  0 ……… 1023 | 1024 … 2047 | 2048 … 3071 | 3072 … 4095 | e·1024 + value/2^e
 */

const STEPS_PER_POWER_OF_TWO = 1024;
/** floor(log2) of the first value that shares its bucket with another is one more than this. */
const STEP_BITS = 10;
/** Values from here on do not fit the 32 bits that `>>>` and `Math.clz32` work on. */
const WORD_RANGE = 2 ** 32;
/** What a longer value is divided by first: exact, because division by a power of two moves only the exponent. */
const WIDE_SHIFT = 11;
const WIDE_DIVISOR = 2 ** WIDE_SHIFT;

/** The significant decimal digits that the layout keeps. */
export const SIGNIFICANT_DIGITS = 3;

/**
 * The largest value with a bucket of its own size, 2^42 − 1 ns = 73.3 minutes: the smallest range of whole powers of two
 * that holds an hour. Larger values are counted in the top bucket, and as saturated.
 */
export const HIGHEST_TRACKABLE_NS: number = 2 ** 42 - 1;

/** The number of buckets that cover 0 … {@link HIGHEST_TRACKABLE_NS}: 2048 single values and 31 powers of two. */
export const BUCKET_COUNT = 33_792;

/**
 * The bucket in which a value is counted.
 *
 * Units: valueNs an integer, 0 … {@link HIGHEST_TRACKABLE_NS}; the caller has checked it.
 * Cost: a few instructions, allocates nothing.
 */
export function bucketIndexOf(valueNs: number): number {
  if (valueNs < WORD_RANGE) {
    const word = valueNs >>> 0;
    // `| 1024` makes exponent 0 of everything below 2048, so that small values need no branch of their own.
    const exponent = 31 - STEP_BITS - Math.clz32(word | STEPS_PER_POWER_OF_TWO);
    return (exponent << STEP_BITS) + (word >>> exponent);
  }
  const word = (valueNs / WIDE_DIVISOR) >>> 0;
  const exponent = 31 - STEP_BITS - Math.clz32(word);
  return ((exponent + WIDE_SHIFT) << STEP_BITS) + (word >>> exponent);
}

/** The smallest value that is counted in a bucket, in ns. */
export function lowestEquivalentNs(index: number): number {
  const exponent = exponentOf(index);
  return (index - exponent * STEPS_PER_POWER_OF_TWO) * stepOf(exponent);
}

/** The largest value that is counted in a bucket, in ns. */
export function highestEquivalentNs(index: number): number {
  return lowestEquivalentNs(index) + stepOf(exponentOf(index)) - 1;
}

/** The middle of the values that are counted in a bucket, rounded up, in ns. */
export function medianEquivalentNs(index: number): number {
  return lowestEquivalentNs(index) + Math.floor(stepOf(exponentOf(index)) / 2);
}

/** log2 of the number of values that share the bucket: 0 … 31. */
function exponentOf(index: number): number {
  return Math.max(0, (index >>> STEP_BITS) - 1);
}

/** 2^exponent, unsigned. Not `**`, which made the scans of a summary four times as long. */
function stepOf(exponent: number): number {
  return (1 << exponent) >>> 0;
}
