/**
 * The phases of arrivals whose places in the plan follow from their index alone.
 *
 * A phase says how far the plan has come: the intensity of the arrivals, integrated over time from the start. What is evenly
 * spaced in phase follows the intensity in time; the two are combined by an {@link ArrivalCursor}.
 */
export interface IndexedPhases {
  /** @returns the phase of arrival `index` (from 0), never below that of an earlier one; Infinity past the last arrival */
  phaseOf(index: number): number;
}

/** Arrivals one by one, as even as the intensity allows: the k-th at phase k. */
export class EvenPhases implements IndexedPhases {
  phaseOf(index: number): number {
    return index;
  }
}

/** Arrivals in groups that are due at one instant: as many per second as without groups. */
export class BurstPhases implements IndexedPhases {
  readonly #size: number;

  /** @param size - arrivals of a burst, at least 1 */
  constructor(size: number) {
    this.#size = size;
  }

  phaseOf(index: number): number {
    return index - (index % this.#size);
  }
}

/** Arrivals at recorded instants: the phase is the recorded time, and the intensity the speed at which it passes. */
export class RecordedPhases implements IndexedPhases {
  readonly #instantsNs: Float64Array;

  /** @param instantsNs - ascending, the first at 0 */
  constructor(instantsNs: Float64Array) {
    this.#instantsNs = instantsNs;
  }

  phaseOf(index: number): number {
    return this.#instantsNs[index] ?? Infinity;
  }
}
