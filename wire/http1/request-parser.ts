import { BODY_COMPLETE, BODY_NEED_MORE, BODY_TOO_LARGE, RequestBody } from "./request-body.js";
import { parseRequestHead } from "./request-head.js";
import type { RequestHead, RequestRefusal } from "./request-head.js";

/** {@link Http1RequestParser.parse} consumed everything and waits for more bytes. */
export const REQUEST_NEED_MORE = 0;
/** One request, body included, is complete. */
export const REQUEST_COMPLETE = 1;
/** The bytes are no request that can be served; the connection must be closed after the answer. */
export const REQUEST_ERROR = 2;

/** A head, blank line included, may have up to so many bytes. */
export const REQUEST_HEAD_BYTES_MAX = 65_536;
/** A collected request body may have up to so many bytes. */
export const REQUEST_BODY_BYTES_MAX = 262_144;

const CR = 13;
const LF = 10;
const READING_HEAD = 0;
const READING_BODY = 1;
const FAILED = 2;
const SCAN_UNFINISHED = 0;
const SCAN_FOUND = 1;
const SCAN_MALFORMED = 2;
const PARTIAL_BYTES_MIN = 1024;
const NO_BYTES = Buffer.alloc(0);
const NO_HEAD: RequestHead = {
  bytes: NO_BYTES,
  method: "",
  target: "",
  isHttp10: false,
  keepAlive: false,
  expectsContinue: false,
  contentType: "",
  contentLengthBytes: 0,
};

/**
 * The last head read by any connection of one server: load generators send the same head on all of them, so it is read
 * once for all.
 */
export class RequestHeadMemo {
  last: RequestHead = NO_HEAD;
}

/**
 * Reads requests from the bytes of one connection, however they are split.
 *
 * A head whose bytes equal the connection's last one, or the server's, is neither scanned nor decoded:
 * {@link Http1RequestParser.head} is then the very same object, so that a server can key its own work on its identity.
 *
 * ```
 * chunk    |…previous request|GET /null HTTP/1.1 CRLF … CRLF CRLF|body|next request…|
 *           from              └ compared with the remembered head ┘    └ nextIndex  to
 * ```
 *
 * Cost: a repeated head is one comparison; memory is bounded by one head and one body, and both only while split.
 */
export class Http1RequestParser {
  readonly #memo: RequestHeadMemo;
  readonly #bodyReader: RequestBody;
  #state: number = READING_HEAD;

  // A head that arrived in pieces: #partial holds [0, #partialBytes); the other three are indices into the bytes scanned.
  #partial: Buffer = NO_BYTES;
  #partialBytes = 0;
  #headIndex = 0;
  #lineIndex = 0;
  #scanIndex = 0;

  /** The head of the request last completed or begun. */
  head: RequestHead = NO_HEAD;
  /** The body of the request last completed; may be a view of the parsed chunk, valid until that is reused. */
  body: Buffer = NO_BYTES;
  /** Index after the last byte that {@link parse} consumed. */
  nextIndex = 0;
  /** Nothing of the body has arrived and the sender waits for `100 Continue`; true for one call only. */
  continueDue = false;
  /** After REQUEST_ERROR: the status to answer with. */
  errorStatus = 0;
  /** After REQUEST_ERROR: one line for the sender. */
  errorMessage = "";

  /** @param memo - shared by all connections of a server */
  constructor(memo: RequestHeadMemo) {
    this.#memo = memo;
    this.#bodyReader = new RequestBody(REQUEST_BODY_BYTES_MAX);
  }

  /**
   * Reads up to the end of one request; call again from {@link nextIndex} for the next.
   *
   * @returns REQUEST_NEED_MORE, REQUEST_COMPLETE or REQUEST_ERROR; after an error always REQUEST_ERROR
   */
  parse(bytes: Buffer, from: number, to: number): number {
    this.continueDue = false;
    if (this.#state === READING_BODY) return this.#readBody(bytes, from, to);
    if (this.#state === FAILED) return REQUEST_ERROR;
    if (this.#partialBytes > 0) return this.#continueHead(bytes, from, to);
    if (isAt(this.head.bytes, bytes, from, to)) {
      return this.#begin(this.head, bytes, from + this.head.bytes.length, to);
    }
    const shared = this.#memo.last;
    if (isAt(shared.bytes, bytes, from, to)) {
      return this.#begin(shared, bytes, from + shared.bytes.length, to);
    }
    return this.#readHead(bytes, from, to);
  }

  #readHead(bytes: Buffer, from: number, to: number): number {
    this.#headIndex = from;
    this.#lineIndex = from;
    this.#scanIndex = from;
    const outcome = this.#scan(bytes, to);
    if (outcome === SCAN_FOUND) return this.#useHead(bytes, this.#scanIndex, bytes, to);
    if (outcome === SCAN_MALFORMED) return this.#failMalformed();
    const headIndex = this.#headIndex;
    this.#headIndex = 0;
    this.#lineIndex -= headIndex;
    this.#scanIndex -= headIndex;
    this.#keep(bytes, headIndex, Math.min(to, headIndex + REQUEST_HEAD_BYTES_MAX));
    return this.#needMoreHead(to);
  }

  #continueHead(bytes: Buffer, from: number, to: number): number {
    const heldBytes = this.#partialBytes;
    this.#keep(bytes, from, Math.min(to, from + REQUEST_HEAD_BYTES_MAX - heldBytes));
    const outcome = this.#scan(this.#partial, this.#partialBytes);
    if (outcome === SCAN_FOUND) {
      const partial = this.#partial;
      this.#partial = NO_BYTES;
      this.#partialBytes = 0;
      return this.#useHead(partial, from + this.#scanIndex - heldBytes, bytes, to);
    }
    if (outcome === SCAN_MALFORMED) return this.#failMalformed();
    // Nothing but blank lines: they are dropped, or a sender of blank lines would run into the limit.
    if (this.#headIndex === this.#partialBytes) this.#partialBytes = 0;
    return this.#needMoreHead(to);
  }

  #needMoreHead(to: number): number {
    this.nextIndex = to;
    if (this.#partialBytes < REQUEST_HEAD_BYTES_MAX) return REQUEST_NEED_MORE;
    return this.#failTooLarge();
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const neededBytes = this.#partialBytes + to - from;
    if (neededBytes > this.#partial.length) {
      const grown = Buffer.allocUnsafe(
        Math.max(neededBytes, PARTIAL_BYTES_MIN, this.#partial.length * 2),
      );
      this.#partial.copy(grown, 0, 0, this.#partialBytes);
      this.#partial = grown;
    }
    bytes.copy(this.#partial, this.#partialBytes, from, to);
    this.#partialBytes = neededBytes;
  }

  /**
   * Looks for the blank line that ends the head, from #scanIndex on; found: #scanIndex is the index after it.
   *
   * Blank lines before a request are skipped (RFC 9112 section 2.2). A bare line feed is malformed: to wait for the
   * carriage return of a sender that never sends one would be a hang.
   */
  #scan(bytes: Buffer, to: number): number {
    let headIndex = this.#headIndex;
    let lineIndex = this.#lineIndex;
    let index = this.#scanIndex;
    let outcome = SCAN_UNFINISHED;
    while (index < to && outcome === SCAN_UNFINISHED) {
      const byte = bytes[index]!;
      if (index === headIndex && byte !== CR && !isLetter(byte)) outcome = SCAN_MALFORMED;
      index++;
      if (byte !== LF) continue;
      const lineBytes = index - lineIndex;
      if (lineBytes === 1 || bytes[index - 2] !== CR) outcome = SCAN_MALFORMED;
      else if (lineBytes === 2 && lineIndex === headIndex) headIndex = index;
      else if (lineBytes === 2) outcome = SCAN_FOUND;
      lineIndex = index;
    }
    this.#headIndex = headIndex;
    this.#lineIndex = lineIndex;
    this.#scanIndex = index;
    return outcome;
  }

  /** @param bodyIndex - where in `bytes` the body begins; the head itself lies in `headBytes` */
  #useHead(headBytes: Buffer, bodyIndex: number, bytes: Buffer, to: number): number {
    if (this.#scanIndex - this.#headIndex > REQUEST_HEAD_BYTES_MAX) return this.#failTooLarge();
    const head = parseRequestHead(headBytes, this.#headIndex, this.#scanIndex);
    if ("status" in head) return this.#fail(head);
    if (head.bytes.length > 0) this.#memo.last = head;
    return this.#begin(head, bytes, bodyIndex, to);
  }

  #begin(head: RequestHead, bytes: Buffer, bodyIndex: number, to: number): number {
    this.head = head;
    if (head.contentLengthBytes !== 0) return this.#beginBody(head, bytes, bodyIndex, to);
    this.body = NO_BYTES;
    this.nextIndex = bodyIndex;
    return REQUEST_COMPLETE;
  }

  #beginBody(head: RequestHead, bytes: Buffer, bodyIndex: number, to: number): number {
    const lengthBytes = head.contentLengthBytes;
    if (lengthBytes > REQUEST_BODY_BYTES_MAX) return this.#fail(BODY_REFUSAL);
    if (lengthBytes > 0 && to - bodyIndex >= lengthBytes) {
      this.nextIndex = bodyIndex + lengthBytes;
      this.body = bytes.subarray(bodyIndex, this.nextIndex);
      return REQUEST_COMPLETE;
    }
    this.#bodyReader.begin(lengthBytes);
    this.#state = READING_BODY;
    this.continueDue = head.expectsContinue && bodyIndex === to;
    return this.#readBody(bytes, bodyIndex, to);
  }

  #readBody(bytes: Buffer, from: number, to: number): number {
    const outcome = this.#bodyReader.push(bytes, from, to);
    this.nextIndex = this.#bodyReader.nextIndex;
    if (outcome === BODY_NEED_MORE) return REQUEST_NEED_MORE;
    if (outcome === BODY_COMPLETE) {
      this.body = this.#bodyReader.take();
      this.#state = READING_HEAD;
      return REQUEST_COMPLETE;
    }
    return this.#fail(outcome === BODY_TOO_LARGE ? BODY_REFUSAL : CHUNK_REFUSAL);
  }

  #failMalformed(): number {
    return this.#fail(HEAD_REFUSAL);
  }

  #failTooLarge(): number {
    return this.#fail(HEAD_TOO_LARGE_REFUSAL);
  }

  #fail(refusal: RequestRefusal): number {
    this.#state = FAILED;
    this.#partial = NO_BYTES;
    this.#partialBytes = 0;
    this.errorStatus = refusal.status;
    this.errorMessage = refusal.message;
    return REQUEST_ERROR;
  }
}

const HEAD_REFUSAL: RequestRefusal = {
  status: 400,
  message: "the request head is malformed; it must be HTTP/1.1 with lines that end in CR LF",
};
const HEAD_TOO_LARGE_REFUSAL: RequestRefusal = {
  status: 431,
  message: "the request head is too large; at most 65536 bytes are read",
};
const BODY_REFUSAL: RequestRefusal = {
  status: 413,
  message: "the request body is too large; at most 262144 bytes are read",
};
const CHUNK_REFUSAL: RequestRefusal = {
  status: 400,
  message: "the chunked request body is malformed",
};

/** A loop, not Buffer.compare: heads are short, and the call into native code costs more than 60 comparisons. */
function isAt(wanted: Buffer, bytes: Buffer, from: number, to: number): boolean {
  const countBytes = wanted.length;
  if (countBytes === 0 || to - from < countBytes) return false;
  for (let index = 0; index < countBytes; index++) {
    if (bytes[from + index] !== wanted[index]) return false;
  }
  return true;
}

/** Every registered method begins with a letter; so a TLS handshake or random bytes are refused at once. */
function isLetter(byte: number): boolean {
  const lower = byte | 32;
  return lower >= 97 && lower <= 122;
}
