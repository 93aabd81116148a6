import type { AccessLogReport } from "./access-report.js";
import type { Attribution } from "./attribution.js";
import type { EnvironmentReport, ProcessReport, WorkerReport } from "./generator-report.js";
import type { LatencyStatistics } from "./histogram/index.js";
import type { ErrorKind } from "./outcome.js";
import type { RateChange } from "./rate-change.js";
import type { Pacing } from "./pacing.js";
import type { Precision, UntilProgress, UntilReport } from "./precision.js";
import type { RunClock } from "./run-clock.js";
import type { RunId } from "./run-id.js";
import type { ServerTimingReport } from "./server-timing.js";
import type { AbortReport, SloReport } from "./slo.js";
import type { ResolvedSpec } from "./spec/run-spec.js";
import type { Truth } from "./truth.js";
import type { VerdictThresholds } from "./verdict-thresholds.js";

/** Where a run stands. The last four are final. */
export type RunState =
  | "queued"
  | "preparing"
  | "warmup"
  | "running"
  | "draining"
  | "completed"
  | "stopped"
  | "failed"
  | "interrupted";

/** The states that a result can have. */
export type FinalState = Extract<RunState, "completed" | "stopped" | "failed" | "interrupted">;

/** The part of its schedule that a run is in; only what belongs to `measured` is reported. */
export type Phase = "warm-up" | "measured" | "drain";

/** How requests ended. `planned = completed + failed + timedOut + unfinished + skipped`, at the end of every run. */
export interface RequestCounts {
  readonly planned: number;
  /** Successes: complete responses whose status is one, and which pass the checks. */
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly unfinished: number;
  /** Never sent. */
  readonly skipped: number;
  /** Had to wait for a free connection. */
  readonly waitedForSlot: number;
  readonly resent: number;
}

/** Rates per second of the measured window. */
export interface Rates {
  /** What was asked for; null in the closed model. */
  readonly requestedPerSecond: number | null;
  readonly plannedPerSecond: number | null;
  readonly sentPerSecond: number | null;
  readonly achievedPerSecond: number | null;
}

/** The names of the latency histograms; `docs/measurement.md` says from which clock to which each one runs. */
export const LATENCY_NAMES = [
  "response",
  "responseSuccess",
  "outcome",
  "service",
  "lateness",
  "queue",
  "firstByte",
  "readDelay",
  "connect",
  "tlsHandshake",
  "dns",
] as const;

/** One of the latency histograms. */
export type LatencyName = (typeof LATENCY_NAMES)[number];

/** Statistics of every latency histogram. */
export type Latencies = Readonly<Record<LatencyName, LatencyStatistics>>;

/** Counts of errors by kind; kinds that did not occur are left out. */
export type ErrorCounts = Readonly<Partial<Record<ErrorKind, number>>>;

/** What happened in a stretch of a run. */
export interface Stretch {
  readonly seconds: number;
  readonly requests: RequestCounts;
  readonly rate: Rates;
  readonly latency: Latencies;
  /** Responses by status code. */
  readonly status: Readonly<Record<string, number>>;
  readonly errors: ErrorCounts;
}

/** Can the generator's own result be believed? */
export type Verdict = "valid" | "suspect" | "invalid";

/** Why a result is not to be believed, or not quite. `docs/verdict.md` lists the codes. */
export type VerdictCode =
  | "generatorOwnShare"
  | "generatorBound"
  | "notSent"
  | "skippedArrivals"
  | "throttled"
  | "steal"
  | "connectionsMissing"
  | "warmupBacklog"
  | "gcPause"
  | "loopDelay"
  | "coreContention"
  | "machineFull"
  | "descriptors"
  | "ports"
  | "workerLost"
  | "auditMismatch"
  | "generatorUnknown";

/** One reason of a verdict, with the stretch of the run that is to blame where it is known. */
export interface VerdictReason {
  readonly code: VerdictCode;
  readonly severity: "suspect" | "invalid";
  readonly message: string;
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
}

/** The verdict with its reasons. */
export interface GeneratorVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly VerdictReason[];
}

/** A live view of a run: what happened since the last frame, and since the measured window began. */
export interface Frame {
  readonly v: 1;
  readonly kind: "frame" | "final";
  readonly runId: RunId;
  /** From 0, without gaps, per subscriber. */
  readonly sequence: number;
  readonly state: RunState;
  /** Since the run's start, warm-up included. */
  readonly elapsedSeconds: number;
  readonly phase: Phase;
  readonly inFlight: number;
  /** Arrivals that wait for a connection. */
  readonly queued: number;
  /** Age of the oldest request that is queued or in flight; null when there is none. */
  readonly oldestAgeNs: number | null;
  readonly interval: Stretch;
  readonly total: Stretch;
  readonly generator: GeneratorVerdict;
  /** Of a run that goes on until it is precise: as of the last second or so. */
  readonly until?: UntilProgress;
  /** In the last frame of a run only. */
  readonly result?: RunResult;
}

/** What an interval of a series tells of a latency; with its histogram where the spec's `seriesHistograms` asks for it. */
export type SeriesLatency = Pick<LatencyStatistics, "count" | "percentiles" | "encoded">;

/** One interval of a result's series. */
export interface SeriesPoint {
  readonly fromSeconds: number;
  readonly seconds: number;
  readonly phase: Phase;
  readonly requests: RequestCounts;
  readonly rate: Rates;
  readonly latency: {
    readonly response: SeriesLatency;
    readonly service: SeriesLatency;
    readonly lateness: Pick<LatencyStatistics, "count" | "percentiles">;
  };
  readonly errors: ErrorCounts;
  readonly inFlight: number;
  readonly queued: number;
}

/**
 * What this machine and the generator alone need: the same load against a target that does nothing, on the loopback.
 *
 * It is never subtracted: it says how near a latency is to the least that can be measured here.
 */
export interface FloorReport extends GeneratorVerdict {
  /** What was run: the load of the run beside it, without TLS, headers and bodies. */
  readonly spec: ResolvedSpec;
  readonly measuredSeconds: number;
  /** Null in the closed model. */
  readonly requestedPerSecond: number | null;
  readonly achievedPerSecond: number | null;
  readonly latency: Pick<Latencies, "response" | "service" | "lateness">;
}

/** What became of the requests of one scenario. All scenarios together are the run. */
export interface ScenarioReport {
  /** As given, or else the method and the URL. */
  readonly name: string;
  readonly weight: number;
  readonly requests: RequestCounts;
  /** What was requested is its share of the run's rate. */
  readonly rate: Rates;
  /** Connections are of the run, not of a scenario. */
  readonly latency: Omit<Latencies, "connect" | "tlsHandshake" | "dns">;
  readonly status: Readonly<Record<string, number>>;
  readonly errors: ErrorCounts;
  readonly bytes: { readonly sent: number; readonly received: number };
}

/** Everything a finished run has to say. */
export interface RunResult {
  readonly schema: "mesh-bench/result/v1";
  readonly id: RunId;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: FinalState;
  readonly reason?: string;
  readonly spec: ResolvedSpec;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Not in results of runs that never began, and of versions that did not say. */
  readonly clock?: RunClock;
  /** |W|, the length of the measured window. */
  readonly measuredSeconds: number;
  readonly requests: RequestCounts;
  readonly rate: Rates;
  readonly latency: Latencies;
  /** Where the requests of each tail spent their time; not in results of versions that did not say. */
  readonly attribution?: Attribution;
  /** How precise these percentiles are; not in results of versions that did not say. */
  readonly precision?: Precision;
  /** Of a run that was to go on until it is precise. */
  readonly until?: UntilReport;
  /** The same for each of the spec's scenarios, in their order; where it has any. */
  readonly scenarios?: readonly ScenarioReport[];
  /** `service` kept apart: new connections, later requests on them, and status classes. */
  readonly serviceBy: {
    readonly firstOnConnection: LatencyStatistics;
    readonly laterOnConnection: LatencyStatistics;
    readonly statusClass: Readonly<Record<string, LatencyStatistics>>;
  };
  /**
   * Paced runs only: `service` with HdrHistogram's correction for what a waiting connection did not send, interpolated at the
   * interval of a connection's share of the rate. `response` needs no such guess.
   */
  readonly correctedService?: LatencyStatistics & { readonly expectedIntervalNs: number };
  /** The upstream's own time, where the run asks for it. */
  readonly serverTiming?: ServerTimingReport;
  readonly load: {
    readonly model: "open" | "closed" | "paced";
    readonly fidelity: "open" | "connectionLimited";
    readonly waitedPercent: number;
    /** What became of arrivals that the generator noticed late; null in the closed model. */
    readonly catchUp: string | null;
    /** How the generator waited for the next arrival. */
    readonly pacing: Pacing;
    /** Changes of the rate while the run went on. */
    readonly rateChanges: readonly RateChange[];
    /** Why arrivals were never sent: too many waited for a connection, or they were noticed too late. */
    readonly skippedBy: { readonly queueFull: number; readonly late: number };
    /** The closed model's latency depends on the target's own pace. */
    readonly coordinated: boolean;
  };
  readonly status: Readonly<Record<string, number>>;
  readonly errors: ErrorCounts;
  /** A sample message for each kind of error that occurred. */
  readonly errorSamples: Readonly<Partial<Record<ErrorKind, string>>>;
  readonly bytes: { readonly sent: number; readonly received: number };
  readonly connections: {
    readonly requested: number;
    readonly opened: number;
    readonly reused: number;
    readonly closedByPeer: number;
    /** Closed by us, because they had carried their requests or reached their age. */
    readonly retired: number;
  };
  /** What was under way when the warm-up ended; null without a warm-up. */
  readonly warmupBacklog: {
    readonly inFlight: number;
    readonly queued: number;
    readonly oldestAgeNs: number | null;
  } | null;
  readonly generator: GeneratorVerdict & {
    readonly workers: readonly WorkerReport[];
    readonly process: ProcessReport;
    /** The verdict's thresholds, where they are not the default ones. */
    readonly thresholds?: VerdictThresholds;
  };
  /** What this machine and the generator alone need for the same load; where it was asked for. */
  readonly floor?: FloorReport;
  /** What came of the access log, of a run that was started with one. */
  readonly accessLog?: AccessLogReport;
  /** Where a condition of the spec was met that is to end a run. */
  readonly abort?: AbortReport;
  /** What became of the spec's objectives, in their order. */
  readonly slo: readonly SloReport[];
  readonly series: readonly SeriesPoint[];
  readonly environment: EnvironmentReport;
  /** What the target's own log says, where it was compared with one. */
  readonly truth?: Truth;
}
