import { NS_PER_SECOND } from "../duration.js";
import { sineOfTurns, versineOfTurns } from "../random/index.js";
import type { Intensity } from "./intensity.js";

/** More than bisection of a double needs. */
const STEPS_MAX = 64;
/** Two hundredths of a nanosecond in a period of a day. */
const TURN_TOLERANCE = 2.5e-16;

/** A rate that swings around its mean: λ(t) = mean + amplitude · sin(2πt ÷ period). */
export class SineIntensity implements Intensity {
  readonly #meanPerSecond: number;
  readonly #amplitudePerSecond: number;
  readonly #periodNs: number;
  readonly #countPerPeriod: number;

  /** @param amplitudePerSecond - from 0 to the mean: there are no negative rates */
  constructor(meanPerSecond: number, amplitudePerSecond: number, periodNs: number) {
    this.#meanPerSecond = meanPerSecond;
    this.#amplitudePerSecond = amplitudePerSecond;
    this.#periodNs = periodNs;
    this.#countPerPeriod = meanPerSecond * (periodNs / NS_PER_SECOND);
  }

  phaseAt(ns: number): number {
    const periods = Math.floor(ns / this.#periodNs);
    const turns = (ns - periods * this.#periodNs) / this.#periodNs;
    return this.#countPerPeriod * (periods + this.#shareAt(turns));
  }

  instantNs(phase: number): number {
    const periods = Math.floor(phase / this.#countPerPeriod);
    const share = phase / this.#countPerPeriod - periods;
    return (periods + this.#turnsAt(share)) * this.#periodNs;
  }

  /** @returns which share of a period's arrivals is due in its first `turns` */
  #shareAt(turns: number): number {
    const swing = this.#amplitudePerSecond / this.#meanPerSecond;
    return turns + (swing / (2 * Math.PI)) * versineOfTurns(turns);
  }

  /** The inverse, by Newton's method, kept inside a bracket where the rate is too flat for it. */
  #turnsAt(share: number): number {
    const swing = this.#amplitudePerSecond / this.#meanPerSecond;
    let low = 0;
    let high = 1;
    let turns = share;
    for (let step = 0; step < STEPS_MAX; step++) {
      const excess = this.#shareAt(turns) - share;
      if (excess > 0) high = turns;
      else low = turns;
      const slope = 1 + swing * sineOfTurns(turns);
      const newton = turns - excess / slope;
      if (Math.abs(newton - turns) <= TURN_TOLERANCE) break;
      turns = newton > low && newton < high ? newton : (low + high) / 2;
    }
    return turns;
  }
}
