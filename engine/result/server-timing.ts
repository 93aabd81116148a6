import { TotalHistogram, summarize } from "../core/histogram/index.js";
import type { LatencyStatistics } from "../core/histogram/index.js";
import type { WorkerHistogramName } from "../core/recording.js";
import type { ServerTimingReport } from "../core/server-timing.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type { Accumulator } from "../run/accumulator.js";
import { encodeHistogram } from "./encoding.js";

/** @returns what the responses said of their upstream; undefined when the run did not ask */
export function serverTimingOf(
  recorded: Accumulator,
  { serverTiming, percentiles }: ResolvedSpec,
): ServerTimingReport | undefined {
  if (serverTiming === undefined) return undefined;
  const { header, metric } = serverTiming;
  const none = new TotalHistogram();
  const of = (name: WorkerHistogramName): LatencyStatistics => ({
    ...summarize(recorded.histogram(name), none, percentiles),
    encoded: encodeHistogram(recorded.histogram(name)),
  });
  return {
    header,
    ...(metric === undefined ? {} : { metric }),
    overhead: of("proxyOverhead"),
    upstream: of("upstream"),
    missingCount: recorded.counter("upstreamMissing"),
    invalidCount: recorded.counter("upstreamInvalid"),
    negativeCount: recorded.counter("overheadNegative"),
  };
}
