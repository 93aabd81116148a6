import { deflateSync, inflateSync } from "node:zlib";
import {
  Float64Histogram,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
} from "hdr-histogram-js";

import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  SIGNIFICANT_DIGITS,
  TotalHistogram,
} from "../core/histogram/index.js";

const LOWEST_DISCERNIBLE_NS = 1;
/** The library's default of 32 bits wraps counts past 2^32 without a word. */
const COUNT_BITS = 64;
/** What HdrHistogram's own programs take, and wrk2. */
const TICKS_PER_HALF_DISTANCE = 5;

/** What is compressed again at once. */
const FAST = 1;
/** A cookie, and the length of what follows. */
const COMPRESSED_HEADER_BYTES = 8;
const LENGTH_AT = 4;
/*
 * Of the content's header (cookie, length, normalizing index offset, digits, lowest, highest, conversion ratio) the library
 * writes two fields otherwise than HdrHistogram for Java and C do: 1 for the offset, and the integer 1 for the ratio, which
 * is a double. Readers that use them would shift and scale our values.
 */
const OFFSET_AT = 8;
const RATIO_AT = 32;

/**
 * A histogram as text that every HdrHistogram reads: V2, compressed, base64.
 *
 * Cost: a copy of the counts and a deflate, about a millisecond; for results and frames, not for requests.
 */
export function encodeHistogram(total: TotalHistogram): string {
  const ofLibrary = Buffer.from(encodeIntoCompressedBase64(toLibrary(total), FAST), "base64");
  const content = inflateSync(ofLibrary.subarray(COMPRESSED_HEADER_BYTES));
  content.writeInt32BE(0, OFFSET_AT);
  content.writeDoubleBE(1, RATIO_AT);
  const compressed = deflateSync(content);
  const header = Buffer.alloc(COMPRESSED_HEADER_BYTES);
  ofLibrary.copy(header, 0, 0, LENGTH_AT);
  header.writeInt32BE(compressed.length, LENGTH_AT);
  return Buffer.concat([header, compressed]).toString("base64");
}

/**
 * Fills in what a connection did not send while it waited: for each value above the interval those that requests at every
 * interval in between would have had. Only for a closed loop; where arrivals are planned, nothing is missing.
 *
 * @param intervalNs - the expected time between two requests
 * @see G. Tene's `copyCorrectedForCoordinatedOmission` of HdrHistogram, whose port does it
 */
export function correctedForOmission(total: TotalHistogram, intervalNs: number): TotalHistogram {
  const plain = toLibrary(total);
  const corrected = emptyOfLibrary();
  corrected.addWhileCorrectingForCoordinatedOmission(plain, intervalNs);
  return fromLibrary(corrected);
}

function emptyOfLibrary(): Float64Histogram {
  return new Float64Histogram(LOWEST_DISCERNIBLE_NS, HIGHEST_TRACKABLE_NS, SIGNIFICANT_DIGITS);
}

function toLibrary(total: TotalHistogram): Float64Histogram {
  const histogram = emptyOfLibrary();
  for (let index = total.lowestIndex; index < BUCKET_COUNT; index = total.nextUsed(index + 1)) {
    histogram.setCountAtIndex(index, total.countAt(index));
  }
  // Counts that are set one by one are not in the library's own total and maximum until it looks for them, and the encoder
  // stops at that maximum.
  histogram.establishInternalTackingValues();
  return histogram;
}

/**
 * Reads a histogram back, bucket by bucket.
 *
 * The text holds counts only: the minimum and maximum become the outer edges of the outer buckets, the sum that of the
 * buckets' middles, and what had saturated is in the top bucket without a mark. A result carries the exact ones beside it.
 *
 * @throws RangeError if the text's buckets are not ours: another unit, another precision, or values above our range
 * @throws Error if the text is no HdrHistogram V2 compressed base64
 */
export function decodeHistogram(text: string): TotalHistogram {
  return fromLibrary(decodeForLibrary(text));
}

/**
 * HdrHistogram's table of a distribution, in the layout of its `outputPercentileDistribution`, which its plotters read.
 *
 * @param text - as {@link decodeHistogram} reads it, with the same errors thrown
 * @param unitNs - what the values are printed in, with three decimals
 */
export function toPercentileTable(text: string, unitNs: number): string {
  return decodeForLibrary(text).outputPercentileDistribution(TICKS_PER_HALF_DISTANCE, unitNs);
}

function decodeForLibrary(text: string): Float64Histogram {
  const histogram = decodeFromCompressedBase64(text, COUNT_BITS);
  if (!(histogram instanceof Float64Histogram)) throw new TypeError("expected 64-bit counts");
  assertOurLayout(histogram);
  return histogram;
}

function fromLibrary(histogram: Float64Histogram): TotalHistogram {
  const counts = new Float64Array(BUCKET_COUNT);
  for (let index = 0; index < BUCKET_COUNT; index++) {
    // A histogram with a shorter range has the same buckets, only fewer of them.
    counts[index] = index < histogram.countsArrayLength ? histogram.getCountAtIndex(index) : 0;
  }
  return TotalHistogram.fromCounts(counts);
}

function assertOurLayout(histogram: Float64Histogram): void {
  const { lowestDiscernibleValue, numberOfSignificantValueDigits, maxValue } = histogram;
  const isSameScale =
    lowestDiscernibleValue === LOWEST_DISCERNIBLE_NS &&
    numberOfSignificantValueDigits === SIGNIFICANT_DIGITS;
  if (isSameScale && maxValue <= HIGHEST_TRACKABLE_NS) return;
  throw new RangeError(
    `the histogram has lowest ${lowestDiscernibleValue}, ${numberOfSignificantValueDigits} digits and maximum ${maxValue}; ` +
      `wanted are lowest ${LOWEST_DISCERNIBLE_NS}, ${SIGNIFICANT_DIGITS} digits and at most ${HIGHEST_TRACKABLE_NS}`,
  );
}
