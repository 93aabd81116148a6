import { NS_PER_SECOND } from "../duration.js";
import type { ArrivalSchedule } from "./arrival-schedule.js";

/**
 * Arrivals 1/λ apart, the first at 0.
 *
 * Every instant comes from its index by one division and one rounding: adding rounded intervals drifts (10 µs a day at
 * 10⁶/s), and flooring is wrong in 3 % of all cases.
 */
export class ConstantSchedule implements ArrivalSchedule {
  readonly #ratePerSecond: number;

  /** @param ratePerSecond - above 0; fractions are fine (0.2 is one arrival in five seconds) */
  constructor(ratePerSecond: number) {
    this.#ratePerSecond = ratePerSecond;
  }

  intendedStartNs(index: number): number {
    return Math.round((index * NS_PER_SECOND) / this.#ratePerSecond);
  }

  countBefore(endNs: number): number {
    if (endNs <= 0) return 0;
    let count = Math.max(0, Math.ceil((endNs / NS_PER_SECOND) * this.#ratePerSecond));
    // The product is a guess within one of the answer; the answer is defined by the rounded instants themselves.
    while (count > 0 && this.intendedStartNs(count - 1) >= endNs) count--;
    while (this.intendedStartNs(count) < endNs) count++;
    return count;
  }
}
