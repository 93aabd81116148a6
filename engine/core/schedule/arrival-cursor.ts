import type { Intensity } from "./intensity.js";
import type { PhaseCursor } from "./phase-cursors.js";

/**
 * Walks one stripe of the run's schedule, arrival by arrival: the instant at which the intensity reaches each phase, rounded
 * once (flooring is wrong in 3 % of all cases at 10⁶/s).
 *
 * @see `docs/measurement.md`: rates are global, whatever the number of workers
 */
export class ArrivalCursor {
  readonly #phases: PhaseCursor;
  readonly #intensity: Intensity;
  /** When the next arrival is due: whole nanoseconds since the run's start; Infinity when none is. */
  nextIntendedStartNs = 0;

  constructor(phases: PhaseCursor, intensity: Intensity) {
    this.#phases = phases;
    this.#intensity = intensity;
    this.look();
  }

  /** The global index of the next arrival. */
  get nextIndex(): number {
    return this.#phases.index;
  }

  /** Goes on to the stripe's following arrival. */
  advance(): void {
    this.#phases.advance();
    this.look();
  }

  /** Asks the intensity again: it has changed. */
  look(): void {
    this.nextIntendedStartNs = Math.round(this.#intensity.instantNs(this.#phases.phase));
  }
}
