import type { Intensity } from "./intensity.js";
import type { PhaseCursor } from "./phase-cursors.js";
import type { IndexedPhases } from "./phases.js";

/**
 * The planned instants of an open run: a pure function of the index.
 *
 * Arrival k (from 0) is due {@link ArrivalSchedule.intendedStartNs}(k) after the start; instants never decrease with k.
 */
export interface ArrivalSchedule {
  /** @returns whole nanoseconds since the run's start; Infinity for an arrival that never comes */
  intendedStartNs(index: number): number;
  /** @returns the phase at which arrival `index` is due */
  phaseOf(index: number): number;
  /** @returns how many arrivals are due strictly before `endNs` */
  countBefore(endNs: number): number;
}

/** A schedule whose phases follow from the index: every instant is found at once. */
export class IndexedSchedule implements ArrivalSchedule {
  readonly #phases: IndexedPhases;
  readonly #intensity: Intensity;

  constructor(phases: IndexedPhases, intensity: Intensity) {
    this.#phases = phases;
    this.#intensity = intensity;
  }

  intendedStartNs(index: number): number {
    return Math.round(this.#intensity.instantNs(this.phaseOf(index)));
  }

  phaseOf(index: number): number {
    return this.#phases.phaseOf(index);
  }

  /** The count is defined by the rounded instants themselves, so it is looked for among them. */
  countBefore(endNs: number): number {
    if (this.intendedStartNs(0) >= endNs) return 0;
    let before = 0;
    let notBefore = 1;
    while (this.intendedStartNs(notBefore) < endNs) {
      before = notBefore;
      notBefore *= 2;
    }
    while (notBefore - before > 1) {
      const middle = Math.floor((before + notBefore) / 2);
      if (this.intendedStartNs(middle) < endNs) before = middle;
      else notBefore = middle;
    }
    return notBefore;
  }
}

/** A schedule that has to be walked from its beginning: about 50 ns per arrival. */
export class WalkedSchedule implements ArrivalSchedule {
  readonly #begin: () => PhaseCursor;
  readonly #intensity: Intensity;
  #cursor: PhaseCursor;

  /** @param begin - a cursor over all arrivals, at the first one */
  constructor(begin: () => PhaseCursor, intensity: Intensity) {
    this.#begin = begin;
    this.#intensity = intensity;
    this.#cursor = begin();
  }

  intendedStartNs(index: number): number {
    return Math.round(this.#intensity.instantNs(this.phaseOf(index)));
  }

  phaseOf(index: number): number {
    if (index < this.#cursor.index) this.#cursor = this.#begin();
    while (this.#cursor.index < index) this.#cursor.advance();
    return this.#cursor.phase;
  }

  countBefore(endNs: number): number {
    if (this.#here() >= endNs) this.#cursor = this.#begin();
    while (this.#here() < endNs) this.#cursor.advance();
    return this.#cursor.index;
  }

  #here(): number {
    return Math.round(this.#intensity.instantNs(this.#cursor.phase));
  }
}
