import { COLON, CR, HTAB, IS_TOKEN_BYTE, IS_VALUE_BYTE, LF, SP } from "./byte-tables.js";
import { FRAMING_NAMES, type FramingFields } from "./framing-fields.js";
import { NO_PROBLEM, type Problem } from "./problem.js";
import { WORD_NONE, WORD_START } from "./word-matcher.js";

//             first byte              ":"                       CR               LF
// LINE_START ───────────> NAME ─────────────> VALUE or ──────────> LINE_LF ──> LINE_START
//   │   │ SP, HTAB: the line before goes on    FRAMING_VALUE
//   │   └─────────────────────────────────────────^
//   └─ CR ─> SECTION_LF ── LF ─> done
const LINE_START = 0;
const NAME = 1;
const VALUE = 2;
const FRAMING_VALUE = 3;
const LINE_LF = 4;
const SECTION_LF = 5;

const BAD_NAME: Problem = {
  code: "WIRE_MALFORMED_HEADER",
  text: "a header name must be a token followed at once by a colon",
};
const BAD_VALUE: Problem = {
  code: "WIRE_MALFORMED_HEADER",
  text: "a header value must be free of control bytes and end in CR LF",
};
const SPACE_BEFORE_FIRST: Problem = {
  code: "WIRE_MALFORMED_HEADER",
  text: "the first header line must not begin with white space",
};
const LINE_FEED_MISSING: Problem = {
  code: "WIRE_MALFORMED_HEADER",
  text: "CR must be followed by LF",
};

/**
 * Reads header or trailer lines up to and including the empty line, wherever they are cut. The values that frame the
 * message go to `FramingFields`; of the others only the form is checked.
 *
 * A folded line (RFC 9112 section 5.2) goes on with the value before it, as that section asks of a user agent; Node's
 * parser refuses it. Lines end in CR LF only, as in Node's parser.
 *
 * Cost: about 1 ns/byte of an ordinary value, 2 to 4 of names and framing values; allocates nothing after construction.
 */
export class FieldSection {
  done = false;
  problem: Problem = NO_PROBLEM;
  readonly #framing: FramingFields;
  #areTrailers = false;
  #state = LINE_START;
  /** The state of `FRAMING_NAMES` in a name; after it the kind of the field, WORD_NONE if it does not frame. */
  #kind = WORD_START;

  /** @param framing - lent: begun with each section of headers, untouched by trailers */
  constructor(framing: FramingFields) {
    this.#framing = framing;
  }

  /** @param areTrailers - trailers are checked for form only: they can't frame the message that they end */
  begin(areTrailers: boolean): void {
    if (!areTrailers) this.#framing.begin();
    this.done = false;
    this.problem = NO_PROBLEM;
    this.#areTrailers = areTrailers;
    this.#state = LINE_START;
    this.#kind = WORD_START;
  }

  /** @returns the index after the empty line, or of the offending byte if there is a `problem`, or `to` */
  read(bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    while (at < to && !this.done && this.problem === NO_PROBLEM) {
      switch (this.#state) {
        case LINE_START:
          at = this.#startLine(bytes[at]!, at);
          break;
        case NAME:
          at = this.#readName(bytes, at, to);
          break;
        case VALUE:
          at = this.#readValue(bytes, at, to);
          break;
        case FRAMING_VALUE:
          at = this.#readFramingValue(bytes, at, to);
          break;
        default:
          at = this.#readLineFeed(bytes[at]!, at);
      }
    }
    return at;
  }

  #startLine(byte: number, at: number): number {
    const kind = this.#kind;
    if (byte === SP || byte === HTAB) {
      if (kind === WORD_START) this.problem = SPACE_BEFORE_FIRST;
      this.#state = kind === WORD_NONE ? VALUE : FRAMING_VALUE;
      return at;
    }
    // Only now is the value before complete: a folded line could have gone on with it.
    if (kind !== WORD_NONE && kind !== WORD_START) {
      this.#framing.endValue();
      this.problem = this.#framing.problem;
      if (this.problem !== NO_PROBLEM) return at;
    }
    this.#kind = WORD_START;
    this.#state = byte === CR ? SECTION_LF : NAME;
    return byte === CR ? at + 1 : at;
  }

  #readName(bytes: Uint8Array, from: number, to: number): number {
    // Imported tables are read through their module at each use; a local is not.
    const isTokenByte = IS_TOKEN_BYTE;
    const nextKind = FRAMING_NAMES.next;
    let at = from;
    let kind = this.#kind;
    while (at < to && isTokenByte[bytes[at]!] === 1) {
      kind = nextKind[(kind << 8) | bytes[at]!]!;
      at++;
      // Most names fall out of the three words at the first or second byte; the rest of such a name needs no matching.
      if (kind === WORD_NONE) while (at < to && isTokenByte[bytes[at]!] === 1) at++;
    }
    this.#kind = kind;
    return at < to ? this.#endName(bytes, at, to) : at;
  }

  #endName(bytes: Uint8Array, at: number, to: number): number {
    const kind = this.#kind;
    if (bytes[at] !== COLON || kind === WORD_START) {
      this.problem = BAD_NAME;
      return at;
    }
    if (kind !== WORD_NONE && !this.#areTrailers && FRAMING_NAMES.endStates.includes(kind)) {
      this.#framing.beginValue(kind);
      this.#state = FRAMING_VALUE;
      return at + 1;
    }
    this.#kind = WORD_NONE;
    this.#state = VALUE;
    return this.#readValue(bytes, at + 1, to);
  }

  #readValue(bytes: Uint8Array, from: number, to: number): number {
    const isValueByte = IS_VALUE_BYTE;
    let at = from;
    while (at < to && isValueByte[bytes[at]!] === 1) at++;
    if (at === to) return at;
    // The usual case in one step: the line ends and another name follows, all in this read.
    const isNextLineHere =
      at + 2 < to &&
      bytes[at] === CR &&
      bytes[at + 1] === LF &&
      IS_TOKEN_BYTE[bytes[at + 2]!] === 1;
    if (!isNextLineHere) return this.#endLine(bytes[at]!, at);
    this.#kind = WORD_START;
    this.#state = NAME;
    return at + 2;
  }

  #readFramingValue(bytes: Uint8Array, from: number, to: number): number {
    const at = this.#framing.readValue(bytes, from, to);
    this.problem = this.#framing.problem;
    return at < to && this.problem === NO_PROBLEM ? this.#endLine(bytes[at]!, at) : at;
  }

  #endLine(byte: number, at: number): number {
    if (byte === CR) {
      this.#state = LINE_LF;
      return at + 1;
    }
    this.problem = BAD_VALUE;
    return at;
  }

  #readLineFeed(byte: number, at: number): number {
    if (byte !== LF) {
      this.problem = LINE_FEED_MISSING;
      return at;
    }
    if (this.#state === SECTION_LF) this.done = true;
    this.#state = LINE_START;
    return at + 1;
  }
}
