import { CR, LF } from "./byte-tables.js";
import { digitCountOf, writeInteger } from "../splices/ascii-writers.js";
import type { SpliceProgram } from "../splices/splice-program.js";

const HEAD_END_BYTES = 4;

/**
 * A request whose bytes differ from one to the next, rendered into a buffer of the caller's.
 *
 * ```
 *   head program                 digits   CR LF CR LF   body program
 *   POST /… HTTP/1.1 … -Length:  │ 1 2 │             │ …
 * ```
 *
 * Without a body program there are no digits either: the head program is the whole request.
 *
 * Cost: see `SpliceProgram`; a body whose length has fewer digits than the longest one is moved once. Allocates nothing
 * after construction.
 */
export class Http1Template {
  /** No request has more bytes. */
  readonly bytesMax: number;
  readonly #head: SpliceProgram;
  readonly #body: SpliceProgram | null;
  readonly #digitCountMax: number;

  /** @param body - if there is one, the head ends before the digits of its length */
  constructor(head: SpliceProgram, body: SpliceProgram | null) {
    this.#head = head;
    this.#body = body;
    this.#digitCountMax = body === null ? 0 : digitCountOf(body.bytesMax);
    const bodyBytesMax = body === null ? 0 : HEAD_END_BYTES + body.bytesMax;
    this.bytesMax = head.bytesMax + this.#digitCountMax + bodyBytesMax;
  }

  /**
   * Writes the bytes of one request from the start of `out`.
   *
   * @param index - of the request in the whole run, from 0 to 2^53 − 1
   * @param out - of `bytesMax` bytes or more; what lies after the request may be overwritten
   * @returns how many bytes the request has
   */
  render(index: number, out: Uint8Array): number {
    const headBytes = this.#head.render(index, out, 0);
    if (this.#body === null) return headBytes;
    // The body is written where it comes to lie if its length has the most digits, as it mostly has.
    const from = headBytes + this.#digitCountMax + HEAD_END_BYTES;
    const bodyBytes = this.#body.render(index, out, from) - from;
    const at = writeHeadEnd(out, writeInteger(out, headBytes, bodyBytes));
    if (at < from) out.copyWithin(at, from, from + bodyBytes);
    return at + bodyBytes;
  }
}

function writeHeadEnd(out: Uint8Array, at: number): number {
  out[at] = CR;
  out[at + 1] = LF;
  out[at + 2] = CR;
  out[at + 3] = LF;
  return at + HEAD_END_BYTES;
}
