import type { AnyResult, AnyStatistics } from "../../core/any-result.js";
import { TotalHistogram, summarize } from "../../core/histogram/index.js";
import { decodeHistogram, encodeHistogram } from "../encoding.js";
import type { FortioView } from "./labels.js";

/**
 * How many of a histogram's values are of requests that did not succeed, in whatever way.
 *
 * @returns undefined where it is not known: another tool's counts may be of other requests than its histogram
 */
export function failedCalls(
  { requests, latency, converted }: AnyResult,
  view: FortioView,
): number | undefined {
  const { count } = latency[view];
  const { completed, failed } = requests;
  if (count === null || completed === null) return undefined;
  const isOfAll = converted === undefined || (failed !== null && completed + failed === count);
  // Of ours every value that is no success is a failure: what was skipped has none, and what was not sent none of service.
  return isOfAll ? count - completed : undefined;
}

/**
 * The response times of requests that did not succeed, as the difference of two histograms: counts and mean are exact, the
 * minimum and the maximum are edges of buckets.
 *
 * @returns undefined where the result has only statistics of the two
 */
export function failedResponses({
  response: all,
  responseSuccess: successes,
}: AnyResult["latency"]): AnyStatistics | undefined {
  if (all.encoded === undefined || successes.encoded === undefined) return undefined;
  const failed = decodeHistogram(all.encoded).minus(decodeHistogram(successes.encoded));
  return {
    ...summarize(failed, new TotalHistogram(), []),
    mean: (sumOf(all) - sumOf(successes)) / failed.count,
    encoded: encodeHistogram(failed),
  };
}

function sumOf({ mean, count }: AnyStatistics): number {
  return (mean ?? 0) * (count ?? 0);
}
