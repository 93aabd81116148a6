import { PopulationIntegral } from "./in-flight-audit.js";
import { isMeasured } from "./recorder.js";
import type { Ending } from "./recorder.js";
import type { ScenarioBooks } from "./scenario-books.js";
import type { Slots } from "./slots.js";

/** The requests under way, one per slot, with the books that are kept of every stay. */
export class InFlight {
  readonly slots: Slots;
  readonly #population: PopulationIntegral;
  readonly #books: ScenarioBooks;

  /** @param windowStartNs - of the measured window; @param windowEndNs - Infinity while unknown */
  constructor(slots: Slots, books: ScenarioBooks, windowStartNs: number, windowEndNs: number) {
    this.slots = slots;
    this.#books = books;
    this.#population = new PopulationIntegral(windowStartNs, windowEndNs);
  }

  get count(): number {
    return this.#population.count;
  }

  /** A request is about to be written on a slot. */
  begin(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    const { slots } = this;
    slots.begin(slot);
    slots.flags[slot] = flags;
    slots.arrivalIndex[slot] = arrivalIndex;
    slots.intendedStartNs[slot] = intendedStartNs;
    slots.dispatchedNs[slot] = dispatchedNs;
    slots.sentNs[slot] = nowNs;
    slots.firstByteNs[slot] = -1;
    slots.readDelayNs[slot] = 0;
    this.#population.change(1, nowNs);
  }

  /** The request on a slot has ended, or goes back to wait. */
  leave(slot: number, nowNs: number): void {
    this.slots.end(slot);
    this.#population.change(-1, nowNs);
    this.#books.first.onLeftFlight(this.slots.sentNs[slot]!, nowNs);
  }

  /** The request on a slot ended without a complete response; its connection is lost. */
  endAs(slot: number, ending: Ending, nowNs: number): void {
    this.leave(slot, nowNs);
    if (isMeasured(this.slots.flags[slot]!)) {
      const recorder = this.#books.recorders[this.slots.scenarioIndex[slot]!]!;
      recorder.onEndedInFlight(this.slots, slot, ending, nowNs);
    }
    this.slots.lose(slot);
  }

  /** The window ends at another instant. */
  moveWindowEnd(windowEndNs: number): void {
    this.#population.moveWindowEnd(windowEndNs);
  }

  /** @returns ∫ in flight dt since the last time this was asked */
  takeIntegral(nowNs: number): number {
    return this.#population.take(nowNs);
  }
}
