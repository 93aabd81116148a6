import { Backlog } from "./backlog.js";
import type { PopulationIntegral } from "./in-flight-audit.js";
import type { Recorder } from "./recorder.js";

/**
 * Those who wait for a slot: the backlog, with the books that are kept of every stay in it. Whoever is taken out is in the
 * `taken…` fields of the backlog.
 */
export class WaitingLine {
  readonly backlog: Backlog;
  readonly #population: PopulationIntegral;
  readonly #recorder: Recorder;

  /** @param capacity - of the backlog; @param population - counts who waits */
  constructor(capacity: number, population: PopulationIntegral, recorder: Recorder) {
    this.backlog = new Backlog(capacity);
    this.#population = population;
    this.#recorder = recorder;
  }

  get count(): number {
    return this.backlog.count;
  }

  /** A request begins to wait, behind all others. */
  join(
    intendedStartNs: number,
    dispatchedNs: number,
    requestIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    this.backlog.put(intendedStartNs, dispatchedNs, nowNs, requestIndex, flags);
    this.#population.change(1, nowNs);
  }

  /** A request that is sent again begins to wait, before all others. */
  joinFirst(
    intendedStartNs: number,
    dispatchedNs: number,
    requestIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    this.backlog.putFirst(intendedStartNs, dispatchedNs, nowNs, requestIndex, flags);
    this.#population.change(1, nowNs);
  }

  /** Takes out who has waited for longest. Only when somebody waits. */
  take(nowNs: number): void {
    this.backlog.take();
    this.#population.change(-1, nowNs);
    this.#recorder.onLeftQueue(this.backlog.takenEnteredNs, nowNs);
  }

  /** Takes out everybody but those who have been sent before: they were never begun. */
  keepOnlyResent(nowNs: number, resentFlag: number): void {
    const { backlog } = this;
    for (let left = backlog.count; left > 0; left--) {
      this.take(nowNs);
      if ((backlog.takenFlags & resentFlag) === 0) continue;
      this.join(
        backlog.takenIntendedStartNs,
        backlog.takenDispatchedNs,
        backlog.takenRequestIndex,
        backlog.takenFlags,
        nowNs,
      );
    }
  }

  /** The window ends at another instant. */
  moveWindowEnd(windowEndNs: number): void {
    this.#population.moveWindowEnd(windowEndNs);
  }

  /** @returns ∫ waiting dt since the last time this was asked */
  takeIntegral(nowNs: number): number {
    return this.#population.take(nowNs);
  }
}
