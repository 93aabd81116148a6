import type { Intensity } from "./intensity.js";
import type { PhaseCursor } from "./phase-cursors.js";
import { RateTimeline } from "./rate-timeline.js";
import { scheduleEndNs } from "./schedule-end.js";
import type { ScheduleEnd } from "./schedule-end.js";

/**
 * Walks one stripe of the run's schedule, arrival by arrival: the instant at which the intensity reaches each phase, rounded
 * once (flooring is wrong in 3 % of all cases at 10⁶/s).
 *
 * @see `docs/measurement.md`: rates are global, whatever the number of workers
 */
export class ArrivalCursor {
  readonly #phases: PhaseCursor;
  readonly #timeline: RateTimeline;
  /** When the next arrival is due: whole nanoseconds since the run's start; Infinity when none is. */
  nextIntendedStartNs = 0;

  constructor(phases: PhaseCursor, intensity: Intensity) {
    this.#phases = phases;
    this.#timeline = new RateTimeline(intensity);
    this.#look();
  }

  /** The global index of the next arrival. */
  get nextIndex(): number {
    return this.#phases.index;
  }

  /** Goes on to the stripe's following arrival. */
  advance(): void {
    this.#phases.advance();
    this.#look();
  }

  /** Multiplies the intensity from an instant on; arrivals that were due before it stay where they are. */
  changeRate(atNs: number, factor: number): void {
    this.#timeline.change(atNs, factor);
    this.#look();
  }

  /** @returns when a schedule with this cursor's rates ends */
  endNsOf(end: ScheduleEnd): number {
    return scheduleEndNs(end, this.#timeline);
  }

  #look(): void {
    this.nextIntendedStartNs = Math.round(this.#timeline.instantNs(this.#phases.phase));
  }
}
