import type { Http1Template } from "../../wire/index.js";
import { RenderRoom } from "./render-room.js";

/**
 * The requests of a plan in terms of our own codec.
 *
 * Shape: by request; one that is the same for every arrival has its bytes, any other a template.
 */
export interface CompiledRequests {
  readonly fixed: readonly (Buffer | null)[];
  readonly templates: readonly (Http1Template | null)[];
  readonly hasTemplates: boolean;
  /** No request has more bytes. */
  readonly bytesMax: number;
  /** 1 where the response has no body, whatever its head says. */
  readonly isHead: Uint8Array;
  /** 1 where sending it twice does what sending it once does, and the run allows it. */
  readonly mayResend: Uint8Array;
  readonly scenarioIndexes: Uint8Array;
}

/**
 * The requests of a plan as bytes of our own codec: fixed ones compiled once, the others rendered one by one.
 *
 * Shape: one per worker.
 */
export class RequestSet {
  /** No request has more bytes. */
  readonly bytesMax: number;
  /** Whether any request differs from one arrival to the next. */
  readonly hasTemplates: boolean;
  /** Bytes of the request that was taken last. */
  takenBytes = 0;
  readonly #fixed: readonly (Buffer | null)[];
  readonly #templates: readonly (Http1Template | null)[];
  readonly #room = new RenderRoom();
  readonly #isHead: Uint8Array;
  readonly #mayResend: Uint8Array;
  readonly #scenarioIndexes: Uint8Array;

  constructor(compiled: CompiledRequests) {
    this.#fixed = compiled.fixed;
    this.#templates = compiled.templates;
    this.#isHead = compiled.isHead;
    this.#mayResend = compiled.mayResend;
    this.#scenarioIndexes = compiled.scenarioIndexes;
    this.hasTemplates = compiled.hasTemplates;
    this.bytesMax = compiled.bytesMax;
  }

  /** @returns the bytes of one request: of one with placeholders valid until {@link RequestSet.giveBack} */
  take(requestIndex: number, arrivalIndex: number): Buffer {
    const bytes =
      this.#fixed[requestIndex] ?? this.#room.take(this.#templates[requestIndex]!, arrivalIndex);
    this.takenBytes = bytes.byteLength;
    return bytes;
  }

  /** What was taken last has been written to its end: its room may be used again. */
  giveBack(): void {
    this.#room.giveBack();
  }

  /** @returns whether a request is the same for every arrival */
  isFixed(requestIndex: number): boolean {
    return this.#templates[requestIndex] === null;
  }

  /** @returns whether the response has no body, whatever its head says */
  isHead(requestIndex: number): boolean {
    return this.#isHead[requestIndex] === 1;
  }

  /** @returns whether sending it twice does what sending it once does, and the run allows it */
  mayResend(requestIndex: number): boolean {
    return this.#mayResend[requestIndex] === 1;
  }

  /** @returns whose checks its response has to pass */
  scenarioOf(requestIndex: number): number {
    return this.#scenarioIndexes[requestIndex]!;
  }
}
