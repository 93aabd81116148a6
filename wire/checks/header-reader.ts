import { COLON, CR, HTAB, LF, SP } from "../http1/byte-tables.js";
import type { ByteNeedle } from "./byte-needle.js";

/** Is shown the values of a header while they are read. Lines of the same name come one after the other. */
export interface HeaderValueSink {
  /** A line of that name begins. */
  begin(): void;

  /** `bytes[from, to)` are the next of the value, cut anywhere, without the white space before it. */
  take(bytes: Uint8Array, from: number, to: number): void;

  /** The value is complete. */
  end(): void;
}

/**
 * What a value is compared with, or shown to; `needle` is null unless it is to be contained, `equal` unless it is to be equal,
 * `value` unless somebody else is to look at it.
 */
export interface HeaderExpectation {
  /** In lower case. */
  readonly name: Uint8Array;
  readonly equal: Uint8Array | null;
  readonly needle: ByteNeedle | null;
  readonly value: HeaderValueSink | null;
}

//                  LF                first byte         ":"             LF
// STATUS_LINE ──────────> LINE_START ───────────> NAME ─────────> VALUE ────> LINE_START
//                           │   │ SP, HTAB: the value before goes on ^
//                           │   └───────────────────────────────────┘
//                           └─ CR ─> END
const STATUS_LINE = 0;
const LINE_START = 1;
const NAME = 2;
const VALUE = 3;
const END = 4;

const MISMATCH = -1;
const EXCERPT_BYTES = 64;
const LETTER_A = 0x41;
const LETTER_Z = 0x5a;
const LOWER_CASE_BIT = 0x20;

/**
 * Compares the headers of one response with what is expected of them, while they are read and wherever they are cut. The
 * form of the head is the parser's concern: of a malformed one nothing is found.
 *
 * Cost: about 460 ns for a head of 237 bytes, and 120 ns for each further expectation (bench/micro/response-checker);
 * allocates nothing after construction.
 */
export class HeaderReader {
  readonly #expectations: readonly HeaderExpectation[];
  #state = STATUS_LINE;
  /** The value of the current line has begun: the white space before it is over. */
  #hasValueBegun = false;
  /** The current line has the name of at least one expectation. */
  #isLineWanted = false;
  // Of each expectation: 1 if met, the bytes that match of the current line's name or MISMATCH, the same of its value, and
  // the first bytes of the last value found, -1 without one.
  readonly #met: Uint8Array;
  readonly #nameMatches: Int32Array;
  readonly #valueMatches: Int32Array;
  readonly #excerpts: Uint8Array;
  readonly #excerptBytes: Int32Array;

  constructor(expectations: readonly HeaderExpectation[]) {
    const { length } = expectations;
    this.#expectations = expectations;
    this.#met = new Uint8Array(length);
    this.#nameMatches = new Int32Array(length);
    this.#valueMatches = new Int32Array(length);
    this.#excerpts = new Uint8Array(length * EXCERPT_BYTES);
    this.#excerptBytes = new Int32Array(length);
  }

  /** Makes ready for the next head. */
  begin(): void {
    this.#state = STATUS_LINE;
    // The head before may have been cut off in a value.
    this.#isLineWanted = false;
    for (let index = 0; index < this.#met.length; index++) {
      this.#met[index] = 0;
      this.#excerptBytes[index] = -1;
    }
  }

  /** Reads on: `bytes[from, to)` are the next of the head. */
  take(bytes: Uint8Array, from: number, to: number): void {
    let at = from;
    while (at < to && this.#state !== END) {
      if (this.#state === NAME) at = this.#readName(bytes, at, to);
      else if (this.#state === VALUE) at = this.#readValue(bytes, at, to);
      else if (this.#state === LINE_START) at = this.#startLine(bytes[at]!, at);
      else at = this.#skipLine(bytes, at, to);
    }
  }

  /** @returns whether the head, which has been read whole, fulfils the expectation */
  isMet(index: number): boolean {
    return this.#met[index] === 1;
  }

  /** @returns the first 64 bytes of the last value that was found for an expectation; undefined without one */
  excerptOf(index: number): string | undefined {
    const byteCount = this.#excerptBytes[index]!;
    if (byteCount < 0) return undefined;
    const from = index * EXCERPT_BYTES;
    return Buffer.from(this.#excerpts.subarray(from, from + byteCount))
      .toString("latin1")
      .trim();
  }

  #startLine(byte: number, at: number): number {
    if (byte === SP || byte === HTAB) {
      this.#state = VALUE;
      return at;
    }
    // Only now is the value before complete: a folded line could have gone on with it.
    if (this.#isLineWanted) this.#endValue();
    this.#isLineWanted = false;
    this.#state = byte === CR ? END : NAME;
    // Not fill: the call into native code costs more than a few entries.
    const matches = this.#nameMatches;
    for (let index = 0; index < matches.length; index++) matches[index] = 0;
    return at;
  }

  #skipLine(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && bytes[at] !== LF) at++;
    if (at === to) return at;
    this.#state = LINE_START;
    return at + 1;
  }

  #readName(bytes: Uint8Array, from: number, to: number): number {
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === COLON) {
        this.#endName();
        return at + 1;
      }
      if (!this.#matchNameByte(byte)) {
        // Most names are none of those wanted from their first or second byte on.
        this.#state = VALUE;
        return this.#skipLine(bytes, at, to);
      }
    }
    return to;
  }

  /** @returns whether the name can still be one of those wanted */
  #matchNameByte(byte: number): boolean {
    const lower = byte >= LETTER_A && byte <= LETTER_Z ? byte | LOWER_CASE_BIT : byte;
    const matches = this.#nameMatches;
    let isOpen = false;
    for (let index = 0; index < matches.length; index++) {
      const matched = matches[index]!;
      if (matched === MISMATCH) continue;
      const isMatching = this.#expectations[index]!.name[matched] === lower;
      matches[index] = isMatching ? matched + 1 : MISMATCH;
      isOpen ||= isMatching;
    }
    return isOpen;
  }

  #endName(): void {
    for (let index = 0; index < this.#nameMatches.length; index++) {
      const { name, equal, needle, value } = this.#expectations[index]!;
      if (this.#nameMatches[index] !== name.length) {
        this.#nameMatches[index] = MISMATCH;
        continue;
      }
      this.#isLineWanted = true;
      this.#valueMatches[index] = 0;
      this.#excerptBytes[index] = 0;
      if (equal === null && needle === null) this.#met[index] = 1;
      if (value !== null) value.begin();
    }
    this.#hasValueBegun = false;
    this.#state = VALUE;
  }

  #readValue(bytes: Uint8Array, from: number, to: number): number {
    if (!this.#isLineWanted) return this.#skipLine(bytes, from, to);
    let at = from;
    while (!this.#hasValueBegun && at < to) {
      this.#hasValueBegun = bytes[at] !== SP && bytes[at] !== HTAB;
      if (!this.#hasValueBegun) at++;
    }
    const valueFrom = at;
    while (at < to && bytes[at] !== CR && bytes[at] !== LF) at++;
    for (let index = 0; index < this.#nameMatches.length; index++) {
      if (this.#nameMatches[index] !== MISMATCH) this.#matchValue(index, bytes, valueFrom, at);
    }
    return this.#skipLine(bytes, at, to);
  }

  #matchValue(index: number, bytes: Uint8Array, from: number, to: number): void {
    const { equal, needle, value } = this.#expectations[index]!;
    if (value !== null) value.take(bytes, from, to);
    const matched = this.#valueMatches[index]!;
    if (equal !== null) this.#valueMatches[index] = matchEqual(equal, matched, bytes, from, to);
    if (needle !== null) this.#valueMatches[index] = needle.advance(matched, bytes, from, to);
    let excerptBytes = this.#excerptBytes[index]!;
    for (let at = from; at < to && excerptBytes < EXCERPT_BYTES; at++) {
      this.#excerpts[index * EXCERPT_BYTES + excerptBytes++] = bytes[at]!;
    }
    this.#excerptBytes[index] = excerptBytes;
  }

  #endValue(): void {
    for (let index = 0; index < this.#nameMatches.length; index++) {
      if (this.#nameMatches[index] === MISMATCH) continue;
      const { equal, needle, value } = this.#expectations[index]!;
      if (value !== null) value.end();
      const matched = this.#valueMatches[index]!;
      if (equal !== null && matched === equal.length) this.#met[index] = 1;
      if (needle !== null && matched === needle.length) this.#met[index] = 1;
    }
  }
}

/** @returns how many bytes match so far, or MISMATCH; white space after the last one is not part of the value */
function matchEqual(
  equal: Uint8Array,
  alreadyMatched: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let matched = alreadyMatched;
  for (let at = from; at < to && matched !== MISMATCH; at++) {
    const byte = bytes[at]!;
    if (matched < equal.length) matched = equal[matched] === byte ? matched + 1 : MISMATCH;
    else if (byte !== SP && byte !== HTAB) matched = MISMATCH;
  }
  return matched;
}
