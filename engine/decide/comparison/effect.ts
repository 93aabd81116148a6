import type { PercentileValue } from "../../core/index.js";
import { naturalLog } from "../../core/random/index.js";
import {
  estimateOfDifference,
  estimateOfMean,
  signFlipPValue,
} from "../../core/statistics/index.js";
import type { Estimate } from "../../core/statistics/index.js";
import type { ComparedRun, InconclusiveReason } from "./comparison.js";
import type { CountedRuns, Quad } from "./counted-runs.js";

/** Below so many the deviation of the quads themselves is hardly known: with 4 an interval is 1.6 × as wide as with very many. */
const QUADS_MIN = 5;
/** Of 5 quads no p-value of signs is below 0.0625. */
const SIGN_FLIP_QUADS_MIN = 6;
/** As many for each side where there are no quads. */
const RUNS_MIN = 5;

/** The logarithm of how many times as large a percentile of `b` is. */
export type Effect =
  | {
      readonly kind: "estimated";
      readonly logRatio: Estimate;
      /** Null without quads, and with too few of them. */
      readonly signFlipPValue: number | null;
    }
  | { readonly kind: "unknown"; readonly reason: InconclusiveReason };

/**
 * The effect on one percentile, of the runs that count.
 *
 * @param percentile - as it is printed
 * @param seed - of the sign-flip test's draws
 */
export function effectOn(percentile: string, counted: CountedRuns, seed: number): Effect {
  const reason = tooFew(counted) ?? incomparable(percentile, counted);
  if (reason !== null) return { kind: "unknown", reason };
  if (counted.design === "unpaired") {
    const [a, b] = [counted.a, counted.b].map((runs) => logsOf(runs, percentile));
    return {
      kind: "estimated",
      logRatio: estimateOfDifference(b ?? [], a ?? []),
      signFlipPValue: null,
    };
  }
  const logRatios = counted.quads.map((quad) => logRatioOf(quad, percentile));
  return {
    kind: "estimated",
    logRatio: estimateOfMean(logRatios),
    signFlipPValue: logRatios.length < SIGN_FLIP_QUADS_MIN ? null : signFlipPValue(logRatios, seed),
  };
}

/** @returns all runs that count */
export function runsIn(counted: CountedRuns): Quad {
  if (counted.design === "unpaired") return counted;
  return {
    a: counted.quads.flatMap(({ a }) => a),
    b: counted.quads.flatMap(({ b }) => b),
  };
}

/** A contrast of the four: drift along a line is as much in one pair as in the other one. */
function logRatioOf({ a, b }: Quad, percentile: string): number {
  return meanOf(logsOf(b, percentile)) - meanOf(logsOf(a, percentile));
}

function logsOf(runs: readonly ComparedRun[], percentile: string): readonly number[] {
  return runs.map(({ percentiles }) => naturalLog(Number(percentiles[percentile])));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function tooFew(counted: CountedRuns): InconclusiveReason | null {
  if (counted.design === "quads") {
    const { length } = counted.quads;
    if (length >= QUADS_MIN) return null;
    return {
      code: "tooFewQuads",
      message: `quads that count: ${length}; at least ${QUADS_MIN} are needed`,
    };
  }
  const { a, b } = counted;
  if (a.length >= RUNS_MIN && b.length >= RUNS_MIN) return null;
  return {
    code: "tooFewRuns",
    message: `runs that count: ${a.length} of A, ${b.length} of B; at least ${RUNS_MIN} of each are needed`,
  };
}

/** One run that does not tell its value makes the percentile unknown: to leave it out would be to choose by the result. */
function incomparable(percentile: string, counted: CountedRuns): InconclusiveReason | null {
  const { a, b } = runsIn(counted);
  for (const { side, id, percentiles } of [...a, ...b]) {
    const doubt = doubtIn(percentiles[percentile] ?? null);
    if (doubt === null) continue;
    const message = `in run ${id} of ${side.toUpperCase()} it ${doubt}`;
    return { code: "notComparable", message };
  }
  return null;
}

function doubtIn(value: PercentileValue): string | null {
  if (value === null) return "has no value: nothing was measured";
  if (typeof value === "object") {
    const { low, high } = value;
    return high === null
      ? `is only known to be at least ${low} ns, because of requests that did not succeed or end`
      : `is only known to be from ${low} to ${high} ns, because of requests that did not end`;
  }
  return value > 0 ? null : "is 0 ns, of which there is no ratio";
}
