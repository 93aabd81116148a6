import { NS_PER_SECOND } from "../../core/duration.js";
import type { LatencyStatistics } from "../../core/histogram/index.js";
import { TotalHistogram, bucketIndexOf } from "../../core/histogram/index.js";
import { decodeHistogram } from "../encoding.js";
import { toNumberText } from "./prometheus-text.js";
import type { Sample } from "./prometheus-text.js";

/** Bounds begin at 2^10 ns, about 1 µs, … */
const FIRST_EXPONENT = 10;
/** … and end at 2^37 ns, about 137 s. */
const LAST_EXPONENT = 37;

/**
 * The upper bounds of the buckets, in ns: two for each power of two, 2^e − 1 and 1.5 · 2^e − 1.
 *
 * At each of them a bucket of HdrHistogram's layout ends, so that the count of what lies at or below it is exact. They are the
 * same for every run and histogram, because whoever adds up buckets of several runs adds up those of the same bound.
 */
const BOUNDS_NS: readonly number[] = Array.from(
  { length: 2 * (LAST_EXPONENT - FIRST_EXPONENT) + 1 },
  (_, index) => {
    const power = 2 ** (FIRST_EXPONENT + Math.floor(index / 2));
    return (index % 2 === 0 ? power : 1.5 * power) - 1;
  },
);

/**
 * A latency as a classic histogram of Prometheus, in seconds.
 *
 * Values that rank at +∞ are in its last bucket and in its count, and make its sum +Inf; censored ones count at their age.
 *
 * @param statistics - with its histogram
 */
export function histogramSamples(
  statistics: LatencyStatistics,
  labels: Readonly<Record<string, string>>,
): readonly Sample[] {
  const { encoded, count, mean } = statistics;
  const histogram = encoded === undefined ? new TotalHistogram() : decodeHistogram(encoded);
  const sumSeconds = count === 0 ? 0 : ((mean ?? Infinity) * count) / NS_PER_SECOND;
  const bucket = (le: number, value: number): Sample => ({
    suffix: "_bucket",
    labels: { ...labels, le: toNumberText(le) },
    value,
  });
  return [
    ...cumulatedAt(BOUNDS_NS, histogram).map((value, index) =>
      bucket((BOUNDS_NS[index] ?? 0) / NS_PER_SECOND, value),
    ),
    bucket(Infinity, count),
    { suffix: "_sum", labels, value: sumSeconds },
    { suffix: "_count", labels, value: count },
  ];
}

function cumulatedAt(
  ascendingBoundsNs: readonly number[],
  histogram: TotalHistogram,
): readonly number[] {
  let seen = 0;
  let index = histogram.lowestIndex;
  return ascendingBoundsNs.map((boundNs) => {
    const last = bucketIndexOf(boundNs);
    for (; index <= last; index = histogram.nextUsed(index + 1)) seen += histogram.countAt(index);
    return seen;
  });
}
