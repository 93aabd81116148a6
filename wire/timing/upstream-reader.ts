import { HeaderReader } from "../checks/header-reader.js";
import type { ResponseSink } from "../http1/response-sink.js";
import { PlainTime } from "./plain-time.js";
import { ServerTiming } from "./server-timing.js";
import type { TimingValue } from "./timing-value.js";

/** Where a response says what its upstream took. */
export interface UpstreamSource {
  /** The header's name, in any case. */
  readonly header: string;
  /** A metric of it; null: none is named. */
  readonly metric: string | null;
  /** What its numbers count. */
  readonly unitNs: number;
}

/**
 * Reads from a response's head what its upstream took, while a parser shows it the bytes.
 *
 * The header is a list of metrics if it is Server-Timing or if a metric is named, and else a plain number. Trailers are not
 * looked at.
 *
 * Shape: one per connection.
 * Cost: about 2 ns per byte of head, and 5 ns per byte of a list of metrics (bench/micro/upstream-reader); allocates nothing per
 * response.
 */
export class UpstreamReader implements ResponseSink {
  readonly #value: TimingValue;
  readonly #headers: HeaderReader;

  constructor({ header, metric, unitNs }: UpstreamSource) {
    const lowerName = header.toLowerCase();
    const isList = metric !== null || lowerName === "server-timing";
    this.#value = isList ? new ServerTiming(metric, unitNs) : new PlainTime(unitNs);
    const name = Buffer.from(lowerName, "latin1");
    this.#headers = new HeaderReader([{ name, equal: null, needle: null, value: this.#value }]);
  }

  /** Valid once the response is complete: nanoseconds, UPSTREAM_MISSING or UPSTREAM_INVALID. */
  get upstreamNs(): number {
    return this.#value.upstreamNs;
  }

  beginHead(): void {
    this.#headers.begin();
    this.#value.reset();
  }

  takeHead(bytes: Uint8Array, from: number, to: number): void {
    this.#headers.take(bytes, from, to);
  }

  takeBody(): void {
    // The body says nothing of times.
  }
}
