import { rankOf } from "../../core/histogram/index.js";
import type { LatencyStatistics, PercentileValue } from "../../core/histogram/index.js";
import type { ComparedTimes, TimeError, TrueTimes } from "../../core/truth.js";

const UNKNOWN: TimeError = { ns: null, percent: null };

/**
 * The statistics of single times.
 *
 * @param timesNs - NaN for a request without an end; sorted in place
 * @param percentiles - each above 0 and up to 100
 */
export function trueTimesOf(timesNs: Float64Array, percentiles: readonly number[]): TrueTimes {
  // NaN sorts behind every number.
  timesNs.sort();
  const count = timesNs.length;
  const unanswered = timesNs.reduce((sum, ns) => sum + (Number.isNaN(ns) ? 1 : 0), 0);
  const endedNs = timesNs.subarray(0, count - unanswered);
  const isBounded = count > 0 && unanswered === 0;
  return {
    unit: "ns",
    count,
    unanswered,
    min: endedNs[0] ?? null,
    max: isBounded ? (endedNs.at(-1) ?? null) : null,
    mean: isBounded ? endedNs.reduce((sum, ns) => sum + ns, 0) / count : null,
    percentiles: Object.fromEntries(
      percentiles.map((each) => [String(each), valueAt(rankOf(each, count), endedNs, count)]),
    ),
  };
}

function valueAt(rank: number, endedNs: Float64Array, count: number): PercentileValue {
  if (count === 0) return null;
  return endedNs[rank - 1] ?? { low: endedNs.at(-1) ?? 0, high: null };
}

/** Holds what a histogram reports against what is true. */
export function compareTimes(reported: LatencyStatistics, truth: TrueTimes): ComparedTimes {
  const percentiles = Object.entries(truth.percentiles).map(
    ([name, trueNs]): readonly [string, TimeError] => [
      name,
      errorOf(reported.percentiles[name], trueNs),
    ],
  );
  // A censored value is the age that a request had reached: the largest of those is no maximum.
  const reportedMax = reported.censored === 0 ? reported.max : null;
  return {
    reportedCount: reported.count,
    truth,
    error: {
      percentiles: Object.fromEntries(percentiles),
      max: errorOf(reportedMax, truth.max),
    },
  };
}

function errorOf(reported: PercentileValue | undefined, trueValue: PercentileValue): TimeError {
  if (typeof reported !== "number" || typeof trueValue !== "number") return UNKNOWN;
  const ns = reported - trueValue;
  return { ns, percent: trueValue === 0 ? null : (100 * ns) / trueValue };
}
