/**
 * Integrates a population (requests in flight, requests queued) over the measured window: ∫ n dt, in whole
 * request-nanoseconds.
 *
 * The Little audit compares it with the sum of the single stays, which the recorder adds up on its own: a request that was
 * lost or counted twice makes the two differ, which the conservation law cannot see.
 */
export class PopulationIntegral {
  count = 0;
  #lastNs = 0;
  #integralNs = 0;
  #windowStartNs: number;
  #windowEndNs: number;

  /** @param windowStartNs - end of the warm-up; @param windowEndNs - end of the schedule, Infinity while unknown */
  constructor(windowStartNs: number, windowEndNs: number) {
    this.#windowStartNs = windowStartNs;
    this.#windowEndNs = windowEndNs;
    this.#lastNs = windowStartNs;
  }

  /** The population changed by `by` at this instant. */
  change(by: number, nowNs: number): void {
    const atNs = this.#clamp(nowNs);
    this.#integralNs += this.count * (atNs - this.#lastNs);
    this.#lastNs = atNs;
    this.count += by;
  }

  /** The window ends at another instant; only before anything happened after its old or its new end. */
  moveWindowEnd(windowEndNs: number): void {
    this.#windowEndNs = windowEndNs;
  }

  /** @returns the integral since the last take, up to now; small enough to be exact in a double when taken often */
  take(nowNs: number): number {
    this.change(0, nowNs);
    const integralNs = this.#integralNs;
    this.#integralNs = 0;
    return integralNs;
  }

  #clamp(ns: number): number {
    if (ns < this.#windowStartNs) return this.#windowStartNs;
    return ns > this.#windowEndNs ? this.#windowEndNs : ns;
  }
}
