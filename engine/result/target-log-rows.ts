import { TARGET_LOG_COLUMNS, TARGET_LOG_FAULTS, TARGET_LOG_FAULT_INDEX } from "../core/index.js";
import type { TargetLog, TargetLogColumn } from "../core/index.js";

const COMMA = 44;
const DIGIT_ZERO = 48;
const CAPACITY_MIN = 1024;
const UINT32_MAX = 2 ** 32 - 1;
/** Rows begin below head and column names. */
const FIRST_ROW_LINE = 3;

/** Faults with which nothing ever departs. */
const STAYS = new Set([TARGET_LOG_FAULT_INDEX.hang, TARGET_LOG_FAULT_INDEX.lost]);
/** Faults with which there is a status line, none among them. */
const ANSWERED = new Set([TARGET_LOG_FAULT_INDEX.none, TARGET_LOG_FAULT_INDEX.truncate]);

/** Called with a line's number and what is wrong with it. */
export type OnBadLine = (lineNumber: number, message: string) => never;

/** The typed columns of a log; the rest of it is in its first line. */
export type TargetLogColumns = Omit<TargetLog, "startedAt" | "originNs" | "seed">;

/** Numbers that a column may hold, and whether it may hold none. */
interface ColumnRule {
  readonly name: TargetLogColumn;
  readonly highest: number;
  readonly wanted: string;
  readonly mayBeEmpty: boolean;
}

const INSTANT_WANTED = "a whole number of nanoseconds";
const NUMBER_RULES: readonly ColumnRule[] = [
  {
    name: "sequence",
    highest: Number.MAX_SAFE_INTEGER,
    wanted: "a whole number",
    mayBeEmpty: false,
  },
  {
    name: "connection",
    highest: UINT32_MAX,
    wanted: `a whole number up to ${UINT32_MAX}`,
    mayBeEmpty: false,
  },
  {
    name: "arrivalNs",
    highest: Number.MAX_SAFE_INTEGER,
    wanted: INSTANT_WANTED,
    mayBeEmpty: false,
  },
  {
    name: "departureNs",
    highest: Number.MAX_SAFE_INTEGER,
    wanted: `${INSTANT_WANTED}, or empty`,
    mayBeEmpty: true,
  },
  { name: "status", highest: 599, wanted: "a whole number up to 599", mayBeEmpty: false },
];

/** The rows of a log that is being read, in columns that grow. */
export class TargetLogRows {
  readonly #onBad: OnBadLine;
  /** One row's numbers, in the order of the columns. */
  readonly #fields = new Float64Array(NUMBER_RULES.length);
  #sequence = new Float64Array(CAPACITY_MIN);
  #connection = new Uint32Array(CAPACITY_MIN);
  #arrivalNs = new Float64Array(CAPACITY_MIN);
  #departureNs = new Float64Array(CAPACITY_MIN);
  #status = new Uint16Array(CAPACITY_MIN);
  #fault = new Uint8Array(CAPACITY_MIN);

  count = 0;

  constructor(onBad: OnBadLine) {
    this.#onBad = onBad;
  }

  /** Takes the row that lies in `bytes` from `from` to before `to`. */
  take(bytes: Buffer, from: number, to: number, lineNumber: number): void {
    let at = from;
    for (const [column, rule] of NUMBER_RULES.entries()) {
      const comma = bytes.indexOf(COMMA, at);
      if (comma < 0 || comma >= to) {
        this.#onBad(
          lineNumber,
          `has ${column + 1} columns; it must have ${TARGET_LOG_COLUMNS.length}`,
        );
      }
      this.#fields[column] = this.#number(bytes, at, comma, { rule, lineNumber });
      at = comma + 1;
    }
    const faultText = bytes.toString("latin1", at, to);
    const fault = TARGET_LOG_FAULTS.findIndex((name) => name === faultText);
    if (fault < 0) {
      this.#bad(lineNumber, "fault", faultText, `one of ${TARGET_LOG_FAULTS.join(", ")}`);
    }
    this.#assertPlausible(fault, lineNumber);
    this.#append(fault);
  }

  /** @returns the columns in the order of the sequence numbers, each of which is there once */
  end(): TargetLogColumns {
    const { count } = this;
    const positions = this.#positions();
    const sorted: TargetLogColumns = {
      connection: new Uint32Array(count),
      arrivalNs: new Float64Array(count),
      departureNs: new Float64Array(count),
      status: new Uint16Array(count),
      fault: new Uint8Array(count),
    };
    for (let sequence = 0; sequence < count; sequence++) {
      const position = positions[sequence] ?? 0;
      sorted.connection[sequence] = this.#connection[position] ?? 0;
      sorted.arrivalNs[sequence] = this.#arrivalNs[position] ?? 0;
      sorted.departureNs[sequence] = this.#departureNs[position] ?? 0;
      sorted.status[sequence] = this.#status[position] ?? 0;
      sorted.fault[sequence] = this.#fault[position] ?? 0;
    }
    return sorted;
  }

  /** @returns where the row of each sequence number is */
  #positions(): Float64Array {
    const { count } = this;
    const positions = new Float64Array(count).fill(-1);
    for (let position = 0; position < count; position++) {
      const sequence = this.#sequence[position] ?? 0;
      const lineNumber = position + FIRST_ROW_LINE;
      // All numbers below the count, each once, are all that there are: none is missing then.
      if (sequence >= count) {
        this.#bad(lineNumber, "sequence", String(sequence), `below ${count}, the number of rows`);
      }
      const earlier = positions[sequence] ?? -1;
      if (earlier >= 0) {
        const message = `is there already, in line ${earlier + FIRST_ROW_LINE}`;
        this.#onBad(lineNumber, `column sequence: ${sequence} ${message}; each is there once`);
      }
      positions[sequence] = position;
    }
    return positions;
  }

  #number(
    bytes: Buffer,
    from: number,
    to: number,
    { rule, lineNumber }: { readonly rule: ColumnRule; readonly lineNumber: number },
  ): number {
    if (from === to && rule.mayBeEmpty) return Number.NaN;
    let value = 0;
    for (let index = from; index < to; index++) {
      const digit = (bytes[index] ?? 0) - DIGIT_ZERO;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
    }
    // Written so that NaN fails too.
    if (from < to && value <= rule.highest) return value;
    return this.#bad(lineNumber, rule.name, bytes.toString("latin1", from, to), rule.wanted);
  }

  /** What one row says must go together. */
  #assertPlausible(fault: number, lineNumber: number): void {
    const [, , arrivalNs = 0, departureNs = 0, status = 0] = this.#fields;
    const bad = (column: TargetLogColumn, found: number, wanted: string): void => {
      this.#bad(lineNumber, column, Number.isNaN(found) ? "" : String(found), wanted);
    };
    if (departureNs < arrivalNs) {
      bad("departureNs", departureNs, `${arrivalNs}, the arrival, or later`);
    }
    if (Number.isNaN(departureNs) !== STAYS.has(fault)) {
      const wanted = STAYS.has(fault) ? "empty" : "an instant";
      bad("departureNs", departureNs, `${wanted} for this fault`);
    }
    if (status > 0 !== ANSWERED.has(fault)) {
      const wanted = ANSWERED.has(fault) ? "above 0" : "0";
      bad("status", status, `${wanted} for this fault`);
    }
  }

  #append(fault: number): void {
    if (this.count === this.#sequence.length) this.#grow();
    const index = this.count++;
    const [sequence = 0, connection = 0, arrivalNs = 0, departureNs = 0, status = 0] = this.#fields;
    this.#sequence[index] = sequence;
    this.#connection[index] = connection;
    this.#arrivalNs[index] = arrivalNs;
    this.#departureNs[index] = departureNs;
    this.#status[index] = status;
    this.#fault[index] = fault;
  }

  #grow(): void {
    const capacity = this.#sequence.length * 2;
    this.#sequence = grown(this.#sequence, new Float64Array(capacity));
    this.#connection = grown(this.#connection, new Uint32Array(capacity));
    this.#arrivalNs = grown(this.#arrivalNs, new Float64Array(capacity));
    this.#departureNs = grown(this.#departureNs, new Float64Array(capacity));
    this.#status = grown(this.#status, new Uint16Array(capacity));
    this.#fault = grown(this.#fault, new Uint8Array(capacity));
  }

  #bad(lineNumber: number, column: TargetLogColumn, found: string, wanted: string): never {
    return this.#onBad(
      lineNumber,
      `column ${column} is ${JSON.stringify(found)}; it must be ${wanted}`,
    );
  }
}

function grown<Column extends { set(values: Column): void }>(from: Column, into: Column): Column {
  into.set(from);
  return into;
}
