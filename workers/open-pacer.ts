import type { ArrivalCursor, CatchUp, ScheduleEnd } from "../engine/core/index.js";
import type { Pacer } from "./pacer.js";

/** Planned arrivals: one stripe of the run's schedule, whatever the target does. */
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
  nextIndex = 0;
  nextSlot = -1;

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

  isTooLate(): boolean {
    // Whoever waits for a connection waits for the target, not for us.
    return false;
  }

  pauseUntilNs(): number {
    return -Infinity;
  }

  followOnNs(): number {
    return -1;
  }

  mayBegin(): boolean {
    return false;
  }

  onBegun(): void {
    // The schedule alone decides what is begun.
  }

  isOver(nowNs: number): boolean {
    return this.nextDueNs === Infinity && nowNs >= this.endNs;
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
    this.nextIndex = this.#cursor.nextIndex;
    const isOver = this.nextIndex >= this.#endIndex || intendedNs >= this.endNs;
    this.nextIntendedStartNs = isOver ? Infinity : intendedNs;
  }
}
