import { CR, HEXADECIMAL_VALUE, HTAB, IS_VALUE_BYTE, LF, SEMICOLON, SP } from "./byte-tables.js";
import type { FieldSection } from "./field-section.js";
import { NO_PROBLEM, type Problem } from "./problem.js";

// SIZE ─> [SIZE_SPACE] ─> [EXTENSION] ─> SIZE_LF ─┬─> DATA ─> DATA_CR ─> DATA_LF ─> SIZE
//                                                └─ size 0 ─> TRAILERS ─> done
const SIZE = 0;
const SIZE_SPACE = 1;
const EXTENSION = 2;
const SIZE_LF = 3;
const DATA = 4;
const DATA_CR = 5;
const DATA_LF = 6;
const TRAILERS = 7;

/** More digits than any size up to 2^53 needs; a longer row of zeros is refused, which Node's parser takes. */
const SIZE_DIGITS_MAX = 16;
/** The bound on a size line with its extensions that Node has (CVE-2024-22019). */
const SIZE_LINE_BYTES_MAX = 16_384;
/** The empty line that ends the body is framing, not a header: a head that fills the limit may still be chunked. */
const EMPTY_LINE_BYTES = 2;

const BAD_SIZE: Problem = {
  code: "WIRE_BAD_CHUNK",
  text: "a chunk size must be hexadecimal digits, then CR LF or an extension",
};
const SIZE_TOO_LARGE: Problem = {
  code: "WIRE_BAD_CHUNK",
  text: "a chunk size must have at most 16 digits and be at most 2^53 - 1",
};
const BAD_EXTENSION: Problem = {
  code: "WIRE_BAD_CHUNK",
  text: "a chunk extension must be free of control bytes and end in CR LF",
};
const SIZE_LINE_TOO_LONG: Problem = {
  code: "WIRE_BAD_CHUNK",
  text: "a chunk size line with its extensions must be at most 16384 bytes",
};
const DATA_END_MISSING: Problem = {
  code: "WIRE_BAD_CHUNK",
  text: "the data of a chunk must be followed by CR LF",
};
const TRAILERS_TOO_LARGE: Problem = {
  code: "WIRE_HEADER_TOO_LARGE",
  text: "headers and trailers together are past the limit",
};

/**
 * Reads a chunked body with extensions and trailers (RFC 9112 section 7.1), wherever it is cut, and keeps none of it.
 *
 * White space before an extension is taken, as the grammar's BWS asks; white space without one is refused, as Node's
 * parser does with both.
 *
 * Cost: a few ns per chunk plus 1 ns/byte of framing; data is skipped, not read. Allocates nothing after construction.
 */
export class ChunkedDecoder {
  /** Data so far, without the framing. */
  bodyBytes = 0;
  trailerBytes = 0;
  done = false;
  problem: Problem = NO_PROBLEM;
  readonly #trailers: FieldSection;
  #state = SIZE;
  #chunkBytesLeft = 0;
  #digitCount = 0;
  #sizeLineBytes = 0;
  #trailerBytesLeft = 0;

  /** @param trailers - lent: the decoder begins and reads it when the last chunk is over */
  constructor(trailers: FieldSection) {
    this.#trailers = trailers;
  }

  /** @param trailerBytesMax - what the headers left of the limit on headers and trailers together */
  begin(trailerBytesMax: number): void {
    this.bodyBytes = 0;
    this.trailerBytes = 0;
    this.done = false;
    this.problem = NO_PROBLEM;
    this.#trailerBytesLeft = trailerBytesMax + EMPTY_LINE_BYTES;
    this.#beginChunk();
  }

  /** How many of the next bytes are data; 0 if the next one is framing. */
  get dataBytesLeft(): number {
    return this.#state === DATA ? this.#chunkBytesLeft : 0;
  }

  /** @returns the index after the body, or of the offending byte if there is a `problem`, or `to` */
  read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.#state === DATA) at = this.#skipData(at, to);
      else if (this.#state === TRAILERS) at = this.#readTrailers(bytes, at, to);
      else if (this.#state < DATA) at = this.#readSizeLineByte(bytes[at]!, at);
      else at = this.#readDataEnd(bytes[at]!, at);
      if (this.done || this.problem !== NO_PROBLEM) return at;
    }
    return at;
  }

  #beginChunk(): void {
    this.#state = SIZE;
    this.#chunkBytesLeft = 0;
    this.#digitCount = 0;
    this.#sizeLineBytes = 0;
  }

  #readSizeLineByte(byte: number, at: number): number {
    if (this.#state === SIZE) this.#readSizeByte(byte);
    else if (this.#state === EXTENSION) this.#readExtensionByte(byte);
    else if (this.#state === SIZE_SPACE) this.#readSpaceByte(byte);
    else this.#endSizeLine(byte);
    this.#sizeLineBytes++;
    if (this.#sizeLineBytes > SIZE_LINE_BYTES_MAX) this.problem = SIZE_LINE_TOO_LONG;
    return this.problem === NO_PROBLEM ? at + 1 : at;
  }

  #readSizeByte(byte: number): void {
    const value = HEXADECIMAL_VALUE[byte]!;
    if (value < 16) {
      this.#chunkBytesLeft = this.#chunkBytesLeft * 16 + value;
      this.#digitCount++;
      const isTooLarge =
        this.#digitCount > SIZE_DIGITS_MAX || this.#chunkBytesLeft > Number.MAX_SAFE_INTEGER;
      if (isTooLarge) this.problem = SIZE_TOO_LARGE;
    } else if (this.#digitCount === 0) {
      this.problem = BAD_SIZE;
    } else if (byte === CR) {
      this.#state = SIZE_LF;
    } else {
      this.#state = SIZE_SPACE;
      this.#readSpaceByte(byte);
    }
  }

  #readSpaceByte(byte: number): void {
    if (byte === SEMICOLON) this.#state = EXTENSION;
    else if (byte !== SP && byte !== HTAB) this.problem = BAD_SIZE;
  }

  #readExtensionByte(byte: number): void {
    if (byte === CR) this.#state = SIZE_LF;
    else if (IS_VALUE_BYTE[byte] === 0) this.problem = BAD_EXTENSION;
  }

  #endSizeLine(byte: number): void {
    if (byte !== LF) {
      this.problem = BAD_SIZE;
    } else if (this.#chunkBytesLeft > 0) {
      this.#state = DATA;
    } else {
      this.#state = TRAILERS;
      this.#trailers.begin(true);
    }
  }

  #skipData(at: number, to: number): number {
    const takenBytes = Math.min(to - at, this.#chunkBytesLeft);
    this.bodyBytes += takenBytes;
    this.#chunkBytesLeft -= takenBytes;
    if (this.#chunkBytesLeft === 0) this.#state = DATA_CR;
    return at + takenBytes;
  }

  #readDataEnd(byte: number, at: number): number {
    if (byte !== (this.#state === DATA_CR ? CR : LF)) {
      this.problem = DATA_END_MISSING;
      return at;
    }
    if (this.#state === DATA_CR) this.#state = DATA_LF;
    else this.#beginChunk();
    return at + 1;
  }

  #readTrailers(bytes: Uint8Array, from: number, to: number): number {
    const limit = Math.min(to, from + this.#trailerBytesLeft);
    const at = this.#trailers.read(bytes, from, limit);
    this.trailerBytes += at - from;
    this.#trailerBytesLeft -= at - from;
    this.done = this.#trailers.done;
    this.problem = this.#trailers.problem;
    const isPastLimit = at === limit && limit < to && !this.done && this.problem === NO_PROBLEM;
    if (isPastLimit) this.problem = TRAILERS_TOO_LARGE;
    return at;
  }
}
