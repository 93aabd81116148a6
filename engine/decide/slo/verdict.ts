import { rankOf } from "../../core/histogram/index.js";
import type { SloVerdict } from "../../core/slo.js";
import { assertNever } from "../../core/errors.js";
import type { SloComparison } from "../../core/spec/slo.js";

/** What is known of so many requests and a bound; those that are neither within nor beyond are undecided. */
export interface Tally {
  readonly count: number;
  /** Known to keep the bound. */
  readonly within: number;
  /** Known not to. */
  readonly beyond: number;
}

/** A figure, or the two ends that it lies between. */
export interface Range {
  readonly low: number;
  /** Infinity: there is no upper end. */
  readonly high: number;
}

/**
 * Whether a percentile keeps a bound, by ranks alone: it does if the request at its rank does when every undecided one is put
 * beyond the bound, and it does not if that request is beyond when all of them are put within.
 *
 * ```
 *   count 10, p80: rank 8        within 8            │ beyond 1, undecided 1   passed
 *                                within 6, undecided 3 │ beyond 1              inconclusive
 *                                within 7            │ beyond 3                failed
 * ```
 *
 * @param percentile - above 0 and up to 100
 */
export function verdictOfTally(tally: Tally, percentile: number): SloVerdict {
  const { count, within, beyond } = tally;
  if (count === 0) return "inconclusive";
  const rank = rankOf(percentile, count);
  if (within >= rank) return "passed";
  return count - beyond < rank ? "failed" : "inconclusive";
}

/** @returns whether a figure that lies somewhere in a range compares with the bound as it must */
export function verdictOfRange(
  { low, high }: Range,
  comparison: SloComparison,
  bound: number,
): SloVerdict {
  const atLow = holds(low, comparison, bound);
  const atHigh = holds(high, comparison, bound);
  if (atLow && atHigh) return "passed";
  return atLow || atHigh ? "inconclusive" : "failed";
}

function holds(value: number, comparison: SloComparison, bound: number): boolean {
  switch (comparison) {
    case "<":
      return value < bound;
    case "<=":
      return value <= bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    default:
      return assertNever(comparison);
  }
}
