import type { AnyStatistics } from "../../core/any-result.js";
import { NS_PER_SECOND } from "../../core/duration.js";
import { BucketedValues } from "../bucketed-values.js";
import type { FortioHistogram } from "./histogram-data.js";

/** Edges that are the same number may differ in the last digit of their texts. */
const EDGE_TOLERANCE = 1e-9;

/** A histogram as it was read. */
export interface ReadHistogram {
  readonly statistics: AnyStatistics;
  /** The widest bucket in use; 0 without values. */
  readonly resolutionNs: number;
}

/**
 * What is wrong with a histogram, though each of its fields is what it should be.
 *
 * @returns a sentence; undefined when nothing is
 */
export function histogramFault(name: string, histogram: FortioHistogram): string | undefined {
  return countFault(name, histogram) ?? orderFault(name, histogram) ?? edgeFault(name, histogram);
}

function countFault(
  name: string,
  { Count: wanted, Data: data }: FortioHistogram,
): string | undefined {
  const counted = (data ?? []).reduce((sum, { Count: count }) => sum + count, 0);
  return counted === wanted
    ? undefined
    : `the counts of ${name}.Data add up to ${counted}, and ${name}.Count is ${wanted}; they must be equal`;
}

function orderFault(name: string, { Data: data }: FortioHistogram): string | undefined {
  let beforeSeconds = 0;
  for (const [index, { Start: startSeconds, End: endSeconds }] of (data ?? []).entries()) {
    if (endSeconds < startSeconds || startSeconds < beforeSeconds) {
      return `${name}.Data.${index} goes from ${startSeconds} to ${endSeconds}; buckets must ascend and not overlap`;
    }
    beforeSeconds = endSeconds;
  }
  return undefined;
}

/** The minimum, the maximum and the mean are in the unit of the buckets, or they are of another histogram. */
function edgeFault(
  name: string,
  { Min, Max, Avg, Data: data }: FortioHistogram,
): string | undefined {
  const first = data?.[0]?.Start;
  const last = data?.at(-1)?.End;
  if (first === undefined || last === undefined) return undefined;
  const range = `the buckets of ${name}.Data go from ${first} to ${last}`;
  for (const { field, value, low, high } of [
    { field: "Min", value: Min, low: first, high: first },
    { field: "Max", value: Max, low: last, high: last },
    { field: "Avg", value: Avg, low: first, high: last },
  ]) {
    if (value === null || isWithin(value, low, high)) continue;
    const wanted = field === "Avg" ? "it must lie in between" : "it must be that edge";
    return `${name}.${field} is ${value}, and ${range}; ${wanted}, in seconds`;
  }
  return undefined;
}

function isWithin(value: number, low: number, high: number): boolean {
  return value >= low * (1 - EDGE_TOLERANCE) && value <= high * (1 + EDGE_TOLERANCE);
}

/** @returns the histogram in ours: each bucket's values at its upper end */
export function readHistogram(histogram: FortioHistogram): ReadHistogram {
  const values = new BucketedValues();
  for (const bucket of histogram.Data ?? []) {
    values.add(toNs(bucket.Start), toNs(bucket.End), bucket.Count);
  }
  const isEmpty = histogram.Count === 0;
  const orNull = (seconds: number | null): number | null =>
    isEmpty || seconds === null ? null : toNs(seconds);
  const { Sum: sum, Avg: average, StdDev: deviation } = histogram;
  const meanSeconds = sum === null ? average : sum / histogram.Count;
  return {
    statistics: {
      unit: "ns",
      count: histogram.Count,
      min: orNull(histogram.Min),
      max: orNull(histogram.Max),
      // Not whole nanoseconds: these two were computed.
      mean: isEmpty || meanSeconds === null ? null : meanSeconds * NS_PER_SECOND,
      stdDev: isEmpty || deviation === null ? null : deviation * NS_PER_SECOND,
      percentiles: Object.fromEntries(
        (histogram.Percentiles ?? []).map(({ Percentile: percentile, Value: value }) => [
          String(percentile),
          toNs(value),
        ]),
      ),
      censored: null,
      saturated: values.saturatedCount,
      encoded: values.encode(),
    },
    resolutionNs: values.resolutionNs,
  };
}

function toNs(seconds: number): number {
  return Math.round(seconds * NS_PER_SECOND);
}
