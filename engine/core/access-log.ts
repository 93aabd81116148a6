import type { FinalState } from "./frame.js";
import type { ErrorKind } from "./outcome.js";
import type { RunId } from "./run-id.js";

/** Names the format of an access log, and its version. */
export const ACCESS_LOG_SCHEMA = "mesh-bench/access/v1";

/** What became of a request, in the words of `requests` in a result. */
export const ACCESS_OUTCOMES = [
  "completed",
  "failed",
  "timedOut",
  "unfinished",
  "skipped",
] as const;

/** One of the outcomes. */
export type AccessOutcome = (typeof ACCESS_OUTCOMES)[number];

/** Why an arrival was never sent, in the words of `load.skippedBy` in a result. */
export const SKIP_REASONS = ["queueFull", "late"] as const;

/** One of the reasons: the backlog was full, or it was noticed later than the run allows. */
export type SkipReason = (typeof SKIP_REASONS)[number];

/** The first line of an access log: what its instants count from. Everything is null of a run that never began. */
export interface AccessLogHead {
  readonly schema: typeof ACCESS_LOG_SCHEMA;
  readonly runId: RunId;
  /** The target's URL, secrets masked. */
  readonly target: string;
  /** The wall clock at instant 0 of the run, RFC 3339 UTC with milliseconds. */
  readonly startedAt: string | null;
  /** The same on the clock of `process.hrtime.bigint()`, as digits. */
  readonly startedAtNs: string | null;
}

/** A line of an access log: one planned request of the measured window. Instants are whole ns since the run's start. */
export interface AccessLine {
  /** Of the arrival in the whole run; closed: as begun by its worker, in steps of as many as there are workers. */
  readonly index: number;
  readonly worker: number;
  /** Which of the run's connections carried it last, from 0; null where it ended unsent. One opened again keeps its number. */
  readonly connection: number | null;
  /** Only in runs with scenarios. */
  readonly scenario?: string;
  readonly outcome: AccessOutcome;
  /** Null without a complete response. */
  readonly status: number | null;
  /** Of what failed or timed out. */
  readonly errorKind: ErrorKind | null;
  readonly skipReason: SkipReason | null;
  /** It was sent more than once. */
  readonly resent: boolean;
  readonly intendedNs: number;
  readonly dispatchedNs: number;
  /** Of the last attempt; null where it ended unsent. */
  readonly sentNs: number | null;
  readonly firstByteNs: number | null;
  /** Null without a complete response. */
  readonly completedNs: number | null;
  /** From intended to its end, whatever that was: the age of what timed out. Null of what was skipped. */
  readonly responseNs: number | null;
  /** From sent to its end; null where it ended unsent. */
  readonly serviceNs: number | null;
  /** All bytes of a complete response; null without one. */
  readonly bytesReceived: number | null;
}

/** The last line of an access log. A log without it was cut off. */
export interface AccessLogEnd {
  readonly state: FinalState;
  /** Of the result. Nothing is missing where `lines` is as large. */
  readonly planned: number;
  /** Requests above this line. */
  readonly lines: number;
  /** Requests without a line, because whoever takes them was too slow for too long. */
  readonly dropped: number;
}
