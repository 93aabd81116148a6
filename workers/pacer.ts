import type { ArrivalSchedule, Stripe } from "../engine/core/index.js";
import { StripeCursor } from "../engine/core/index.js";

/** Says when requests are due. The drive loop asks; a pacer knows nothing of sockets, slots or time itself. */
export interface Pacer {
  /** When the next planned arrival is due; Infinity when there is none (in the closed model: ever). */
  readonly nextDueNs: number;
  /** The planned arrival was taken. */
  advance(): void;
  /**
   * The closed model's next request: it is due when its predecessor on the slot has completed.
   *
   * @returns its intended start; −1 when no request follows
   */
  followOnNs(slotFreedNs: number): number;
  /** A request of the measured window was really begun. */
  onBegun(): void;
  /** When the schedule ends; Infinity while that is not known. */
  readonly endNs: number;
  /** Ends the schedule early: nothing is due at or after this instant. */
  stopAt(endNs: number): void;
}

/** Arrivals of the open model: one stripe of the run's schedule, whatever the target does. */
export class OpenPacer implements Pacer {
  readonly #cursor: StripeCursor;
  readonly #endIndex: number;
  endNs: number;
  nextDueNs = 0;

  /**
   * @param endIndex - global index of the first arrival that is not part of the run
   * @param endNs - when the schedule ends
   */
  constructor(schedule: ArrivalSchedule, stripe: Stripe, endIndex: number, endNs: number) {
    this.#cursor = new StripeCursor(schedule, stripe);
    this.#endIndex = endIndex;
    this.endNs = endNs;
    this.#look();
  }

  advance(): void {
    this.#cursor.advance();
    this.#look();
  }

  followOnNs(): number {
    return -1;
  }

  onBegun(): void {
    // The schedule alone decides what is begun.
  }

  stopAt(endNs: number): void {
    this.endNs = Math.min(this.endNs, endNs);
    this.#look();
  }

  #look(): void {
    const dueNs = this.#cursor.nextIntendedStartNs;
    const isOver = this.#cursor.nextIndex >= this.#endIndex || dueNs >= this.endNs;
    this.nextDueNs = isOver ? Infinity : dueNs;
  }
}

/** The closed model: each slot's next request is due as soon as the one before it has completed. */
export class ClosedPacer implements Pacer {
  readonly nextDueNs = Infinity;
  endNs: number;
  #leftCount: number;

  /**
   * @param requestCount - how many requests of the measured window this worker may begin; Infinity for no limit
   * @param endNs - when no further request may begin; Infinity for no limit
   */
  constructor(requestCount: number, endNs: number) {
    this.#leftCount = requestCount;
    this.endNs = endNs;
  }

  advance(): void {
    // Nothing is planned ahead.
  }

  followOnNs(slotFreedNs: number): number {
    return this.#leftCount > 0 && slotFreedNs < this.endNs ? slotFreedNs : -1;
  }

  onBegun(): void {
    this.#leftCount--;
  }

  stopAt(endNs: number): void {
    this.endNs = Math.min(this.endNs, endNs);
  }
}
