import { HTAB, SP } from "../http1/byte-tables.js";
import { DecimalReader, LONGEST_NS } from "./decimal-reader.js";
import { UPSTREAM_INVALID, UPSTREAM_MISSING } from "./timing-value.js";
import type { TimingValue } from "./timing-value.js";

const COMMA = 0x2c;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_CASE_BIT = 0x20;
const MISMATCH = -1;
const DUR = Buffer.from("dur", "latin1");
/** What a metric is called that stands for all others. */
const TOTAL = "total";

//         byte         ";"              "="                    byte
// METRIC ──────> NAME ──────> PARAMETER ──────> PARAMETER_VALUE ──────> TOKEN ── white space ─> AFTER
//                  │                                  └── '"' ──> QUOTED ──────── '"' ──────────^ ^
//                  └─────────────────────────── white space ────────────────────────────────────┘
// ";" leads to PARAMETER and "," to METRIC from anywhere but QUOTED.
const METRIC = 0;
const NAME = 1;
const AFTER = 2;
const PARAMETER = 3;
const PARAMETER_VALUE = 4;
const TOKEN = 5;
const QUOTED = 6;
const ESCAPED = 7;

const NAMED = 0;
const SUM = 1;

/**
 * Server-Timing: a list of metrics, `total;dur=12.3, db;dur=5;desc="a, b"`, cut anywhere and over any number of lines.
 *
 * With a name, the time is that metric's; of several with that name their sum. Without one it is the metric `total`, and if
 * there is none the sum of all. A metric without a `dur` says nothing; of several `dur` the first counts.
 *
 * @see Source: W3C Server Timing, section 3 (the grammar; `dur` in milliseconds)
 */
export class ServerTiming implements TimingValue {
  readonly #unitNs: number;
  readonly #isNamed: boolean;
  readonly #wantedName: Uint8Array;
  readonly #decimal = new DecimalReader();
  // Times above 2.1 s are no small integers: in fields they would change the shape of the object.
  readonly #upstreamNs = new Float64Array(2);
  #state = METRIC;
  /** Bytes that match of the current metric's name, or MISMATCH. */
  #nameMatched = MISMATCH;
  #durMatched = MISMATCH;
  #hasDur = false;

  /**
   * @param metric - null: none is named
   * @param unitNs - what `dur` counts
   */
  constructor(metric: string | null, unitNs: number) {
    this.#isNamed = metric !== null;
    this.#wantedName = Buffer.from(metric ?? TOTAL, "latin1");
    this.#unitNs = unitNs;
    this.reset();
  }

  get upstreamNs(): number {
    const namedNs = this.#upstreamNs[NAMED]!;
    return this.#isNamed || namedNs !== UPSTREAM_MISSING ? namedNs : this.#upstreamNs[SUM]!;
  }

  reset(): void {
    this.#upstreamNs[NAMED] = UPSTREAM_MISSING;
    this.#upstreamNs[SUM] = UPSTREAM_MISSING;
  }

  begin(): void {
    this.#state = METRIC;
    this.#nameMatched = 0;
    this.#durMatched = 0;
    this.#hasDur = false;
  }

  take(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at++) this.#takeByte(bytes[at]!);
  }

  end(): void {
    if (this.#state >= PARAMETER_VALUE) this.#endNumber();
  }

  #takeByte(byte: number): void {
    if (this.#state >= QUOTED) this.#takeQuoted(byte);
    else if (byte === COMMA) this.#endMetric();
    else if (byte === SEMICOLON) this.#beginParameter();
    else if (this.#state === NAME || this.#state === METRIC) this.#takeName(byte);
    else if (this.#state === PARAMETER) this.#takeParameter(byte);
    else if (this.#state !== AFTER) this.#takeValue(byte);
  }

  #endMetric(): void {
    this.end();
    this.begin();
  }

  #beginParameter(): void {
    this.end();
    this.#durMatched = 0;
    this.#state = PARAMETER;
  }

  #takeName(byte: number): void {
    if (byte === SP || byte === HTAB) {
      if (this.#state === NAME) this.#state = AFTER;
      return;
    }
    this.#state = NAME;
    this.#nameMatched = advance(this.#wantedName, this.#nameMatched, byte);
  }

  #takeParameter(byte: number): void {
    if (byte === SP || byte === HTAB) return;
    if (byte === EQUALS) {
      this.#decimal.begin();
      this.#state = PARAMETER_VALUE;
      return;
    }
    // The name of a parameter is in any case.
    this.#durMatched = advance(DUR, this.#durMatched, byte | LOWER_CASE_BIT);
  }

  #takeValue(byte: number): void {
    if (byte === SP || byte === HTAB) {
      if (this.#state === TOKEN) this.#endNumber();
      return;
    }
    if (this.#state === PARAMETER_VALUE && byte === QUOTE) {
      this.#state = QUOTED;
      return;
    }
    this.#state = TOKEN;
    this.#decimal.take(byte);
  }

  #takeQuoted(byte: number): void {
    if (this.#state === ESCAPED) {
      this.#decimal.take(byte);
      this.#state = QUOTED;
    } else if (byte === BACKSLASH) {
      this.#state = ESCAPED;
    } else if (byte === QUOTE) {
      this.#endNumber();
    } else {
      this.#decimal.take(byte);
    }
  }

  #endNumber(): void {
    this.#state = AFTER;
    if (this.#durMatched !== DUR.length || this.#hasDur) return;
    this.#hasDur = true;
    const ns = this.#decimal.toNs(this.#unitNs);
    this.#add(SUM, ns);
    if (this.#nameMatched === this.#wantedName.length) this.#add(NAMED, ns);
  }

  #add(index: number, ns: number): void {
    const upstreamNs = this.#upstreamNs;
    const beforeNs = upstreamNs[index]!;
    const afterNs = Math.max(0, beforeNs) + ns;
    const isInvalid = ns < 0 || beforeNs === UPSTREAM_INVALID || afterNs > LONGEST_NS;
    upstreamNs[index] = isInvalid ? UPSTREAM_INVALID : afterNs;
  }
}

/** @returns how many bytes match with one more, or MISMATCH */
function advance(wanted: Uint8Array, matched: number, byte: number): number {
  return matched !== MISMATCH && wanted[matched] === byte ? matched + 1 : MISMATCH;
}
