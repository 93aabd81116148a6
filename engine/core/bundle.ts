import type { RunResult } from "./frame.js";
import type { VerdictThresholds } from "./verdict-thresholds.js";

/** What was to be read off a run, as it stood before its first connection was opened. */
export interface AnalysisPlan {
  /** RFC 3339. */
  readonly fixedAt: string;
  readonly percentiles: readonly number[];
  /** The statuses that are successes. */
  readonly successStatus: readonly string[];
  readonly warmup: string;
  readonly timeout: string;
  readonly drain: string;
  readonly interval: string;
  readonly until: string | null;
  readonly slo: readonly string[];
  readonly abortOn: readonly string[];
  readonly verdictThresholds: VerdictThresholds;
}

/** A figure of a result that can't be computed again from the bundle. */
export interface BundleDifference {
  /** JSON pointer into the result. */
  readonly pointer: string;
  readonly stored: unknown;
  readonly recomputed: unknown;
}

/** One thing that was looked at. */
export interface BundleCheck {
  readonly name: "figures" | "books" | "schedule" | "analysis";
  readonly passed: boolean;
  /** A sentence: what was found. */
  readonly finding: string;
}

/** Whether a bundle holds what it says. */
export interface BundleVerification {
  readonly id: string;
  /** All checks passed. */
  readonly verified: boolean;
  readonly checks: readonly BundleCheck[];
  /** At most 100 of them. */
  readonly differences: readonly BundleDifference[];
  /** The result that is computed again. */
  readonly result: RunResult;
}

/**
 * A run that can be computed again: everything that its result was made of, and the result.
 *
 * It is plain JSON; `facts` and `schedule` are for `verifyBundle` to read.
 */
export interface RunBundle {
  readonly schema: "mesh-bench/bundle/v1";
  readonly analysis: AnalysisPlan;
  readonly schedule: unknown;
  readonly facts: unknown;
  readonly result: RunResult;
}
