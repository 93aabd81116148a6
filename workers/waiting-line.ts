import { PopulationIntegral } from "./in-flight-audit.js";
import type { Line } from "./line.js";
import type { Recorder } from "./recorder.js";

/**
 * Those who wait for a slot, with the books that are kept of every stay. Whoever is taken out is in the `taken…` fields of
 * the line.
 */
export class WaitingLine {
  readonly line: Line;
  readonly #population: PopulationIntegral;
  readonly #recorder: Recorder;

  /** @param windowStartNs - of the measured window; @param windowEndNs - Infinity while unknown */
  constructor(line: Line, recorder: Recorder, windowStartNs: number, windowEndNs: number) {
    this.line = line;
    this.#recorder = recorder;
    this.#population = new PopulationIntegral(windowStartNs, windowEndNs);
  }

  get count(): number {
    return this.line.count;
  }

  /** A request begins to wait for a slot (−1: any), behind all others. */
  join(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    this.line.put(slot, intendedStartNs, dispatchedNs, nowNs, arrivalIndex, flags);
    this.#population.change(1, nowNs);
  }

  /** A request that is sent again begins to wait, before all others. */
  joinFirst(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    this.line.putFirst(slot, intendedStartNs, dispatchedNs, nowNs, arrivalIndex, flags);
    this.#population.change(1, nowNs);
  }

  /** Takes out who has waited for longest for this slot. Only when somebody does. */
  take(slot: number, nowNs: number): void {
    this.line.take(slot);
    this.#population.change(-1, nowNs);
    this.#recorder.onLeftQueue(this.line.takenEnteredNs, nowNs);
  }

  /** Takes out who has waited for longest for any one slot. Only when somebody waits. */
  takeAny(nowNs: number): void {
    this.take(this.line.firstSlot(), nowNs);
  }

  /** Takes out everybody but those who have been sent before: they were never begun. */
  keepOnlyResent(resentFlag: number, nowNs: number): void {
    const { line } = this;
    for (let left = line.count; left > 0; left--) {
      const slot = line.firstSlot();
      this.take(slot, nowNs);
      if ((line.takenFlags & resentFlag) === 0) continue;
      this.join(
        slot,
        line.takenIntendedStartNs,
        line.takenDispatchedNs,
        line.takenArrivalIndex,
        line.takenFlags,
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
