import { type JsonPath, valueAt } from "./json-path.js";
import type { JsonScalar } from "./response-check.js";

/** A path and the value that it must lead to. */
export interface JsonExpectation {
  readonly path: JsonPath;
  readonly value: JsonScalar;
}

/**
 * Gathers the body of one response, and parses it once if anybody asks for a value in it.
 *
 * Shape: a buffer as long as the longest body so far, up to `bytesMax`, for the life of its connection; a longer body has no
 * values.
 */
export class JsonBody {
  readonly #bytesMax: number;
  #bytes = new Uint8Array(0);
  #bodyBytes = 0;
  #isParsed = false;
  #document: unknown = undefined;
  #problem = "";

  /** @param bytesMax - the longest body that is parsed */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Makes ready for the next body. */
  begin(): void {
    this.#bodyBytes = 0;
    this.#isParsed = false;
    this.#document = undefined;
    this.#problem = "";
  }

  /** Reads on: `bytes[from, to)` are the next of the body. */
  take(bytes: Uint8Array, from: number, to: number): void {
    const endBytes = this.#bodyBytes + to - from;
    if (endBytes <= this.#bytesMax) {
      if (endBytes > this.#bytes.length) this.#grow(endBytes);
      this.#bytes.set(bytes.subarray(from, to), this.#bodyBytes);
    }
    this.#bodyBytes = endBytes;
  }

  /** @returns what the path leads to in the body, which has been read whole; undefined if nowhere */
  valueAt(path: JsonPath): unknown {
    if (!this.#isParsed) this.#parse();
    return valueAt(this.#document, path);
  }

  /** Why there are no values at all; empty if there are. Valid after `valueAt`. */
  get problem(): string {
    return this.#problem;
  }

  #grow(wantedBytes: number): void {
    const grown = new Uint8Array(
      Math.min(this.#bytesMax, Math.max(wantedBytes, 2 * this.#bytes.length)),
    );
    grown.set(this.#bytes.subarray(0, this.#bodyBytes));
    this.#bytes = grown;
  }

  #parse(): void {
    this.#isParsed = true;
    if (this.#bodyBytes > this.#bytesMax) {
      this.#problem = `has ${this.#bodyBytes} bytes, and at most ${this.#bytesMax} are parsed`;
      return;
    }
    const text = Buffer.from(this.#bytes.buffer, 0, this.#bodyBytes).toString("utf8");
    try {
      this.#document = JSON.parse(text);
    } catch (error) {
      this.#problem = `is no JSON: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
}
