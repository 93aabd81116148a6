import type { PercentileValue } from "./histogram/index.js";
import type { SloComparison } from "./spec/slo.js";

/** Whether an objective was met. `inconclusive`: what was measured can't tell; it is never taken for `passed`. */
export type SloVerdict = "passed" | "failed" | "inconclusive";

/** What is counted where an objective is judged: nanoseconds, per cent of requests, requests per second. */
export type SloUnit = "ns" | "percent" | "perSecond";

/** What has ended a run early, because its spec says so. */
export interface AbortReport {
  /** As in the spec. */
  readonly condition: string;
  /** When it was seen, since the run's start. */
  readonly atSeconds: number;
}

/** In how many windows an objective held. */
export interface SloWindows {
  /** How long each of them is. */
  readonly seconds: number;
  /** One a tick of 100 ms, those that lie in the measured window as a whole. */
  readonly judged: number;
  readonly failed: number;
  readonly inconclusive: number;
  /** The one that is furthest from holding, since the run's start; null where none was judged. */
  readonly worst: { readonly fromSeconds: number; readonly toSeconds: number } | null;
}

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
   * Of a percentile in a window the share of its requests that are within the bound, which must be as large as the percentile.
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
  /** Of an objective over a window: `observed` is that of the worst one. */
  readonly window?: SloWindows;
}
