import { LoadError } from "../../../core/errors.js";
import type { LatencyName, RunResult } from "../../../core/frame.js";
import { TotalHistogram, censoredPercentilesOf } from "../../../core/histogram/index.js";
import type { LatencyStatistics, PercentileValue } from "../../../core/histogram/index.js";
import type { Point } from "../../chart/line-path.js";
import { decodeHistogram } from "../../encoding.js";

/** Points of a curve: with one to each unit of a wide drawing, more would show nothing more. */
const POINTS = 1200;

/**
 * A latency's percentiles as a curve.
 *
 * @returns by the share of requests beyond: from 1 to half a request, in ns; null where the requests rank at +∞. Of censored
 * values the age. Only the percentiles that were asked for when the result has no histogram
 * @throws LoadError MB_RESULT_FILE when its histogram is none
 */
export function percentileCurve(result: RunResult, name: LatencyName): readonly Point[] {
  const statistics = result.latency[name];
  const { encoded, count } = statistics;
  if (count === 0) return [];
  if (encoded === undefined) return pointsOfStatistics(statistics);
  const histogram = decode(encoded, name);
  const infinityCount = Math.max(0, count - histogram.count);
  const decades = Math.log10(1 / leastBeyond(count));
  const beyonds = Array.from({ length: POINTS + 1 }, (_, at) => 10 ** (-decades * (at / POINTS)));
  // The first one is not quite 0 %, which is no percentile.
  const percentiles = beyonds.map((beyond) => Math.max(Number.EPSILON, 100 * (1 - beyond)));
  const values = censoredPercentilesOf(histogram, new TotalHistogram(), percentiles, infinityCount);
  return beyonds.map((x, at) => ({ x, y: finite(values[at]) }));
}

/** @returns the share of requests beyond the last rank: that of half a request, so that the largest value is on the curve */
export function leastBeyond(count: number): number {
  return 1 / (2 * Math.max(1, count));
}

function pointsOfStatistics({ percentiles }: LatencyStatistics): readonly Point[] {
  return Object.entries(percentiles)
    .map(([percentile, value]) => ({ x: 1 - Number(percentile) / 100, y: lowOf(value) }))
    .sort((a, b) => b.x - a.x);
}

function lowOf(value: PercentileValue): number | null {
  return typeof value === "object" ? (value?.low ?? null) : value;
}

function finite(value: PercentileValue | undefined): number | null {
  return typeof value === "number" ? value : null;
}

function decode(encoded: string, name: LatencyName): TotalHistogram {
  try {
    return decodeHistogram(encoded);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `latency.${name}.encoded can't be read: ${reason}; it must be an HdrHistogram V2, compressed, in base64`;
    throw new LoadError("MB_RESULT_FILE", message, { cause });
  }
}
