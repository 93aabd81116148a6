import type { RunBundle } from "../core/bundle.js";
import type { FinalState, Frame, GeneratorVerdict, RunResult, SeriesPoint } from "../core/frame.js";
import type { AbortReport } from "../core/slo.js";
import type { EnvironmentReport, ProcessReport } from "../core/generator-report.js";
import type { TotalHistogram } from "../core/histogram/index.js";
import type { ErrorKind } from "../core/outcome.js";
import type { Gauges, SelfObservation } from "../core/recording.js";
import type { Pacing } from "../core/pacing.js";
import type { RateChange } from "../core/rate-change.js";
import type { RunClock } from "../core/run-clock.js";
import type { RunId } from "../core/run-id.js";
import type { PrecisionGoal } from "../core/spec/until.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type { ConnectionCounts } from "../core/transport.js";
import type { Accumulator } from "./accumulator.js";
import type { IntervalFacts } from "./interval-facts.js";
import type { BatchSeries } from "./batches.js";
import type { KnownTicks, ObjectiveTicks } from "./window-books.js";

/** A tick of the run in which the generator was at its worst. */
export interface WorstMoment {
  readonly delayNs: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What a worker has said of itself. */
export interface WorkerFacts {
  readonly index: number;
  readonly self: SelfObservation;
  readonly lateness: TotalHistogram;
  readonly readDelay: TotalHistogram;
  readonly loopDelay: TotalHistogram;
  readonly isLost: boolean;
}

/** What a verdict is passed on. */
export interface VerdictFacts {
  readonly spec: ResolvedSpec;
  readonly recorded: Accumulator;
  readonly measuredSeconds: number;
  readonly workers: readonly WorkerFacts[];
  /** Largest lateness or read delay, and when; undefined when there was none. */
  readonly worst: WorstMoment | undefined;
  readonly connections: ConnectionCounts;
  /** Connections that stood when the schedule began; undefined before. */
  readonly initialConnectionCount: number | undefined;
  /** Why one of the others did not. */
  readonly firstConnectFailure: string | undefined;
  readonly warmupBacklog: Gauges | undefined;
  /** Age of the oldest request at the end of the warm-up. */
  readonly warmupOldestAgeNs: number | null;
  /** Known at the end. */
  readonly environment: EnvironmentReport | undefined;
  /** Everything has ended: what holds only at the end can be asked for. */
  readonly isFinal: boolean;
}

/** What a precision is computed from: all that was recorded, and the same by batch. */
export interface PrecisionSource {
  readonly recorded: Accumulator;
  /** What is in `recorded` of requests' ends, kept apart by time. */
  readonly batches: BatchSeries;
}

/** All that a run knows at its end. */
export interface RunFacts extends VerdictFacts, PrecisionSource {
  readonly id: RunId;
  readonly state: FinalState;
  readonly reason: string | undefined;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Undefined for a run that never began. */
  readonly clock: RunClock | undefined;
  readonly requestedPerSecond: number | null;
  readonly pacing: Pacing;
  readonly rateChanges: readonly RateChange[];
  readonly errorSamples: ReadonlyMap<ErrorKind, string>;
  /** What of `recorded` is of each of the spec's scenarios; empty in a run that has none. */
  readonly scenarios: readonly Accumulator[];
  /** What was counted for the objectives over windows, in their order. */
  readonly windows: readonly ObjectiveTicks[];
  /** When the measured window begins. */
  readonly windowStartNs: number;
  /** The condition that has ended the run. */
  readonly abort: AbortReport | undefined;
  readonly series: readonly SeriesPoint[];
  /** What each point of the series was computed from, as {@link Reporter.toIntervalRecord} wrote it; empty without a bundle. */
  readonly intervals: readonly unknown[];
  /** The instants that the run replayed, in ns since the first; undefined when it replayed none. */
  readonly recordedNs: Float64Array | undefined;
  readonly environment: EnvironmentReport;
  readonly process: ProcessReport;
}

/** A window in which an objective did not hold, in seconds since the run's start. */
export interface FailedWindow {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** Looks for a window in which an objective has failed for certain, while a run goes on. */
export interface WindowFinder {
  /** @returns the first one; undefined when none has failed so far */
  findFailed(known: KnownTicks): FailedWindow | undefined;
}

/** What turns facts into judgements; given to a run by the engine, so that runs know nothing of results. */
export interface Reporter {
  judge(facts: VerdictFacts): GeneratorVerdict;
  toResult(facts: RunFacts): RunResult;
  /** @returns half of a percentile's confidence interval as a share of it; null where that is not known */
  relativeHalfWidth(source: PrecisionSource, goal: PrecisionGoal): number | null;
  /** @returns an interval as text and numbers, to be kept until the bundle is made: the accumulators are used again */
  toIntervalRecord(interval: IntervalFacts): unknown;
  /** @param plannedAt - when the run was planned, before it opened anything */
  toBundle(facts: RunFacts, result: RunResult, plannedAt: Date): RunBundle;
  /** @returns what looks at the windows of an objective of a run that goes on */
  watchWindows(ticks: ObjectiveTicks): WindowFinder;
  /** @returns a histogram as text */
  readonly encodeHistogram: (total: TotalHistogram) => string;
  /** @returns the frame with its histograms encoded */
  withEncodedHistograms(frame: Frame, recorded: Accumulator, total: Accumulator): Frame;
}
