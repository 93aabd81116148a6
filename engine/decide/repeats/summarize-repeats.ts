import type { RunId, RunResult } from "../../core/index.js";
import { exponential, hashOf, naturalLog } from "../../core/random/index.js";
import { estimateOfMean } from "../../core/statistics/index.js";
import { rangeOf } from "../percentile-range.js";
import type { PercentileRange } from "../percentile-range.js";

/** A percentile over runs of one spec. */
export interface RepeatedPercentile extends PercentileRange {
  /**
   * How far runs scatter, in percent of the percentile: the coefficient of variation of a log-normal distribution, so that no
   * percentiles are averaged. Null of fewer than two runs, and where a run has 0 ns.
   */
  readonly cvPercent: number | null;
}

/** By the percentile as it is printed; null where a run has no such value, or one touched by censoring. */
export type RepeatedPercentiles = Readonly<Record<string, RepeatedPercentile | null>>;

/** What runs of one spec, one after the other, have in common. */
export interface RepeatsSummary {
  readonly runIds: readonly RunId[];
  readonly latency: {
    readonly outcome: RepeatedPercentiles;
    readonly response: RepeatedPercentiles;
    readonly service: RepeatedPercentiles;
  };
}

/** @returns the seed of a repeated run; the first one has the seed itself. @param runIndex - from 0 */
export function repeatSeedOf(seed: number, runIndex: number): number {
  return runIndex === 0 ? seed : hashOf(seed, runIndex);
}

/**
 * Sums up results of one spec.
 *
 * @param results - at least 1
 */
export function summarizeRepeats(results: readonly RunResult[]): RepeatsSummary {
  const over = (view: "outcome" | "response" | "service"): RepeatedPercentiles =>
    Object.fromEntries(
      (results[0]?.spec.percentiles ?? []).map((percentile) => {
        const key = String(percentile);
        return [key, repeatedOf(results.map(({ latency }) => latency[view].percentiles[key]))];
      }),
    );
  return {
    runIds: results.map(({ id }) => id),
    latency: { outcome: over("outcome"), response: over("response"), service: over("service") },
  };
}

function repeatedOf(values: Parameters<typeof rangeOf>[0]): RepeatedPercentile | null {
  const range = rangeOf(values);
  return range === null ? null : { ...range, cvPercent: cvPercentOf(values.map(Number)) };
}

function cvPercentOf(values: readonly number[]): number | null {
  if (values.length < 2 || values.some((value) => value <= 0)) return null;
  const { standardError } = estimateOfMean(values.map(naturalLog));
  const variance = standardError ** 2 * values.length;
  return 100 * Math.sqrt(exponential(variance) - 1);
}
