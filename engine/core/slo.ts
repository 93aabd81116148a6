import type { PercentileValue } from "./histogram/index.js";
import type { SloComparison } from "./spec/slo.js";

/** Whether an objective was met. `inconclusive`: what was measured can't tell; it is never taken for `passed`. */
export type SloVerdict = "passed" | "failed" | "inconclusive";

/** What is counted where an objective is judged: nanoseconds, per cent of requests, requests per second. */
export type SloUnit = "ns" | "percent" | "perSecond";

/** What became of one of a run's objectives. */
export interface SloReport {
  /** As in the spec. */
  readonly expression: string;
  readonly verdict: SloVerdict;
  /** Of `observed` and `bound`. */
  readonly unit: SloUnit;
  /** How `observed` must compare with `bound`. */
  readonly comparison: SloComparison;
  readonly bound: number;
  /**
   * A number, or both its ends where requests that did not come to an end leave a range; `high: null` where it has no upper
   * end. Null: nothing was to be seen.
   */
  readonly observed: PercentileValue;
  /** Of a percentile: the share of the requests that are within the bound, in per cent. */
  readonly withinPercent?: PercentileValue;
  /**
   * Of a percentile whose precision is known: the confidence interval of what a run without end would show, in ns. The verdict
   * is about the requests of this run, and does not depend on it.
   */
  readonly interval?: {
    readonly low: number | null;
    readonly high: number | null;
    readonly confidence: 0.95;
  };
  /** Of a single scenario: its name. */
  readonly scenario?: string;
}
