import type { TargetLog } from "../../engine/core/index.js";
import type { LogClock } from "./log-clock.js";

/** What is logged of one request; each connection has one, and uses it again and again. */
export interface LogRow {
  /** −1 while there is no request to log. */
  sequence: number;
  readonly connection: number;
  arrivalNs: number;
  /** NaN for a request that nothing was done with. */
  departureNs: number;
  /** 0 where no answer left. */
  status: number;
  /** Index into TARGET_LOG_FAULTS. */
  fault: number;
}

/** Where the rows of a target's requests go. */
export interface RequestLog {
  readonly clock: LogClock;
  /** Rows that found no room, or could not be written. */
  readonly lostCount: number;
  /** Keeps a copy of the row. */
  append(row: LogRow): void;
  /** Ends the log; may be called again. */
  close(): Promise<void>;
}

/** A log of the first requests in memory, for tests. */
export class MemoryLog implements RequestLog {
  readonly clock: LogClock;
  lostCount = 0;
  readonly #seed: number;
  readonly #connection: Uint32Array;
  readonly #arrivalNs: Float64Array;
  readonly #departureNs: Float64Array;
  readonly #status: Uint16Array;
  readonly #fault: Uint8Array;
  #rowCount = 0;

  /** @param rowCountMax - requests from this sequence number on are counted as lost */
  constructor(rowCountMax: number, clock: LogClock, seed: number) {
    this.clock = clock;
    this.#seed = seed;
    this.#connection = new Uint32Array(rowCountMax);
    this.#arrivalNs = new Float64Array(rowCountMax).fill(Number.NaN);
    this.#departureNs = new Float64Array(rowCountMax).fill(Number.NaN);
    this.#status = new Uint16Array(rowCountMax);
    this.#fault = new Uint8Array(rowCountMax);
  }

  append(row: LogRow): void {
    const { sequence } = row;
    if (sequence >= this.#connection.length) {
      this.lostCount++;
      return;
    }
    this.#connection[sequence] = row.connection;
    this.#arrivalNs[sequence] = row.arrivalNs;
    this.#departureNs[sequence] = row.departureNs;
    this.#status[sequence] = row.status;
    this.#fault[sequence] = row.fault;
    this.#rowCount = Math.max(this.#rowCount, sequence + 1);
  }

  /** @returns copies of the columns up to the highest number logged; both instants of a request under way are NaN */
  read(): TargetLog {
    const rowCount = this.#rowCount;
    return {
      startedAt: this.clock.startedAt,
      originNs: this.clock.originNs,
      seed: this.#seed,
      connection: this.#connection.slice(0, rowCount),
      arrivalNs: this.#arrivalNs.slice(0, rowCount),
      departureNs: this.#departureNs.slice(0, rowCount),
      status: this.#status.slice(0, rowCount),
      fault: this.#fault.slice(0, rowCount),
    };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
