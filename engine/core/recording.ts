import type { HistogramDelta } from "./histogram/index.js";
import { ERROR_KINDS } from "./outcome.js";
import type { ErrorKind } from "./outcome.js";
import type { WindowDelta } from "./slo-windows.js";

/**
 * What a worker records, and in which form it leaves the worker. The order of the names is the order of the columns.
 */

/**
 * The histograms of a worker. `response` is responseSuccess + responseOther and `service` the sum of its status classes,
 * bucket by bucket: each request is recorded once for both. The …Censored ones are twins that repeat the values that are
 * only lower bounds. `upstream` is what responses say that their upstream took, and `proxyOverhead` what is left of `service`
 * without it; both only when asked for. `loopDelay` is of the worker's event loop and not of its requests: what a turn of it
 * took, while something waited for it.
 */
export const WORKER_HISTOGRAMS = [
  "responseSuccess",
  "responseOther",
  "responseCensored",
  "service2xx",
  "service3xx",
  "service4xx",
  "service5xx",
  "serviceOther",
  "serviceCensored",
  "serviceFirst",
  "serviceFirstCensored",
  "lateness",
  "queue",
  "queueCensored",
  "firstByte",
  "firstByteCensored",
  "readDelay",
  "withoutLateness",
  "withoutReadDelay",
  "connect",
  "tlsHandshake",
  "dns",
  "loopDelay",
  "upstream",
  "proxyOverhead",
] as const;

/** One of a worker's histograms. */
export type WorkerHistogramName = (typeof WORKER_HISTOGRAMS)[number];

/** The counters of a worker, each raised by its own event. */
export const COUNTERS = [
  "planned",
  "noticedAfterWindow",
  "completed",
  "failed",
  "timedOut",
  "unfinished",
  "skippedQueueFull",
  "skippedLate",
  "waitedForSlot",
  "resent",
  "sent",
  "sentInWindow",
  "achievedInWindow",
  "bytesSent",
  "bytesReceived",
  "serviceClippedNs",
  "queueClippedNs",
  "inFlightIntegralNs",
  "queuedIntegralNs",
  "upstreamMissing",
  "upstreamInvalid",
  "overheadNegative",
] as const;

/** One of a worker's counters. */
export type CounterName = (typeof COUNTERS)[number];

/** Ways to end without a success: what ends so ranks at +∞ among the outcomes. */
export const RANKED_AT_INFINITY = [
  "failed",
  "timedOut",
  "unfinished",
  "skippedQueueFull",
  "skippedLate",
] as const satisfies readonly CounterName[];

/** Column of each counter. */
export const COUNTER_INDEX: Readonly<Record<CounterName, number>> = columnsOf(COUNTERS);
/** Column of each histogram. */
export const HISTOGRAM_INDEX: Readonly<Record<WorkerHistogramName, number>> =
  columnsOf(WORKER_HISTOGRAMS);
/** Column of each kind of error. */
export const ERROR_INDEX: Readonly<Record<ErrorKind, number>> = columnsOf(ERROR_KINDS);

function columnsOf<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name, index) => [name, index])) as Record<Name, number>;
}

/** What a worker's requests were doing at an instant. */
export interface Gauges {
  readonly inFlight: number;
  readonly queued: number;
  /** When the oldest queued or unanswered request was intended; Infinity when there is none. */
  readonly oldestIntendedStartNs: number;
}

/**
 * What a worker knows of its own thread: sums over the measured window, and before it since the run began. In the drain they
 * stay what they were at the window's end.
 */
export interface SelfObservation {
  /** NaN where the kernel does not say. */
  readonly cpuNs: number;
  /** Ready to run, but without a core. NaN where the kernel does not say. */
  readonly runDelayNs: number;
  readonly loopActiveNs: number;
  readonly loopIdleNs: number;
  readonly gcPauseCount: number;
  readonly gcPauseNsTotal: number;
  /** −1 while there was none. */
  readonly gcPauseNsMax: number;
  /** When the longest pause ended. */
  readonly gcPauseAtNs: number;
  /** Longest turn of the event loop while something waited for it; −1 while there was none. */
  readonly loopDelayNsMax: number;
  /** When that turn ended. */
  readonly loopDelayAtNs: number;
}

/** Counts since the worker's last delta: additive, so their sum over time and workers is the whole. */
export interface RecordingDelta {
  /** Instant of the cut. */
  readonly atNs: number;
  readonly counters: Float64Array;
  readonly errors: Float64Array;
  /** Pairs of status code and count. */
  readonly statuses: Float64Array;
  /** Rows of a group of response times, how many requests, and the sum of each of their stages. */
  readonly stages: Float64Array;
  /** Undefined where nothing was recorded; in the order of {@link WORKER_HISTOGRAMS}. */
  readonly histograms: readonly (HistogramDelta | undefined)[];
  /** A message for each kind of error that occurred for the first time. */
  readonly errorSamples: readonly (readonly [ErrorKind, string])[];
  /** Where objectives are judged over windows. */
  readonly windows?: WindowDelta | undefined;
}
