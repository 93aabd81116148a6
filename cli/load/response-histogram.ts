import { Float64Histogram, decodeFromCompressedBase64 } from "hdr-histogram-js";

/** A histogram in few bins of equal width on a logarithmic axis. */
export interface Bins {
  readonly lowNs: number;
  readonly highNs: number;
  readonly counts: readonly number[];
}

/** The library's default of 32 bits wraps. */
const COUNT_BITS = 64;

/**
 * Regroups an encoded histogram for drawing.
 *
 * Cost: about 0.5 ms, for a view and not for every request.
 *
 * @param encoded - HdrHistogram V2, compressed, base64
 * @returns undefined when it holds nothing
 */
export function binsOf(encoded: string, binCount: number): Bins | undefined {
  const histogram = decodeFromCompressedBase64(encoded, COUNT_BITS);
  if (!(histogram instanceof Float64Histogram)) return undefined;
  const buckets = bucketsOf(histogram);
  const first = buckets[0];
  const last = buckets.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const counts = Array.from({ length: binCount }, () => 0);
  const lowNs = Math.max(1, first.valueNs);
  const highNs = Math.max(lowNs, last.valueNs);
  const range = Math.log(highNs / lowNs);
  for (const { valueNs, count } of buckets) {
    const share = range === 0 ? 0 : Math.log(Math.max(lowNs, valueNs) / lowNs) / range;
    const bin = Math.min(binCount - 1, Math.floor(share * binCount));
    counts[bin] = (counts[bin] ?? 0) + count;
  }
  return { lowNs, highNs, counts };
}

interface Bucket {
  readonly valueNs: number;
  readonly count: number;
}

function bucketsOf(histogram: Float64Histogram): readonly Bucket[] {
  const buckets: Bucket[] = [];
  for (let index = 0; index < histogram.countsArrayLength; index++) {
    const count = histogram.getCountAtIndex(index);
    if (count > 0) buckets.push({ valueNs: histogram.valueFromIndex(index), count });
  }
  return buckets;
}
