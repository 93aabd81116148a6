import type { ChoicePlan } from "../../engine/core/index.js";
import { RandomSource } from "../../engine/core/index.js";
import type { ReadySlots } from "./ready-slots.js";
import { SLOT_READY } from "./slot-state.js";

/**
 * The slots of connections that carry one request each: a ring of those who are ready, in the order in which they became
 * so. Of such connections each has as little in flight as any other, so that the least busy is the one whose turn it is.
 *
 * A slot that was lost or begun while it waited keeps its place and is passed over.
 */
export class ReadyRing implements ReadySlots {
  readonly #capacity: number;
  readonly #state: Uint8Array;
  readonly #ring: Int32Array;
  readonly #isInRing: Uint8Array;
  readonly #random: RandomSource | null;
  readonly #isLastFirst: boolean;
  #head = 0;
  #count = 0;

  /** @param state - of each slot, kept by the caller */
  constructor(state: Uint8Array, choice: ChoicePlan) {
    this.#capacity = state.length;
    this.#state = state;
    this.#ring = new Int32Array(state.length);
    this.#isInRing = new Uint8Array(state.length);
    this.#random = choice.kind === "random" ? new RandomSource(choice.seed) : null;
    this.#isLastFirst = choice.kind === "lifo";
  }

  put(slot: number): void {
    if (this.#isInRing[slot] === 1) return;
    this.#ring[this.#placeOf(this.#count)] = slot;
    this.#isInRing[slot] = 1;
    this.#count++;
  }

  take(): number {
    while (this.#count > 0) {
      if (this.#random !== null) this.#drawFirst(this.#random);
      const slot = this.#isLastFirst ? this.#takeLast() : this.#takeFirst();
      this.#isInRing[slot] = 0;
      if (this.#state[slot] === SLOT_READY) return slot;
    }
    return -1;
  }

  onBegun(): void {
    // The state tells.
  }

  onEnded(): void {
    // The slot is put here when it is ready.
  }

  onLost(): void {
    // The state tells.
  }

  #takeFirst(): number {
    const slot = this.#ring[this.#head]!;
    this.#head = this.#head + 1 === this.#capacity ? 0 : this.#head + 1;
    this.#count--;
    return slot;
  }

  #takeLast(): number {
    this.#count--;
    return this.#ring[this.#placeOf(this.#count)]!;
  }

  /** Exchanges the first of those who are ready with any of them. */
  #drawFirst(random: RandomSource): void {
    const place = this.#placeOf(Math.floor(random.nextUniform() * this.#count));
    const slot = this.#ring[place]!;
    this.#ring[place] = this.#ring[this.#head]!;
    this.#ring[this.#head] = slot;
  }

  #placeOf(offset: number): number {
    const place = this.#head + offset;
    return place >= this.#capacity ? place - this.#capacity : place;
  }
}
