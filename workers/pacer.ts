import type { ArrivalCursor, CatchUp, ScheduleEnd } from "../engine/core/index.js";

/** Says when requests are due. The drive loop asks; a pacer knows nothing of sockets, slots or time itself. */
export interface Pacer {
  /** When the next planned arrival is to be noticed; Infinity when there is none (in the closed model: ever). */
  readonly nextDueNs: number;
  /** When the plan wants it: before `nextDueNs` only while a slow catch-up is under way. */
  readonly nextIntendedStartNs: number;
  /**
   * Takes the planned arrival, which was noticed at this instant.
   *
   * @returns whether it is to be sent; if not, it has come too late and is skipped
   */
  take(noticedNs: number): boolean;
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
  /**
   * Multiplies the planned rate from an instant on; 0 pauses. It may move the end of a schedule that is limited by count.
   *
   * @see `docs/measurement.md`: the phase goes on from where it stands
   */
  changeRate(atNs: number, factor: number): void;
}

/** Arrivals of the open model: one stripe of the run's schedule, whatever the target does. */
export class OpenPacer implements Pacer {
  readonly #cursor: ArrivalCursor;
  readonly #end: ScheduleEnd;
  readonly #endIndex: number;
  readonly #catchUpSpeed: number;
  readonly #latenessNsMax: number;
  #stopNs = Infinity;
  endNs: number;
  nextDueNs = 0;
  nextIntendedStartNs = 0;

  /** @param catchUp - what becomes of arrivals that were noticed late */
  constructor(cursor: ArrivalCursor, end: ScheduleEnd, catchUp: CatchUp) {
    this.#cursor = cursor;
    this.#end = end;
    this.#endIndex = end.count?.endIndex ?? Infinity;
    this.#catchUpSpeed = catchUp.kind === "paced" ? catchUp.speed : Infinity;
    this.#latenessNsMax = catchUp.kind === "skip" ? catchUp.latenessNsMax : Infinity;
    this.endNs = cursor.endNsOf(end);
    this.#look();
    this.nextDueNs = this.nextIntendedStartNs;
  }

  take(noticedNs: number): boolean {
    const takenNs = this.nextIntendedStartNs;
    this.#cursor.advance();
    this.#look();
    this.nextDueNs = this.nextIntendedStartNs;
    if (this.#catchUpSpeed !== Infinity) {
      // The schedule's clock stood at the arrival until it was noticed; from there it runs at its own speed, until it meets
      // the time.
      const gapNs = this.nextIntendedStartNs - takenNs;
      this.nextDueNs = Math.max(this.nextDueNs, noticedNs + gapNs / this.#catchUpSpeed);
    }
    return noticedNs - takenNs <= this.#latenessNsMax;
  }

  followOnNs(): number {
    return -1;
  }

  onBegun(): void {
    // The schedule alone decides what is begun.
  }

  stopAt(endNs: number): void {
    this.#stopNs = Math.min(this.#stopNs, endNs);
    this.endNs = Math.min(this.endNs, endNs);
    this.#look();
    this.nextDueNs = Math.max(this.nextDueNs, this.nextIntendedStartNs);
  }

  changeRate(atNs: number, factor: number): void {
    this.#cursor.changeRate(atNs, factor);
    this.endNs = Math.min(this.#stopNs, this.#cursor.endNsOf(this.#end));
    this.#look();
    this.nextDueNs = this.nextIntendedStartNs;
  }

  #look(): void {
    const intendedNs = this.#cursor.nextIntendedStartNs;
    const isOver = this.#cursor.nextIndex >= this.#endIndex || intendedNs >= this.endNs;
    this.nextIntendedStartNs = isOver ? Infinity : intendedNs;
  }
}

/** The closed model: each slot's next request is due as soon as the one before it has completed. */
export class ClosedPacer implements Pacer {
  readonly nextDueNs = Infinity;
  readonly nextIntendedStartNs = Infinity;
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

  take(): boolean {
    // Nothing is planned ahead.
    return false;
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

  changeRate(): void {
    // There is no planned rate.
  }
}
