import { NS_PER_SECOND } from "../duration.js";
import type { Intensity } from "./intensity.js";

/**
 * The same rate all the time.
 *
 * Every instant comes from its phase by one division: adding intervals drifts, by 10 µs a day at 10⁶/s.
 */
export class ConstantIntensity implements Intensity {
  readonly #ratePerSecond: number;

  /** @param ratePerSecond - above 0; fractions are fine (0.2 is one arrival in five seconds) */
  constructor(ratePerSecond: number) {
    this.#ratePerSecond = ratePerSecond;
  }

  phaseAt(ns: number): number {
    return (ns / NS_PER_SECOND) * this.#ratePerSecond;
  }

  instantNs(phase: number): number {
    return (phase * NS_PER_SECOND) / this.#ratePerSecond;
  }
}
