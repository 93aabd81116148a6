import { digitCountOf, UUID_BYTES, writeInteger, writeUuid } from "./ascii-writers.js";
import type { FeedColumn } from "./feed.js";
import { RandomInteger, type SpliceRandom, WORDS_PER_PLACEHOLDER } from "./splice-random.js";

/** A value that differs from request to request; the union of what a placeholder can become. */
export type Splice =
  | { readonly kind: "seq" }
  | { readonly kind: "uuid" }
  | { readonly kind: "random"; readonly low: number; readonly high: number }
  | { readonly kind: "column"; readonly column: FeedColumn };

/** What a program is made of: literal 0, splice 0, literal 1, splice 1, …, and one literal more at the end. */
export interface SpliceProgramParts {
  readonly literals: readonly Uint8Array[];
  readonly splices: readonly Splice[];
  readonly random: SpliceRandom;
  /** How many placeholders of the same request come before the first of these. */
  readonly placeholderIndex: number;
}

const KIND_SEQ = 0;
const KIND_UUID = 1;
const KIND_RANDOM = 2;
const KIND_COLUMN = 3;

/** Up to here a loop, at 1 ns a byte, is faster than the call into native code that copies, which takes 14 ns. */
const LOOP_BYTES_MAX = 12;
const NO_BOUNDS = { low: 0, high: 0 };
const NO_COLUMN: FeedColumn = {
  bytes: new Uint8Array(0),
  offsets: new Uint32Array(2),
  longestBytes: 0,
};

/**
 * Bytes with splices: what a template has become.
 *
 * ```
 *   literal 0 │ splice 0 │ literal 1 │ splice 1 │ … │ last literal
 * ```
 *
 * Cost: about 15 ns a literal and 20 to 80 ns a splice (bench/micro/request-template), besides the words of the random
 * source, and 1 ns a byte of a column; allocates nothing after construction.
 */
export class SpliceProgram {
  /** No request has more bytes. */
  readonly bytesMax: number;
  readonly #literals: readonly Uint8Array[];
  readonly #random: SpliceRandom;
  readonly #count: number;
  // Of splice i; what its kind does not use is there all the same, of the same shape.
  readonly #kinds: Uint8Array;
  readonly #positions: Int32Array;
  readonly #numbers: readonly RandomInteger[];
  readonly #columns: readonly FeedColumn[];

  constructor({ literals, splices, random, placeholderIndex }: SpliceProgramParts) {
    this.#literals = literals;
    this.#random = random;
    this.#count = splices.length;
    this.#kinds = Uint8Array.from(splices, kindOf);
    this.#positions = Int32Array.from(splices, positionOf);
    this.#numbers = Array.from(splices, numberOf);
    this.#columns = Array.from(splices, columnOf);
    this.bytesMax = 0;
    for (const literal of literals) this.bytesMax += literal.length;
    for (const splice of splices) this.bytesMax += spliceBytesMax(splice);

    function positionOf(_splice: Splice, index: number): number {
      return (placeholderIndex + index) * WORDS_PER_PLACEHOLDER;
    }

    function numberOf(splice: Splice, index: number): RandomInteger {
      const { low, high } = splice.kind === "random" ? splice : NO_BOUNDS;
      return new RandomInteger(random, positionOf(splice, index), low, high);
    }
  }

  /**
   * Writes the bytes of one request.
   *
   * @param index - of the request in the whole run, from 0 to 2^53 − 1
   * @param out - has room for `bytesMax` from `at` on
   * @returns the index after the last byte
   */
  render(index: number, out: Uint8Array, at: number): number {
    const literals = this.#literals;
    let to = copyWhole(literals[0]!, out, at);
    for (let splice = 0; splice < this.#count; splice++) {
      to = this.#renderSplice(splice, index, out, to);
      to = copyWhole(literals[splice + 1]!, out, to);
    }
    return to;
  }

  #renderSplice(splice: number, index: number, out: Uint8Array, at: number): number {
    switch (this.#kinds[splice]!) {
      case KIND_SEQ:
        return writeInteger(out, at, index);
      case KIND_UUID:
        return this.#renderUuid(splice, index, out, at);
      case KIND_RANDOM:
        return this.#numbers[splice]!.write(index, out, at);
      default:
        return copyValue(this.#columns[splice]!, index, out, at);
    }
  }

  #renderUuid(splice: number, index: number, out: Uint8Array, at: number): number {
    const random = this.#random;
    const position = this.#positions[splice]!;
    return writeUuid(
      out,
      at,
      random.word32(index, position),
      random.word32(index, position + 1),
      random.word32(index, position + 2),
      random.word32(index, position + 3),
    );
  }
}

/** The row of a request is a remainder of its index: the same one whichever worker sends it. */
function copyValue(column: FeedColumn, index: number, out: Uint8Array, at: number): number {
  const { bytes, offsets } = column;
  const row = index % (offsets.length - 1);
  const from = offsets[row]!;
  const to = offsets[row + 1]!;
  for (let i = from; i < to; i++) out[at + i - from] = bytes[i]!;
  return at + to - from;
}

function copyWhole(bytes: Uint8Array, out: Uint8Array, at: number): number {
  const { length } = bytes;
  if (length > LOOP_BYTES_MAX) out.set(bytes, at);
  else for (let i = 0; i < length; i++) out[at + i] = bytes[i]!;
  return at + length;
}

function kindOf(splice: Splice): number {
  switch (splice.kind) {
    case "seq":
      return KIND_SEQ;
    case "uuid":
      return KIND_UUID;
    case "random":
      return KIND_RANDOM;
    case "column":
      return KIND_COLUMN;
  }
}

function columnOf(splice: Splice): FeedColumn {
  return splice.kind === "column" ? splice.column : NO_COLUMN;
}

function spliceBytesMax(splice: Splice): number {
  switch (splice.kind) {
    case "seq":
      return integerBytes(Number.MAX_SAFE_INTEGER);
    case "uuid":
      return UUID_BYTES;
    case "random":
      return Math.max(integerBytes(splice.low), integerBytes(splice.high));
    case "column":
      return splice.column.longestBytes;
  }
}

function integerBytes(number: number): number {
  return digitCountOf(Math.abs(number)) + (number < 0 ? 1 : 0);
}
