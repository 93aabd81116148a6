import type { PercentileValue } from "../../core/histogram/index.js";
import type { SloComparison } from "../../core/spec/slo.js";

/** What a probe is for: to find the neighbourhood of the answer, to narrow it down, or to confirm it. */
export type ProbePurpose = "bracket" | "narrow" | "confirm";

/** What a search asks for: a run in steady state. */
export interface ProbeRequest {
  readonly purpose: ProbePurpose;
  readonly ratePerSecond: number;
  /** Length of the measured part. */
  readonly seconds: number;
}

/** What a probe has found of one objective. */
export interface ObjectiveFacts {
  /** As it was given: `p99 < 10ms`. */
  readonly expression: string;
  readonly unit: "ns" | "percent";
  /** Null: nothing was observed, or it has no upper end. */
  readonly observed: number | null;
  /** Ends of the 95 % confidence interval by batch means; null: not known. */
  readonly low: number | null;
  readonly high: number | null;
  /** So many requests were no success that a percentile of all lies at +∞ for certain; what was observed is null then. */
  readonly isEndless: boolean;
  readonly comparison: SloComparison;
  readonly bound: number;
  /** Why the interval is not to be relied on; null: it can be. */
  readonly doubt: string | null;
}

/** What became of the requests that are under way or wait. */
export interface BacklogTrend {
  /**
   * `growing`: arrivals come faster than they are answered. `creeping`: it rises, but by too little to say so. `unknown`: the
   * probe is too short to tell.
   */
  readonly kind: "none" | "creeping" | "growing" | "unknown";
  /** How fast it grew, by least squares; null: not known. */
  readonly requestsPerSecond: number | null;
}

/** What a search is told of a probe. */
export interface ProbeFacts {
  readonly measuredSeconds: number;
  /** Warm-up, drain and all. */
  readonly tookSeconds: number;
  readonly objectives: readonly ObjectiveFacts[];
  readonly backlog: BacklogTrend;
  /** How many autocorrelation times fit into the measured part; null: not known. */
  readonly autocorrelationTimes: number | null;
  /** Why the generator, and not the target, decided what was seen; null: it did not. */
  readonly generatorLimit: string | null;
  readonly achievedPerSecond: number | null;
  /** Of `outcome`, by the percentile as it is printed. */
  readonly percentiles: Readonly<Record<string, PercentileValue>>;
}

/** What a probe says of its rate. */
export interface Judgement {
  readonly verdict: "passed" | "failed" | "uncertain";
  /** Uncertain because of the generator: neither a longer probe nor another one like it would tell. */
  readonly isGeneratorLimited: boolean;
  /** A sentence each, without the full stop. */
  readonly reasons: readonly string[];
}

/** A probe that was made. */
export interface Probe extends Judgement {
  /** From 0, in the order of the search. */
  readonly index: number;
  readonly request: ProbeRequest;
  readonly facts: ProbeFacts;
}
