import type { Latencies, LatencyName } from "../core/frame.js";
import { LATENCY_NAMES } from "../core/frame.js";
import type { LatencyStatistics } from "../core/histogram/index.js";
import type { Accumulator, AccumulatedName } from "../run/accumulator.js";
import { encodeHistogram } from "./encoding.js";

/** @returns the latencies, each with its histogram beside its statistics */
export function encodeLatencies(latencies: Latencies, recorded: Accumulator): Latencies {
  const encoded: Partial<Record<LatencyName, LatencyStatistics>> = {};
  for (const name of LATENCY_NAMES) {
    encoded[name] = {
      ...latencies[name],
      encoded: encodeHistogram(recorded.histogram(histogramOf(name))),
    };
  }
  return { ...latencies, ...encoded };
}

/** The finite part of `outcome` is the successes; the rest of it has no value to encode. */
function histogramOf(name: LatencyName): AccumulatedName {
  return name === "outcome" ? "responseSuccess" : name;
}
