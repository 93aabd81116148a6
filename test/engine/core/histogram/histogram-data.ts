import fc from "fast-check";
import { Float64Histogram } from "hdr-histogram-js";

import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  RecordingHistogram,
  TotalHistogram,
} from "../../../../engine/core/histogram/index.js";
import type { HistogramDelta } from "../../../../engine/core/histogram/index.js";

/** An in-range value, every power of two as likely as any other. */
export const valueNs = fc
  .tuple(fc.integer({ min: 0, max: 42 }), fc.nat(2 ** 20 - 1))
  .map(([exponent, step]) =>
    Math.min(HIGHEST_TRACKABLE_NS, Math.floor(2 ** exponent * (1 + step / 2 ** 20))),
  );

/** Any number of in-range values. */
export const valuesNs = fc.array(valueNs, { maxLength: 200 });

/** A percentile as users ask for it, and any other. */
export const percentile = fc.oneof(
  fc.constantFrom(1, 7, 28, 50, 55, 75, 90, 95, 99, 99.9, 99.99, 100),
  fc.double({ min: 0.001, max: 100, noNaN: true }),
);

export function recorded(values: readonly number[]): RecordingHistogram {
  const histogram = new RecordingHistogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

export function totalOf(values: readonly number[]): TotalHistogram {
  const total = new TotalHistogram();
  const delta = recorded(values).takeDelta();
  if (delta !== undefined) total.add(delta);
  return total;
}

/** `count` values that are all equal, without recording each. */
export function repeated(value: number, count: number): TotalHistogram {
  const total = new TotalHistogram();
  const power = totalOf([value]);
  for (let rest = count; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) total.merge(power);
    power.merge(power);
  }
  return total;
}

export function libraryOf(values: readonly number[]): Float64Histogram {
  const histogram = createLibraryHistogram();
  for (const value of values) histogram.recordValue(value);
  return histogram;
}

export function createLibraryHistogram(): Float64Histogram {
  return new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
}

/** The non-empty buckets as [index, count] pairs. */
export function bucketsOf(countAt: (index: number) => number): readonly (readonly number[])[] {
  const buckets: (readonly number[])[] = [];
  for (let index = 0; index < BUCKET_COUNT; index++) {
    const count = countAt(index);
    if (count !== 0) buckets.push([index, count]);
  }
  return buckets;
}

/** Everything that two equal histograms have in common. */
export function contentOf(total: TotalHistogram): object {
  const { count, sumNs, minNs, maxNs, saturatedCount, lowestIndex, highestIndex } = total;
  const buckets = bucketsOf((index) => total.countAt(index));
  return { count, sumNs, minNs, maxNs, saturatedCount, lowestIndex, highestIndex, buckets };
}

export function deltaBuckets(delta: HistogramDelta): readonly (readonly number[])[] {
  return Array.from(delta.indices, (index, position) => [index, delta.counts[position] ?? 0]);
}
