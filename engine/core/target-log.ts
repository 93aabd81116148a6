/**
 * The log of a target: when each request arrived, and when its answer left. Text in lines that end with a line feed:
 *
 * ```
 *   # mesh-bench/target-log/v1 startedAt=2026-01-31T12:00:00.000Z originNs=81234567890123 seed=42
 *   sequence,connection,arrivalNs,departureNs,status,fault
 *   0,0,1200345,6201002,200,none
 *   2,1,1300221,6310480,200,none
 *   1,0,1290004,,0,hang
 *   # end rows=3 lost=0
 * ```
 *
 * Rows come in the order of departure. A log without its last line was cut off.
 */
export const TARGET_LOG_FORMAT = "mesh-bench/target-log/v1";

/** The columns of a target's log, in their order. */
export const TARGET_LOG_COLUMNS = [
  "sequence",
  "connection",
  "arrivalNs",
  "departureNs",
  "status",
  "fault",
] as const;

/** One of the columns. */
export type TargetLogColumn = (typeof TARGET_LOG_COLUMNS)[number];

/**
 * What kept a request from its answer; `lost`: its connection ended before the answer was due. The index of a name is
 * what the typed column holds.
 */
export const TARGET_LOG_FAULTS = [
  "none",
  "reset",
  "close",
  "truncate",
  "garbage",
  "hang",
  "lost",
] as const;

/** One of the faults. */
export type TargetLogFault = (typeof TARGET_LOG_FAULTS)[number];

/** Index of each fault. */
export const TARGET_LOG_FAULT_INDEX = Object.fromEntries(
  TARGET_LOG_FAULTS.map((name, index) => [name, index]),
  // Made of the very list whose names are the keys.
) as Readonly<Record<TargetLogFault, number>>;

/**
 * A target's log, one element per request in each column; what was logged of request n is at index n.
 *
 * Units: instants in whole nanoseconds since the origin; status 0 where no answer left.
 */
export interface TargetLog {
  /** The wall clock at the origin, RFC 3339 UTC with milliseconds. */
  readonly startedAt: string;
  /** The origin on the clock of `process.hrtime.bigint()`, which all processes of a machine share. */
  readonly originNs: bigint;
  /** The seed of the target's draws. */
  readonly seed: number;
  /** Numbers of the connections, from 0 in the order of acceptance. */
  readonly connection: Uint32Array;
  /** The read that brought the request's last byte, body included. */
  readonly arrivalNs: Float64Array;
  /** Just before the answer was written, or the connection broken off; NaN for a request that nothing was done with. */
  readonly departureNs: Float64Array;
  readonly status: Uint16Array;
  /** Indices into {@link TARGET_LOG_FAULTS}. */
  readonly fault: Uint8Array;
}
