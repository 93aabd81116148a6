import { COMMA, DIGIT_0, DIGIT_9, HTAB, IS_TOKEN_BYTE, IS_VALUE_BYTE, SP } from "./byte-tables.js";
import { NO_PROBLEM, type Problem } from "./problem.js";
import { compileWords, WORD_NONE, WORD_START } from "./word-matcher.js";

/** `Connection` has the token `close`. */
export const FRAMING_CLOSE = 1;
/** `Connection` has the token `keep-alive`. */
export const FRAMING_KEEP_ALIVE = 2;
/** `Transfer-Encoding` is `chunked`. */
export const FRAMING_CHUNKED = 4;
/** `contentLength` was given. */
export const FRAMING_CONTENT_LENGTH = 8;

/** The header names that frame a message; their end states are the kinds of `FramingFields`. */
export const FRAMING_NAMES = compileWords(["content-length", "transfer-encoding", "connection"]);
const [CONTENT_LENGTH, TRANSFER_ENCODING, CONNECTION] = FRAMING_NAMES.endStates;

const TOKENS = compileWords(["chunked", "close", "keep-alive"]);
const [TOKEN_CHUNKED, TOKEN_CLOSE, TOKEN_KEEP_ALIVE] = TOKENS.endStates;

const BAD_LENGTH: Problem = {
  code: "WIRE_BAD_CONTENT_LENGTH",
  text: "Content-Length must be decimal digits",
};
const LENGTH_TOO_LARGE: Problem = {
  code: "WIRE_BAD_CONTENT_LENGTH",
  text: "Content-Length must be at most 9007199254740991",
};
const LENGTHS_DIFFER: Problem = {
  code: "WIRE_BAD_CONTENT_LENGTH",
  text: "repeated Content-Length values must be equal",
};
const BAD_CODING: Problem = {
  code: "WIRE_BAD_TRANSFER_ENCODING",
  text: "Transfer-Encoding must be chunked, once and alone: no other coding was asked for",
};

/**
 * Collects what frames a message from the values of Content-Length, Transfer-Encoding and Connection.
 *
 * Of repeated Content-Length values, equal ones are one (RFC 9112 section 6.3), in one header or several; Node's parser
 * refuses both. Empty list elements are ignored (RFC 9110 section 5.6.1.2).
 */
export class FramingFields {
  flags = 0;
  contentLength = 0;
  problem: Problem = NO_PROBLEM;
  #kind = WORD_NONE;
  /** The state of `TOKENS` in the current list element. */
  #token = WORD_START;
  /** White space ended the current list element or number: more of it would be malformed. */
  #hasGap = false;
  #length = 0;
  #digitCount = 0;

  begin(): void {
    this.flags = 0;
    this.contentLength = 0;
    this.problem = NO_PROBLEM;
  }

  /** @param kind - an end state of `FRAMING_NAMES` */
  beginValue(kind: number): void {
    this.#kind = kind;
    this.#token = WORD_START;
    this.#hasGap = false;
    this.#length = 0;
    this.#digitCount = 0;
  }

  /** @returns the index of the first byte that is not part of a value or, if there is a `problem`, that is wrong; or `to` */
  readValue(bytes: Uint8Array, from: number, to: number): number {
    return this.#kind === CONTENT_LENGTH
      ? this.#readLength(bytes, from, to)
      : this.#readList(bytes, from, to);
  }

  endValue(): void {
    if (this.#kind === CONTENT_LENGTH) {
      this.#endLength();
      return;
    }
    this.#endListElement();
    const isCodingMissing =
      this.#kind === TRANSFER_ENCODING && (this.flags & FRAMING_CHUNKED) === 0;
    if (isCodingMissing) this.problem = BAD_CODING;
  }

  #readLength(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    for (; at < to; at++) {
      const byte = bytes[at]!;
      if (byte >= DIGIT_0 && byte <= DIGIT_9 && !this.#hasGap) {
        this.#length = this.#length * 10 + (byte - DIGIT_0);
        this.#digitCount++;
        if (this.#length > Number.MAX_SAFE_INTEGER) this.problem = LENGTH_TOO_LARGE;
      } else if (byte === SP || byte === HTAB) {
        this.#hasGap = this.#digitCount > 0;
      } else if (byte === COMMA) {
        this.#endLength();
      } else if (IS_VALUE_BYTE[byte] === 1) {
        this.problem = BAD_LENGTH;
      } else {
        return at;
      }
      if (this.problem !== NO_PROBLEM) return at;
    }
    return at;
  }

  #readList(bytes: Uint8Array, from: number, to: number): number {
    const nextState = TOKENS.next;
    let at = from;
    while (at < to) {
      const byte = bytes[at]!;
      if (IS_TOKEN_BYTE[byte] === 1 && !this.#hasGap) {
        this.#token = nextState[(this.#token << 8) | byte]!;
      } else if (byte === SP || byte === HTAB) {
        this.#hasGap = this.#token !== WORD_START;
      } else if (byte === COMMA) {
        this.#endListElement();
        if (this.problem !== NO_PROBLEM) return at;
      } else if (IS_VALUE_BYTE[byte] === 1) {
        this.#token = WORD_NONE;
      } else {
        return at;
      }
      at++;
    }
    return at;
  }

  #endLength(): void {
    if (this.#digitCount === 0) {
      this.problem = BAD_LENGTH;
    } else if ((this.flags & FRAMING_CONTENT_LENGTH) !== 0 && this.#length !== this.contentLength) {
      this.problem = LENGTHS_DIFFER;
    }
    this.contentLength = this.#length;
    this.flags |= FRAMING_CONTENT_LENGTH;
    this.#length = 0;
    this.#digitCount = 0;
    this.#hasGap = false;
  }

  #endListElement(): void {
    const token = this.#token;
    this.#token = WORD_START;
    this.#hasGap = false;
    if (token === WORD_START) return;
    if (this.#kind === CONNECTION) {
      if (token === TOKEN_CLOSE) this.flags |= FRAMING_CLOSE;
      if (token === TOKEN_KEEP_ALIVE) this.flags |= FRAMING_KEEP_ALIVE;
    } else if (token === TOKEN_CHUNKED && (this.flags & FRAMING_CHUNKED) === 0) {
      this.flags |= FRAMING_CHUNKED;
    } else {
      this.problem = BAD_CODING;
    }
  }
}
