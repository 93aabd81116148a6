import type { ResponseSink } from "../http1/response-sink.js";
import { SUBJECT_BODY, SUBJECT_HEADER, SUBJECT_STATUS } from "./compile-checks.js";
import type { CompiledChecks } from "./compile-checks.js";
import { describeFailure } from "./failure-text.js";
import { HeaderReader } from "./header-reader.js";
import { JsonBody } from "./json-body.js";

/** A body longer than this is not parsed, and fails a check of a value in it. */
const DEFAULT_JSON_BODY_BYTES_MAX = 65_536;

/**
 * Tells which check a response fails, from the bytes that a parser shows it.
 *
 * ```
 *   beginHead, takeHead …, takeBody …     (again from beginHead after an interim head)
 *   failedCheck(status)                   when the response is complete
 * ```
 *
 * Shape: one per connection; the compiled checks are shared.
 * Cost: per byte what `HeaderReader` and `ByteNeedle` say, and nothing for what no check looks at; allocates nothing per
 * response, unless a check reads JSON: then the body is copied and parsed.
 */
export class ResponseChecker implements ResponseSink {
  readonly #compiled: CompiledChecks;
  readonly #headers: HeaderReader | null;
  /** Of each needle. */
  readonly #needleStates: Int32Array;
  readonly #json: JsonBody | null;
  #bodyBytes = 0;

  /** @param jsonBodyBytesMax - the longest body that a JSON check parses, 64 KiB unless given */
  constructor(compiled: CompiledChecks, jsonBodyBytesMax: number = DEFAULT_JSON_BODY_BYTES_MAX) {
    const { headers, needles, jsonValues } = compiled;
    this.#compiled = compiled;
    this.#headers = headers.length > 0 ? new HeaderReader(headers) : null;
    this.#needleStates = new Int32Array(needles.length);
    this.#json = jsonValues.length > 0 ? new JsonBody(jsonBodyBytesMax) : null;
  }

  beginHead(): void {
    this.#headers?.begin();
    this.#needleStates.fill(0);
    this.#json?.begin();
    this.#bodyBytes = 0;
  }

  takeHead(bytes: Uint8Array, from: number, to: number): void {
    this.#headers?.take(bytes, from, to);
  }

  takeBody(bytes: Uint8Array, from: number, to: number): void {
    const states = this.#needleStates;
    const { needles } = this.#compiled;
    for (let place = 0; place < states.length; place++) {
      states[place] = needles[place]!.advance(states[place]!, bytes, from, to);
    }
    this.#json?.take(bytes, from, to);
    this.#bodyBytes += to - from;
  }

  /**
   * Says how the response did. It must be complete; until the next head begins, the answer stays the same.
   *
   * @returns -1 if it passed all checks, else the index of the first one that it failed
   */
  failedCheck(status: number): number {
    const { length } = this.#compiled.places;
    for (let index = 0; index < length; index++) {
      if (!this.#isPassed(index, status)) return index;
    }
    return -1;
  }

  /** @returns one line for a user on why a check failed: what was found, and what it must be */
  describe(index: number, status: number): string {
    const bodyBytes = this.#bodyBytes;
    const facts = { status, headers: this.#headers, bodyBytes, json: this.#json };
    return describeFailure(this.#compiled, index, facts);
  }

  #isPassed(index: number, status: number): boolean {
    const { subjects, places, statusSets, needles, jsonValues } = this.#compiled;
    const place = places[index]!;
    switch (subjects[index]!) {
      case SUBJECT_STATUS:
        return statusSets[place]![status] === 1;
      case SUBJECT_HEADER:
        return this.#headers!.isMet(place);
      case SUBJECT_BODY:
        return this.#needleStates[place] === needles[place]!.length;
      default:
        return this.#json!.valueAt(jsonValues[place]!.path) === jsonValues[place]!.value;
    }
  }
}
