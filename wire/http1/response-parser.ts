import type { WireErrorCode } from "../errors.js";
import { CR, LF } from "./byte-tables.js";
import { ChunkedDecoder } from "./chunked-decoder.js";
import { FieldSection } from "./field-section.js";
import {
  FRAMING_CHUNKED,
  FRAMING_CLOSE,
  FRAMING_CONTENT_LENGTH,
  FRAMING_KEEP_ALIVE,
  FramingFields,
} from "./framing-fields.js";
import type { HeadMemo } from "./head-memo.js";
import { describeProblem, NO_PROBLEM, type Problem } from "./problem.js";
import type { ResponseSink } from "./response-sink.js";
import { StatusLine } from "./status-line.js";

/** All bytes were taken and the response goes on. */
export const PARSE_NEED_MORE = 0;
/** The response is complete; `position` is the index after its last byte. */
export const PARSE_COMPLETE = 1;
/** The bytes are not a response: see `errorCode`; the connection can't be used again. */
export const PARSE_ERROR = 2;
/** What a call of `parse` or `finish` came to. */
export type ParseOutcome = typeof PARSE_NEED_MORE | typeof PARSE_COMPLETE | typeof PARSE_ERROR;

/** The limit on one head together with the trailers after it. */
export const DEFAULT_MAX_HEADER_BYTES = 65_536;

/** How a parser is set up; the same for all responses of its connection. */
export interface Http1ResponseParserOptions {
  /** The limit on one head, or on a head and the trailers after it. Each interim (1xx) head counts anew. */
  readonly maxHeaderBytes: number;
  /** Shared by the parsers of one worker; without it every head is read byte by byte. */
  readonly headMemo?: HeadMemo;
  /** Shown the bytes of every response; without it body data is not looked at. */
  readonly sink?: ResponseSink | null;
}

/** A stream of interim heads without an end would otherwise be limited by nothing but the caller's timeout. */
const INTERIM_HEADS_MAX = 1000;
/** In the memo's flags, above the framing flags. */
const HEAD_IS_HTTP_1_0 = 1 << 8;

//                  ┌───────────────── 1xx ─────────────────┐
//                  v     first byte                        │
// (reset) ──> HEAD_START ──────────> STATUS_LINE ──> FIELDS ┼─> COUNTED_BODY ──┐
//                  │                   a head in the memo    ├─> CHUNKED_BODY ──┼─> COMPLETE
//                  └────────────────────────────────────────┼─> BODY_TO_CLOSE ─┤
//                                                           └─ no body ────────┘      any ──> FAILED
const HEAD_START = 0;
const STATUS_LINE = 1;
const FIELDS = 2;
const COUNTED_BODY = 3;
const CHUNKED_BODY = 4;
const BODY_TO_CLOSE = 5;
const COMPLETE = 6;
const FAILED = 7;

const HEAD_TOO_LARGE: Problem = {
  code: "WIRE_HEADER_TOO_LARGE",
  text: "the response head is past the limit",
};
const TOO_MANY_INTERIM_HEADS: Problem = {
  code: "WIRE_HEADER_TOO_LARGE",
  text: "a response may have at most 1000 interim (1xx) heads",
};
const SWITCHED_PROTOCOLS: Problem = {
  code: "WIRE_MALFORMED_START_LINE",
  text: "status 101 (Switching Protocols) without a request to switch",
};
const NOTHING_ASKED: Problem = {
  code: "WIRE_UNEXPECTED_BYTES",
  text: "bytes after the response, with no request outstanding",
};
const TRUNCATED_HEAD: Problem = {
  code: "WIRE_TRUNCATED",
  text: "the connection ended inside a response head",
};
const TRUNCATED_BODY: Problem = {
  code: "WIRE_TRUNCATED",
  text: "the connection ended before the end of the response body",
};

/**
 * Reads the responses of one HTTP/1.0 or 1.1 connection, cut anywhere, one after the other; it keeps none of their bytes.
 *
 * Framing follows RFC 9112 section 6.3 as a user agent: chunked wins over Content-Length, but such a connection is not
 * used again. No coding but chunked is taken, and no 101: neither was asked for. CR and LF before a head are skipped.
 * Where Node's parser and the RFC differ is said at `StatusLine`, `FieldSection` and `ChunkedDecoder`.
 *
 * Shape: the plain fields are the parser's own, for the caller to read only; they describe the response since `reset`.
 * Units: bytes; `bodyBytes` is the payload without chunk framing, exact up to 2^53.
 * Cost: a response with a 235-byte head about 75 ns if the head is in the memo, 2 ns/byte of head if not (bench/micro); body
 * data is not looked at.
 * Allocates nothing per response, other than the message of an error.
 */
export class Http1ResponseParser {
  /** After `parse`: the index after the last byte that was taken; in an error, of the offending byte. */
  position = 0;
  /** The status of the head that was read last; 0 before the first. */
  status = 0;
  bodyBytes = 0;
  /** All heads, interim ones included, the white space before them, and the trailers. */
  headerBytes = 0;
  /** May the connection carry another request? Valid once the response is complete. */
  keepAlive = false;
  /** 0 before a response; one more at the first byte of each head: the final response's first byte is the last change. */
  headOrdinal = 0;
  errorCode: WireErrorCode | "" = "";
  readonly #maxHeaderBytes: number;
  readonly #headMemo: HeadMemo | undefined;
  readonly #statusLine = new StatusLine();
  readonly #framing = new FramingFields();
  readonly #fields = new FieldSection(this.#framing);
  readonly #chunks = new ChunkedDecoder(this.#fields);
  readonly #sink: ResponseSink | null;
  #phase = HEAD_START;
  #requestIsHead = false;
  /** What the current head may still use up. */
  #headBytesLeft: number;
  /** Where the current head began in this read, or -1: it began in an earlier one, and can't be remembered. */
  #headPosition = -1;
  #interimCount = 0;
  #bodyBytesLeft = 0;
  #errorText = "";

  constructor(options: Http1ResponseParserOptions) {
    this.#maxHeaderBytes = options.maxHeaderBytes;
    this.#headMemo = options.headMemo;
    this.#sink = options.sink ?? null;
    this.#headBytesLeft = options.maxHeaderBytes;
  }

  /** No byte of a response has come since `reset`: the peer may close the connection and nothing is lost but a request. */
  get isIdle(): boolean {
    return this.headOrdinal === 0;
  }

  /**
   * Makes ready for the response to the next request.
   *
   * @param requestIsHead - the method was HEAD: the response has no body whatever its head says
   */
  reset(requestIsHead: boolean): void {
    this.status = 0;
    this.bodyBytes = 0;
    this.headerBytes = 0;
    this.keepAlive = false;
    this.headOrdinal = 0;
    this.errorCode = "";
    this.#phase = HEAD_START;
    this.#requestIsHead = requestIsHead;
    this.#headBytesLeft = this.#maxHeaderBytes;
    this.#interimCount = 0;
    this.#bodyBytesLeft = 0;
    this.#errorText = "";
  }

  /**
   * Reads `bytes[from, to)` up to the end of the response.
   *
   * @returns PARSE_NEED_MORE: all were taken. PARSE_COMPLETE: those before `position` were; the rest is not this
   * response's. PARSE_ERROR: also at every further call until `reset`
   */
  parse(bytes: Uint8Array, from: number, to: number): ParseOutcome {
    this.position = from;
    this.#headPosition = -1;
    // A response is over as soon as it can be, so bytes that find it over belong to no request.
    if (this.#phase === COMPLETE && from < to) this.#fail(NOTHING_ASKED, bytes, to);
    while (this.position < to && this.#phase < COMPLETE) {
      if (this.#phase === HEAD_START) this.#beginHead(bytes, to);
      else if (this.#phase <= FIELDS) this.#readHead(bytes, to);
      else if (this.#phase === CHUNKED_BODY) this.#readChunks(bytes, to);
      else this.#readBody(bytes, to);
    }
    return this.#outcome();
  }

  /**
   * Tells the parser that the peer has closed its side.
   *
   * @returns PARSE_COMPLETE if that ends a close-delimited body, PARSE_NEED_MORE if no response had begun (`isIdle`),
   * else PARSE_ERROR with WIRE_TRUNCATED
   */
  finish(): ParseOutcome {
    if (this.#phase === BODY_TO_CLOSE) this.#phase = COMPLETE;
    else if (this.#phase < COMPLETE && !this.isIdle) {
      this.#setError(this.#phase < COUNTED_BODY ? TRUNCATED_HEAD : TRUNCATED_BODY);
    }
    return this.#outcome();
  }

  /** What was found and what is allowed, with an excerpt of at most 24 bytes; empty without an error. */
  errorMessage(): string {
    return this.#errorText;
  }

  #outcome(): ParseOutcome {
    if (this.#phase < COMPLETE) return PARSE_NEED_MORE;
    return this.#phase === COMPLETE ? PARSE_COMPLETE : PARSE_ERROR;
  }

  #beginHead(bytes: Uint8Array, to: number): void {
    const byte = bytes[this.position]!;
    if (byte === CR || byte === LF) {
      this.#skipEmptyLineByte(bytes, to);
      return;
    }
    this.headOrdinal++;
    if (this.#sink !== null) this.#sink.beginHead();
    const memo = this.#headMemo;
    if (memo !== undefined) {
      const entry = memo.find(bytes, this.position, to);
      if (entry >= 0 && memo.lengths[entry]! <= this.#headBytesLeft) {
        this.#takeHeadBytes(bytes, this.position + memo.lengths[entry]!);
        this.status = memo.statuses[entry]!;
        this.#endHead(bytes, to, memo.flags[entry]!, memo.contentLengths[entry]!);
        return;
      }
    }
    this.#statusLine.begin();
    this.#fields.begin(false);
    this.#headPosition = this.position;
    this.#phase = STATUS_LINE;
  }

  #skipEmptyLineByte(bytes: Uint8Array, to: number): void {
    if (this.#headBytesLeft === 0) this.#fail(HEAD_TOO_LARGE, bytes, to);
    else this.#countHeadBytes(1);
  }

  #takeHeadBytes(bytes: Uint8Array, to: number): void {
    if (this.#sink !== null) this.#sink.takeHead(bytes, this.position, to);
    this.#countHeadBytes(to - this.position);
  }

  #countHeadBytes(byteCount: number): void {
    this.position += byteCount;
    this.headerBytes += byteCount;
    this.#headBytesLeft -= byteCount;
  }

  #readHead(bytes: Uint8Array, to: number): void {
    const limit = Math.min(to, this.position + this.#headBytesLeft);
    const line = this.#statusLine;
    const fields = this.#fields;
    let at = this.position;
    if (this.#phase === STATUS_LINE) {
      at = line.read(bytes, at, limit);
      if (line.done) this.#phase = FIELDS;
    }
    if (this.#phase === FIELDS) at = fields.read(bytes, at, limit);
    this.#takeHeadBytes(bytes, at);
    if (line.problem !== NO_PROBLEM) this.#fail(line.problem, bytes, to);
    else if (fields.problem !== NO_PROBLEM) this.#fail(fields.problem, bytes, to);
    else if (fields.done) this.#endReadHead(bytes, to);
    else if (at < to) this.#fail(HEAD_TOO_LARGE, bytes, to);
  }

  #endReadHead(bytes: Uint8Array, to: number): void {
    const line = this.#statusLine;
    const { contentLength } = this.#framing;
    const flags = this.#framing.flags | (line.minorVersion === 0 ? HEAD_IS_HTTP_1_0 : 0);
    this.status = line.status;
    if (this.#headMemo !== undefined && this.#headPosition >= 0) {
      this.#headMemo.store(
        bytes,
        this.#headPosition,
        this.position,
        line.status,
        flags,
        contentLength,
      );
    }
    this.#endHead(bytes, to, flags, contentLength);
  }

  /** RFC 9112 section 6.3: which body follows. */
  #endHead(bytes: Uint8Array, to: number, flags: number, contentLength: number): void {
    const status = this.status;
    if (status < 200) {
      this.#endInterimHead(bytes, to);
      return;
    }
    this.keepAlive = allowsReuse(flags);
    if (this.#requestIsHead || status === 204 || status === 304) {
      this.#phase = COMPLETE;
    } else if ((flags & FRAMING_CHUNKED) !== 0) {
      this.#chunks.begin(this.#headBytesLeft);
      this.#phase = CHUNKED_BODY;
    } else if ((flags & FRAMING_CONTENT_LENGTH) !== 0) {
      this.#bodyBytesLeft = contentLength;
      this.#phase = contentLength === 0 ? COMPLETE : COUNTED_BODY;
    } else {
      this.keepAlive = false;
      this.#bodyBytesLeft = Number.MAX_SAFE_INTEGER;
      this.#phase = BODY_TO_CLOSE;
    }
  }

  #endInterimHead(bytes: Uint8Array, to: number): void {
    this.#interimCount++;
    if (this.status === 101) this.#fail(SWITCHED_PROTOCOLS, bytes, to);
    else if (this.#interimCount > INTERIM_HEADS_MAX) this.#fail(TOO_MANY_INTERIM_HEADS, bytes, to);
    else {
      this.#headBytesLeft = this.#maxHeaderBytes;
      this.#phase = HEAD_START;
    }
  }

  #readChunks(bytes: Uint8Array, to: number): void {
    const chunks = this.#chunks;
    const trailerBytesBefore = chunks.trailerBytes;
    this.position =
      this.#sink === null
        ? chunks.read(bytes, this.position, to)
        : this.#showChunks(this.#sink, bytes, to);
    this.bodyBytes = chunks.bodyBytes;
    this.headerBytes += chunks.trailerBytes - trailerBytesBefore;
    if (chunks.problem !== NO_PROBLEM) this.#fail(chunks.problem, bytes, to);
    else if (chunks.done) this.#phase = COMPLETE;
  }

  /** Reads as if the chunks were cut around their data, so that the decoder need not know of sinks. */
  #showChunks(sink: ResponseSink, bytes: Uint8Array, to: number): number {
    const chunks = this.#chunks;
    let at = this.position;
    while (at < to && !chunks.done && chunks.problem === NO_PROBLEM) {
      const from = at;
      const dataBytes = chunks.dataBytesLeft;
      at = chunks.read(bytes, from, Math.min(to, from + Math.max(dataBytes, 1)));
      if (dataBytes > 0) sink.takeBody(bytes, from, at);
    }
    return at;
  }

  #readBody(bytes: Uint8Array, to: number): void {
    const takenBytes = Math.min(to - this.position, this.#bodyBytesLeft);
    if (this.#sink !== null) this.#sink.takeBody(bytes, this.position, this.position + takenBytes);
    this.position += takenBytes;
    this.bodyBytes += takenBytes;
    this.#bodyBytesLeft -= takenBytes;
    if (this.#bodyBytesLeft === 0) this.#phase = COMPLETE;
  }

  #fail(problem: Problem, bytes: Uint8Array, to: number): void {
    this.#setError(problem);
    this.#errorText = describeProblem(problem, bytes, this.position, to);
  }

  #setError(problem: Problem): void {
    this.#phase = FAILED;
    this.errorCode = problem.code;
    this.#errorText = problem.text;
    this.keepAlive = false;
  }
}

/** RFC 9112 section 9.3, and 6.1: chunked from an HTTP/1.0 server, or beside a length, is faulty framing or an attack. */
function allowsReuse(flags: number): boolean {
  const isHttp10 = (flags & HEAD_IS_HTTP_1_0) !== 0;
  const isFaulty =
    (flags & FRAMING_CHUNKED) !== 0 && (isHttp10 || (flags & FRAMING_CONTENT_LENGTH) !== 0);
  if ((flags & FRAMING_CLOSE) !== 0 || isFaulty) return false;
  return !isHttp10 || (flags & FRAMING_KEEP_ALIVE) !== 0;
}
