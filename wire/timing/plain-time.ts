import { HTAB, SP } from "../http1/byte-tables.js";
import { DecimalReader } from "./decimal-reader.js";
import { UPSTREAM_INVALID, UPSTREAM_MISSING } from "./timing-value.js";
import type { TimingValue } from "./timing-value.js";

/**
 * A header whose whole value is a time, as `x-envoy-upstream-service-time: 12`. Two of them are no time: nobody could tell
 * which one is meant.
 */
export class PlainTime implements TimingValue {
  readonly #unitNs: number;
  readonly #decimal = new DecimalReader();
  // A time above 2.1 s is no small integer: in a field it would change the shape of the object.
  readonly #upstreamNs = new Float64Array(1);
  #isValueOver = false;

  /** @param unitNs - what the number counts */
  constructor(unitNs: number) {
    this.#unitNs = unitNs;
    this.reset();
  }

  get upstreamNs(): number {
    return this.#upstreamNs[0]!;
  }

  reset(): void {
    this.#upstreamNs[0] = UPSTREAM_MISSING;
  }

  begin(): void {
    this.#decimal.begin();
    this.#isValueOver = false;
  }

  take(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to; at++) {
      const byte = bytes[at]!;
      if (byte === SP || byte === HTAB) this.#isValueOver = true;
      // What follows a gap makes the number a bad one.
      else this.#decimal.take(this.#isValueOver ? SP : byte);
    }
  }

  end(): void {
    const ns = this.#decimal.toNs(this.#unitNs);
    const isFirst = this.#upstreamNs[0] === UPSTREAM_MISSING;
    this.#upstreamNs[0] = isFirst && ns >= 0 ? ns : UPSTREAM_INVALID;
  }
}
