import { RandomSource } from "../engine/core/index.js";
import type { ChoicePlan } from "../engine/core/index.js";

/** The slot has no connection. */
export const SLOT_LOST = 0;
/** The slot can carry a request. */
export const SLOT_READY = 1;
/** The slot carries a request. */
export const SLOT_BUSY = 2;

/** The request belongs to the measured window. */
export const FLAG_MEASURED = 1;
/** The request had to wait for a slot. */
export const FLAG_WAITED = 2;
/** The request was sent before, and the target did nothing with it. */
export const FLAG_RESENT = 4;
/** The request's read delay is that of the last read of its response, not of the first. */
export const FLAG_BODY_LATE = 8;
/** The response has a status that is a success, and has failed a check. */
export const FLAG_CHECK_FAILED = 16;

/**
 * The requests under way, one per slot: parallel arrays, fixed from the start. An instant is valid while the slot is busy;
 * `firstByteNs` is −1 until bytes of the final response arrive.
 */
export class Slots {
  readonly count: number;
  readonly state: Uint8Array;
  readonly flags: Uint8Array;
  readonly isNewConnection: Uint8Array;
  readonly arrivalIndex: Float64Array;
  readonly scenarioIndex: Uint8Array;
  readonly intendedStartNs: Float64Array;
  readonly dispatchedNs: Float64Array;
  readonly sentNs: Float64Array;
  readonly firstByteNs: Float64Array;
  readonly readDelayNs: Float64Array;
  /** Slots that have a connection. */
  connectedCount = 0;

  // Ready slots in the order in which they became so. A slot that was lost while it waited keeps its place and is passed
  // over.
  readonly #ring: Int32Array;
  readonly #isInRing: Uint8Array;
  readonly #random: RandomSource | null;
  readonly #isLastFirst: boolean;
  #ringHead = 0;
  #ringCount = 0;

  constructor(count: number, choice: ChoicePlan) {
    this.count = count;
    this.#random = choice.kind === "random" ? new RandomSource(choice.seed) : null;
    this.#isLastFirst = choice.kind === "lifo";
    this.state = new Uint8Array(count);
    this.flags = new Uint8Array(count);
    this.isNewConnection = new Uint8Array(count);
    this.arrivalIndex = new Float64Array(count);
    this.scenarioIndex = new Uint8Array(count);
    this.intendedStartNs = new Float64Array(count);
    this.dispatchedNs = new Float64Array(count);
    this.sentNs = new Float64Array(count);
    this.firstByteNs = new Float64Array(count).fill(-1);
    this.readDelayNs = new Float64Array(count);
    this.#ring = new Int32Array(count);
    this.#isInRing = new Uint8Array(count);
  }

  /** The slot waits for a request. */
  putReady(slot: number): void {
    this.state[slot] = SLOT_READY;
    if (this.#isInRing[slot] === 1) return;
    this.#ring[this.#placeOf(this.#ringCount)] = slot;
    this.#isInRing[slot] = 1;
    this.#ringCount++;
  }

  /** @returns a slot that is ready, by the choice; −1 when none is */
  takeReady(): number {
    while (this.#ringCount > 0) {
      if (this.#random !== null) this.#drawFirst(this.#random);
      const slot = this.#isLastFirst ? this.#takeLast() : this.#takeFirst();
      this.#isInRing[slot] = 0;
      if (this.state[slot] === SLOT_READY) return slot;
    }
    return -1;
  }

  #takeFirst(): number {
    const slot = this.#ring[this.#ringHead]!;
    this.#ringHead = this.#ringHead + 1 === this.count ? 0 : this.#ringHead + 1;
    this.#ringCount--;
    return slot;
  }

  #takeLast(): number {
    this.#ringCount--;
    return this.#ring[this.#placeOf(this.#ringCount)]!;
  }

  /** Exchanges the first of those who are ready with any of them. */
  #drawFirst(random: RandomSource): void {
    const place = this.#placeOf(Math.floor(random.nextUniform() * this.#ringCount));
    const slot = this.#ring[place]!;
    this.#ring[place] = this.#ring[this.#ringHead]!;
    this.#ring[this.#ringHead] = slot;
  }

  #placeOf(offset: number): number {
    const place = this.#ringHead + offset;
    return place >= this.count ? place - this.count : place;
  }

  /** @returns when the oldest request under way was intended; Infinity when there is none */
  oldestIntendedStartNs(): number {
    let oldestNs = Infinity;
    for (let slot = 0; slot < this.count; slot++) {
      if (this.state[slot] === SLOT_BUSY && this.intendedStartNs[slot]! < oldestNs) {
        oldestNs = this.intendedStartNs[slot]!;
      }
    }
    return oldestNs;
  }
}
