import type { TargetLog } from "../../engine/core/index.js";
import type { FileLogOptions } from "./file-log.js";
import type { Stall } from "./stall.js";

/** How to set up the HTTP target. */
export interface HttpTargetOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** The query of requests that have none, such as `delay=10ms&size=512`. */
  readonly echoDefaults?: string;
  /** Of everything drawn; a whole number from 0 to 2^53 − 1, itself drawn by default. */
  readonly seed?: number;
  /** Freezes that are planned when the first request arrives. */
  readonly stalls?: readonly Stall[];
  readonly dieAfter?: EarlyDeath;
  /** Every request's arrival and departure: to a file, or of the first requests in memory. */
  readonly log?: FileLogOptions | { readonly rowCountMax: number };
}

/** When a target dies: once so many requests have been read, or so long after the first. */
export type EarlyDeath =
  | { readonly kind: "requests"; readonly count: number }
  | { readonly kind: "time"; readonly afterMs: number };

/** Counts since the target was created. */
export interface HttpTargetStats {
  readonly connectionCount: number;
  readonly openConnectionCount: number;
  /** Requests read to their end. */
  readonly requestCount: number;
  /** Requests that could not be read, and ended their connection. */
  readonly refusedCount: number;
  /** Requests whose row found no room in the log, or could not be written. */
  readonly unloggedCount: number;
}

/** A running HTTP target. */
export interface HttpTarget {
  readonly address: { readonly host: string; readonly port: number };
  /** Without a path: `http://127.0.0.1:8081`. */
  readonly url: string;
  readonly stats: HttpTargetStats;
  /** What request n draws is a function of (seed, n) and its query. */
  readonly seed: number;
  /** Settled when the target has died as planned, and everything is closed. */
  readonly died: Promise<void>;
  /** The log, as far as it is in memory; undefined for one in a file. */
  readonly log: TargetLog | undefined;
  /**
   * Plans a freeze of the whole target: in it nothing is read or answered, after it everything is, in order of arrival.
   *
   * @param afterMs - 0: it begins at once
   * @param everyMs - from one beginning to the next; 0: it comes once
   * @throws RangeError if a number is out of range, or 100 freezes lie ahead
   */
  freeze(durationMs: number, afterMs: number, everyMs?: number): void;
  /** Ends all connections; may be called again. */
  close(): Promise<void>;
}
