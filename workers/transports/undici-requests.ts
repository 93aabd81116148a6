import type { Dispatcher } from "undici";
import type { RequestSet } from "./request-set.js";
import { prepareUndiciRequest, toDispatchOptions } from "./undici-request.js";

/** The requests of a plan as undici takes them. */
export class UndiciRequests {
  readonly set: RequestSet;
  /** Bytes that undici writes for the request that was taken last. */
  takenBytes = 0;
  readonly #fixed: readonly (Dispatcher.DispatchOptions | null)[];
  /** What undici writes beyond our codec, by request. */
  readonly #extraBytes: readonly number[];

  /** @throws LoadError MB_SPEC_INVALID if undici can't send one of the requests */
  constructor(set: RequestSet, requestCount: number) {
    this.set = set;
    const prepared = Array.from({ length: requestCount }, (_, requestIndex) => {
      const bytes = set.take(requestIndex, 0);
      const { dispatchOptions, byteCount } = prepareUndiciRequest(bytes);
      const extraBytes = byteCount - bytes.byteLength;
      return { dispatchOptions: set.isFixed(requestIndex) ? dispatchOptions : null, extraBytes };
    });
    this.#fixed = prepared.map(({ dispatchOptions }) => dispatchOptions);
    this.#extraBytes = prepared.map(({ extraBytes }) => extraBytes);
  }

  /** @returns any request, for what is never sent */
  get example(): Dispatcher.DispatchOptions {
    return this.take(0, 0);
  }

  /** @returns one request */
  take(requestIndex: number, arrivalIndex: number): Dispatcher.DispatchOptions {
    const bytes = this.set.take(requestIndex, arrivalIndex);
    this.takenBytes = bytes.byteLength + (this.#extraBytes[requestIndex] ?? 0);
    const options = this.#fixed[requestIndex] ?? toDispatchOptions(bytes);
    this.set.giveBack();
    return options;
  }
}
