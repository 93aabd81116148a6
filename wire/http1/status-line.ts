import { CR, DIGIT_0, DIGIT_9, IS_VALUE_BYTE, LF, SP } from "./byte-tables.js";
import { NO_PROBLEM, type Problem } from "./problem.js";

// "HTTP/1." minor SP digit digit digit [SP reason] CR LF: the step is the index of the next byte up to the third digit.
// The minor version's place is filled for the sake of the index only.
const FIXED = new TextEncoder().encode("HTTP/1.? ");
const STEP_MINOR = 7;
const STEP_DIGITS = 9;
const STEP_AFTER_DIGITS = 12;
const STEP_REASON = 13;
const STEP_LF = 14;

const NOT_HTTP_1: Problem = {
  code: "WIRE_MALFORMED_START_LINE",
  text: 'a response must begin with "HTTP/1.1 " or "HTTP/1.0 "',
};
const BAD_STATUS: Problem = {
  code: "WIRE_MALFORMED_START_LINE",
  text: "the status must be three digits from 100 to 999, then a space or the end of the line",
};
const BAD_REASON: Problem = {
  code: "WIRE_MALFORMED_START_LINE",
  text: "the status line must be free of control bytes and end in CR LF",
};

/**
 * Reads the status line, wherever it is cut.
 *
 * Looser than RFC 9112 in one point, like Node's parser: the space before an empty reason may be missing. Stricter than
 * Node's: no control bytes in the reason, no status below 100. A minor version other than 0 and 1 is refused by both.
 */
export class StatusLine {
  status = 0;
  minorVersion = 0;
  done = false;
  problem: Problem = NO_PROBLEM;
  #step = 0;

  begin(): void {
    this.status = 0;
    this.minorVersion = 0;
    this.done = false;
    this.problem = NO_PROBLEM;
    this.#step = 0;
  }

  /** @returns the index after the line, or of the offending byte if there is a `problem`, or `to` */
  read(bytes: Uint8Array, from: number, to: number): number {
    let at = this.#step < STEP_AFTER_DIGITS ? this.#readFixedPart(bytes, from, to) : from;
    while (at < to && this.problem === NO_PROBLEM) {
      if (this.#step === STEP_REASON) {
        while (at < to && IS_VALUE_BYTE[bytes[at]!] === 1) at++;
        if (at === to) return at;
      }
      this.#readLineEnd(bytes[at]!);
      if (this.problem === NO_PROBLEM) at++;
      if (this.done) return at;
    }
    return at;
  }

  #readFixedPart(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let step = this.#step;
    let status = this.status;
    for (; at < to && step < STEP_AFTER_DIGITS; at++, step++) {
      const byte = bytes[at]!;
      if (step >= STEP_DIGITS) {
        status = status * 10 + (byte - DIGIT_0);
        if (byte < DIGIT_0 || byte > DIGIT_9 || status === 0) {
          this.problem = BAD_STATUS;
          return at;
        }
      } else if (step === STEP_MINOR) {
        this.minorVersion = byte - DIGIT_0;
        if (byte !== DIGIT_0 && byte !== DIGIT_0 + 1) this.problem = NOT_HTTP_1;
      } else if (byte !== FIXED[step]) {
        this.problem = NOT_HTTP_1;
      }
      if (this.problem !== NO_PROBLEM) return at;
    }
    this.#step = step;
    this.status = status;
    return at;
  }

  #readLineEnd(byte: number): void {
    if (this.#step === STEP_LF) {
      if (byte === LF) this.done = true;
      else this.problem = BAD_REASON;
    } else if (byte === CR) {
      this.#step = STEP_LF;
    } else if (this.#step === STEP_REASON) {
      this.problem = BAD_REASON;
    } else if (byte === SP) {
      this.#step = STEP_REASON;
    } else {
      this.problem = BAD_STATUS;
    }
  }
}
