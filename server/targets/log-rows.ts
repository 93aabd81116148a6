import { TARGET_LOG_FAULTS } from "../../engine/core/index.js";
import type { LogRow } from "./request-log.js";

/** The longest row: three numbers of 16 digits, ten, five and eight characters, five commas, a line feed. */
export const LOG_ROW_BYTES_MAX = 3 * 16 + 10 + 5 + 8 + 6;

const COMMA = 44;
const LINE_FEED = 10;
const DIGIT_ZERO = 48;
const LOW_UNIT = 1e8;
const LOW_DIGITS = 8;
const FAULT_NAMES: readonly Buffer[] = TARGET_LOG_FAULTS.map((name) => Buffer.from(name));

/**
 * Rows on their way to a file, in columns: a bounded ring.
 *
 * ```
 *   taken │ first … first + count − 1 │ free …        indices modulo the capacity
 * ```
 *
 * Cost: a row is six stores. Nothing is allocated after construction.
 */
export class LogRows {
  readonly #sequence: Float64Array;
  readonly #connection: Uint32Array;
  readonly #arrivalNs: Float64Array;
  readonly #departureNs: Float64Array;
  readonly #status: Uint16Array;
  readonly #fault: Uint8Array;
  readonly #capacity: number;
  #firstIndex = 0;

  /** Rows that wait. */
  count = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#sequence = new Float64Array(capacity);
    this.#connection = new Uint32Array(capacity);
    this.#arrivalNs = new Float64Array(capacity);
    this.#departureNs = new Float64Array(capacity);
    this.#status = new Uint16Array(capacity);
    this.#fault = new Uint8Array(capacity);
  }

  /** @returns false when all room is taken: the row is not kept */
  push(row: LogRow): boolean {
    if (this.count === this.#capacity) return false;
    const index = (this.#firstIndex + this.count) % this.#capacity;
    this.#sequence[index] = row.sequence;
    this.#connection[index] = row.connection;
    this.#arrivalNs[index] = row.arrivalNs;
    this.#departureNs[index] = row.departureNs;
    this.#status[index] = row.status;
    this.#fault[index] = row.fault;
    this.count++;
    return true;
  }

  /**
   * Takes the oldest rows out, as text.
   *
   * @param into - has room for {@link LOG_ROW_BYTES_MAX} per row
   * @returns how many bytes were written
   */
  take(rowCount: number, into: Buffer): number {
    let at = 0;
    for (let taken = 0; taken < rowCount; taken++) {
      at = this.#write((this.#firstIndex + taken) % this.#capacity, into, at);
    }
    this.#firstIndex = (this.#firstIndex + rowCount) % this.#capacity;
    this.count -= rowCount;
    return at;
  }

  #write(index: number, into: Buffer, from: number): number {
    const departureNs = this.#departureNs[index] ?? Number.NaN;
    let at = writeNumber(this.#sequence[index] ?? 0, into, from);
    into[at++] = COMMA;
    at = writeNumber(this.#connection[index] ?? 0, into, at);
    into[at++] = COMMA;
    at = writeNumber(this.#arrivalNs[index] ?? 0, into, at);
    into[at++] = COMMA;
    if (departureNs >= 0) at = writeNumber(departureNs, into, at);
    into[at++] = COMMA;
    at = writeNumber(this.#status[index] ?? 0, into, at);
    into[at++] = COMMA;
    at += FAULT_NAMES[this.#fault[index] ?? 0]?.copy(into, at) ?? 0;
    into[at++] = LINE_FEED;
    return at;
  }
}

/** Writes a whole number's digits: a string for each would be half a million a second for the garbage collector. */
function writeNumber(value: number, into: Buffer, at: number): number {
  if (value < LOW_UNIT) return writeDigits(value, into, at, 1);
  const high = Math.floor(value / LOW_UNIT);
  return writeDigits(value - high * LOW_UNIT, into, writeNumber(high, into, at), LOW_DIGITS);
}

/** @param value - below 10^8, so that the divisions are those of 32-bit integers; @returns the index behind it */
function writeDigits(value: number, into: Buffer, at: number, digitCountMin: number): number {
  let digitCount = digitCountMin;
  for (let limit = 10 ** digitCountMin; value >= limit; limit *= 10) digitCount++;
  let left = value;
  for (let index = at + digitCount - 1; index >= at; index--) {
    const tenth = Math.floor(left / 10);
    into[index] = DIGIT_ZERO + left - tenth * 10;
    left = tenth;
  }
  return at + digitCount;
}
