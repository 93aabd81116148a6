import type { FeedTable, ResponseCheck, Template } from "../../wire/index.js";
import type { ErrorRecord } from "./errors.js";
import type { RecordingDelta, Gauges, SelfObservation } from "./recording.js";
import type { PackedDelta } from "./recording-pack.js";
import type { ArrivalsPlan } from "./schedule/arrivals-plan.js";
import type { ConnectionSchedulePlan } from "./schedule/connection-schedule.js";
import type { ScheduleEnd } from "./schedule/schedule-end.js";
import type { Pacing } from "./pacing.js";
import type { CatchUp } from "./spec/catch-up.js";
import type { ObjectivePlan } from "./slo-windows.js";
import type { Stripe } from "./schedule/stripe.js";
import type { ConnectionCounts } from "./transport.js";
import type { StopMode } from "./run.js";
import type { TransportErrorKind } from "./outcome.js";

/** Where connections go, in numbers and bytes: files are read, the URL is taken apart. */
export interface TargetPlan {
  /** Host name or address to connect to. */
  readonly host: string;
  readonly port: number;
  readonly unixSocket: string | null;
  /** What the Host header says. */
  readonly authority: string;
  readonly tls: TlsPlan | null;
}

/** TLS settings with the files' contents. */
export interface TlsPlan {
  readonly verify: boolean;
  /** Name for SNI and for the check of the certificate. */
  readonly serverName: string;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  readonly minVersion: "TLSv1.2" | "TLSv1.3" | null;
}

/** A request before it is compiled to bytes. */
export interface RequestPlan {
  readonly method: string;
  readonly path: Template;
  readonly headers: readonly (readonly [name: string, value: Template])[];
  /** A template is sent as UTF-8, bytes as they are. */
  readonly body: Template | Uint8Array | null;
  /** Which scenario it belongs to. */
  readonly scenarioIndex: number;
}

/** What is counted together, and what is a success of it. */
export interface ScenarioPlan {
  /** Codes such as `304` and classes such as `2xx`. */
  readonly successStatuses: readonly string[];
  readonly checks: readonly ResponseCheck[];
  /** What is counted for objectives over a window; undefined where there are none. */
  readonly objectives?: readonly ObjectivePlan[];
}

/**
 * Which of the requests an arrival is: the only one, one by lot that belongs to (seed, index), or that of a list.
 *
 * Shape: a weight for each request; an entry of the list for each arrival, shared between threads.
 */
export type MixPlan =
  | { readonly kind: "single" }
  | { readonly kind: "weighted"; readonly weights: readonly number[]; readonly seed: number }
  | { readonly kind: "listed"; readonly requestIndexes: Uint32Array };

/** How connections to the target are opened, used and given up. */
export interface ConnectionRules {
  /** Requests in flight on each: with HTTP/1.1 more than 1 means pipelining. */
  readonly streams: number;
  /** After so many requests a connection is closed and opened again; null: never. At least `streams`. */
  readonly maxRequests: number | null;
  /** The same after this time; null: never. */
  readonly maxAgeNs: number | null;
  /** Whether all are opened before the start and kept open, or each only when a request needs one. */
  readonly connect: "before" | "lazy";
  /** Between one connection and the next, over all workers; 0: all at once. */
  readonly staggerNs: number;
  /** Whether an idempotent request is sent again when a connection that was used before is closed without a byte for it. */
  readonly retry: "idle-close" | "none";
}

/** Where responses say what their upstream took. */
export interface ServerTimingPlan {
  readonly header: string;
  /** Null: none is named. */
  readonly metric: string | null;
  /** What the header's numbers count. */
  readonly unitNs: number;
}

/** When requests begin. */
export type LoadPlan =
  | {
      readonly model: "open";
      readonly arrivals: ArrivalsPlan;
      readonly end: ScheduleEnd;
      readonly catchUp: CatchUp;
      readonly maxPending: number;
    }
  | {
      readonly model: "closed";
      /** This worker's share of the requests; null when time alone ends the schedule. */
      readonly requestCount: number | null;
      readonly thinkTimeNs: number;
      readonly connections: ConnectionSchedulePlan;
    }
  | {
      readonly model: "paced";
      readonly ratePerSecond: number;
      /** Connections of the whole run. */
      readonly connectionCount: number;
      readonly arrivals: ArrivalsPlan;
      readonly end: ScheduleEnd;
      readonly catchUp: CatchUp;
      readonly maxPending: number;
    };

/** Which of the connections that have a place free gets the next arrival. */
export type ChoicePlan =
  | { readonly kind: "roundRobin" }
  | { readonly kind: "lifo" }
  | { readonly kind: "random"; readonly seed: number }
  | { readonly kind: "leastBusy" };

/** Everything a worker thread needs to do its share of a run. */
export interface WorkerPlan {
  readonly v: 1;
  readonly stripe: Stripe;
  readonly client: "wire" | "standard";
  readonly target: TargetPlan;
  readonly requests: readonly RequestPlan[];
  readonly scenarios: readonly ScenarioPlan[];
  readonly mix: MixPlan;
  /** The rows that requests take their values from; null when none of them has any. */
  readonly feed: FeedTable | null;
  /** Of the random values in requests. */
  readonly valueSeed: number;
  /** Null unless asked for. */
  readonly serverTiming: ServerTimingPlan | null;
  readonly load: LoadPlan;
  /** This worker's share of the connections. */
  readonly connectionCount: number;
  readonly choice: ChoicePlan;
  readonly pacing: Pacing;
  readonly connectionRules: ConnectionRules;
  readonly warmupNs: number;
  /** When the schedule ends, warm-up included; null while only a count of requests ends it. */
  readonly endNs: number | null;
  readonly requestTimeoutNs: number;
  /** How long an arrival may wait for a connection; null for no limit. */
  readonly queueTimeoutNs: number | null;
  readonly drainNs: number;
  /** How often a worker tells what it has recorded. */
  readonly tickNs: number;
  /** How many chunks of requests there may be, being filled or written; null unless an access log was asked for. */
  readonly accessLog: { readonly chunkCountMax: number } | null;
}

/** From the run to its workers. */
export type WorkerCommand =
  | {
      readonly v: 1;
      readonly kind: "start";
      /** `process.hrtime.bigint()` of the common start */ readonly startAt: bigint;
    }
  | { readonly v: 1; readonly kind: "stop"; readonly mode: StopMode; readonly endNs: number }
  | { readonly v: 1; readonly kind: "changeRate"; readonly atNs: number; readonly factor: number }
  /** A chunk of requests has been written to the access log. */
  | { readonly v: 1; readonly kind: "reuseBuffer"; readonly buffer: ArrayBuffer };

/** What a worker has recorded of one scenario since the last time. */
export interface PackedRecording {
  readonly packed: PackedDelta;
  readonly errorSamples: RecordingDelta["errorSamples"];
}

/** From a worker to its run. */
export type WorkerMessage =
  | {
      readonly v: 1;
      readonly kind: "opened";
      readonly ready: number;
      readonly failed: number;
      readonly firstFailure: { readonly kind: TransportErrorKind; readonly message: string } | null;
    }
  | {
      readonly v: 1;
      readonly kind: "delta";
      /** By scenario. */
      readonly recorded: readonly PackedRecording[];
      readonly gauges: Gauges;
      readonly self: SelfObservation;
      readonly isDraining: boolean;
    }
  | {
      readonly v: 1;
      readonly kind: "accessRecords";
      /** Transferred; `reuseBuffer` brings it back. */
      readonly buffer: ArrayBuffer;
      readonly recordCount: number;
      /** Requests since the last such message for which there was no room. */
      readonly droppedCount: number;
    }
  | { readonly v: 1; readonly kind: "warmupEnded"; readonly gauges: Gauges; readonly atNs: number }
  | {
      readonly v: 1;
      readonly kind: "done";
      readonly connections: ConnectionCounts;
      /** When the last request ended. */
      readonly lastEndedNs: number;
      /** Where the schedule ended for this worker. */
      readonly endNs: number;
    }
  | { readonly v: 1; readonly kind: "failed"; readonly error: ErrorRecord };
