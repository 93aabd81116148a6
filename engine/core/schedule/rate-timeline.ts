import type { Intensity } from "./intensity.js";

/** From `atNs` on the base intensity is multiplied by `factor`. */
interface Change {
  readonly atNs: number;
  /** At least 0; 0 pauses. */
  readonly factor: number;
  /** The run's phase at that instant. */
  readonly phase: number;
  /** The base intensity's phase at that instant. */
  readonly basePhase: number;
}

/**
 * An intensity whose strength can be changed while it is used: Φ(t) = Φ(c) + f · (Λ(t) − Λ(c)) from the change at c on.
 *
 * The phase goes on from where it stands, so that a change leaves no gap and makes no burst; every stripe that hears of the
 * same changes has the same plan.
 */
export class RateTimeline implements Intensity {
  readonly #base: Intensity;
  readonly #changes: Change[] = [];

  constructor(base: Intensity) {
    this.#base = base;
  }

  /** Multiplies the base from an instant on. Changes come in the order of their instants. */
  change(atNs: number, factor: number): void {
    const phase = this.phaseAt(atNs);
    this.#changes.push({ atNs, factor, phase, basePhase: this.#base.phaseAt(atNs) });
  }

  phaseAt(ns: number): number {
    const change = this.#changes.findLast(({ atNs }) => atNs <= ns);
    const basePhase = this.#base.phaseAt(ns);
    if (change === undefined) return basePhase;
    return change.phase + change.factor * (basePhase - change.basePhase);
  }

  instantNs(phase: number): number {
    // Written as a loop: this is asked for every arrival, and nearly always answered by the last change.
    for (let at = this.#changes.length - 1; at >= 0; at--) {
      const change = this.#changes[at];
      if (change === undefined || change.phase > phase) continue;
      if (change.factor === 0) return Infinity;
      const basePhase = change.basePhase + (phase - change.phase) / change.factor;
      return Math.max(change.atNs, this.#base.instantNs(basePhase));
    }
    return this.#base.instantNs(phase);
  }
}
