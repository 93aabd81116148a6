import type { FinalState, LatencyName, PercentileValue, RunId, Verdict } from "../../core/index.js";
import type { PercentileRange } from "../percentile-range.js";
import type { QuadPlace } from "./quad-place.js";
import type { Side } from "./side.js";

/** What is known of a percentile of `b` beside that of `a`. */
export type PercentileVerdict = "slower" | "faster" | "equivalent" | "inconclusive";

/** The same of all of them: `mixed` where one is slower and another one faster. */
export type ComparisonVerdict = PercentileVerdict | "mixed";

/** Why there is no answer. `docs/comparison.md` lists the codes. */
export type InconclusiveCode =
  "tooFewQuads" | "tooFewRuns" | "notComparable" | "signsDisagree" | "tooWide";

/** Why there is no answer, for programs and for people. */
export interface InconclusiveReason {
  readonly code: InconclusiveCode;
  readonly message: string;
}

/** Why runs do not count. */
export type LeftOutCode = "generatorInvalid" | "notCompleted" | "quadIncomplete";

/** Runs that were made and do not count. */
export interface LeftOut {
  readonly code: LeftOutCode;
  readonly message: string;
  readonly runIds: readonly RunId[];
}

/** How much larger `b` is, in percent of `a`: 5 for 1.05 times as large. */
export interface PercentChange {
  readonly estimate: number;
  /** The interval of {@link Comparison.confidence}, of this percentile alone. */
  readonly low: number;
  readonly high: number;
}

/** What the runs say of one percentile. */
export interface PercentileComparison {
  readonly percentile: number;
  readonly verdict: PercentileVerdict;
  /** Of an inconclusive one. */
  readonly reason?: InconclusiveReason;
  /** Of the runs that count; null where any of them has no such value. */
  readonly a: PercentileRange | null;
  readonly b: PercentileRange | null;
  /** This and what follows is null where the runs are too few, or not comparable. */
  readonly changePercent: PercentChange | null;
  /** Of no difference, by Student's t. */
  readonly pValue: number | null;
  /** The same as it counts among all declared percentiles; what the verdict goes by. */
  readonly holmPValue: number | null;
  /** Of no difference, by the signs alone; null without quads, and with fewer than six. */
  readonly signFlipPValue: number | null;
  /** Of a difference as large as the margin. */
  readonly equivalencePValue: number | null;
}

/** What a comparison knows of a run. */
export interface ComparedRun {
  readonly side: Side;
  readonly id: RunId;
  /** Null where the run is of no quad. */
  readonly place: QuadPlace | null;
  readonly seed: number;
  readonly startedAt: string;
  readonly state: FinalState;
  readonly generatorVerdict: Verdict;
  readonly planned: number;
  /** Requests that were planned and not successfully completed. */
  readonly unsuccessful: number;
  readonly achievedPerSecond: number | null;
  /** In nanoseconds, by the percentile as it is printed: the declared ones. */
  readonly percentiles: Readonly<Record<string, PercentileValue>>;
}

/** The latencies that can be compared. */
export type ComparedView = Extract<LatencyName, "outcome" | "response" | "service">;

/** What two sets of runs say of a difference between their targets. */
export interface Comparison {
  readonly schema: "mesh-bench/comparison/v1";
  readonly verdict: ComparisonVerdict;
  /** `quads`: interleaved, so that drift cancels. `unpaired`: as two sets, in whatever order they were made. */
  readonly design: "quads" | "unpaired";
  /** The histogram whose percentiles are compared. */
  readonly view: ComparedView;
  /** A smaller difference is none to speak of: `b` within `a` times and divided by 1 + this. */
  readonly marginPercent: number;
  /** Of the intervals, 0 to 1. */
  readonly confidence: number;
  /** Of the order of the quads, and of the seeds of their runs; null where none was drawn. */
  readonly seed: number | null;
  /** Quads that count, or null without quads. */
  readonly quadCount: number | null;
  /** Runs that count. */
  readonly runCount: { readonly a: number; readonly b: number };
  /** In the order in which they were declared. */
  readonly percentiles: readonly PercentileComparison[];
  readonly leftOut: readonly LeftOut[];
  /** What a reader has to know to believe it, a sentence each. */
  readonly warnings: readonly string[];
  /** All runs, also those left out. */
  readonly runs: readonly ComparedRun[];
}
