import { TARGET_LOG_FAULT_INDEX } from "../../engine/core/index.js";
import type { FaultKind } from "./fault.js";
import type { LogRow, RequestLog } from "./request-log.js";

/**
 * What one connection tells the log: of each request when it arrived and when its answer left.
 *
 * ```
 *   read ── read ── arrive ──► depart ── read ── arrive ──► lose
 * ```
 *
 * Requests of a connection are answered one after the other, so one row is enough.
 */
export class ConnectionLog {
  readonly #log: RequestLog;
  readonly #row: LogRow;
  #readNs = 0;

  /** @param number - the connection's, from 0 */
  constructor(log: RequestLog, number: number) {
    this.#log = log;
    // NaN, not 0: an engine then keeps the instants as doubles from the start.
    this.#row = {
      sequence: -1,
      connection: number,
      arrivalNs: Number.NaN,
      departureNs: Number.NaN,
      status: 0,
      fault: 0,
    };
  }

  /** A chunk was read. */
  read(): void {
    this.#readNs = this.#log.clock.nowNs();
  }

  /** A request is complete; its last byte came with the chunk read last. */
  arrive(sequence: number): void {
    const row = this.#row;
    row.sequence = sequence;
    row.arrivalNs = this.#readNs;
    row.departureNs = Number.NaN;
    row.status = 0;
    row.fault = TARGET_LOG_FAULT_INDEX.lost;
  }

  /** Its answer is about to be written, or the fault to be done; one that hangs is logged when its connection ends. */
  depart(status: number, fault: FaultKind | undefined): void {
    const row = this.#row;
    row.fault = TARGET_LOG_FAULT_INDEX[fault ?? "none"];
    if (fault === "hang") return;
    row.departureNs = this.#log.clock.nowNs();
    row.status = fault === undefined || fault === "truncate" ? status : 0;
    this.#append();
  }

  /** The connection is gone: a request that was not answered never will be. */
  lose(): void {
    if (this.#row.sequence >= 0) this.#append();
  }

  #append(): void {
    this.#log.append(this.#row);
    this.#row.sequence = -1;
  }
}
