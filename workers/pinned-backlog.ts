import type { Line } from "./line.js";

const NONE = -1;

/**
 * Arrivals that wait for one slot each: a line per slot, all in one pool of fixed capacity.
 *
 * ```
 *   first[slot] ─▶ a ─▶ b ─▶ c ◀─ last[slot]        free ─▶ x ─▶ y …
 * ```
 */
export class PinnedBacklog implements Line {
  readonly capacity: number;
  count = 0;
  readonly #next: Int32Array;
  readonly #firstOf: Int32Array;
  readonly #lastOf: Int32Array;
  readonly #intendedStartNs: Float64Array;
  readonly #dispatchedNs: Float64Array;
  readonly #enteredNs: Float64Array;
  readonly #arrivalIndex: Float64Array;
  readonly #flags: Uint8Array;
  /** Places that have been used and are free again; places from `#untouched` on never were. */
  #free = NONE;
  #untouched = 0;
  takenIntendedStartNs = 0;
  takenDispatchedNs = 0;
  takenEnteredNs = 0;
  takenArrivalIndex = 0;
  takenFlags = 0;

  /** @param capacity - of all lines together, at least 1 */
  constructor(capacity: number, slotCount: number) {
    this.capacity = capacity;
    this.#next = new Int32Array(capacity);
    this.#firstOf = new Int32Array(slotCount).fill(NONE);
    this.#lastOf = new Int32Array(slotCount).fill(NONE);
    this.#intendedStartNs = new Float64Array(capacity);
    this.#dispatchedNs = new Float64Array(capacity);
    this.#enteredNs = new Float64Array(capacity);
    this.#arrivalIndex = new Float64Array(capacity);
    this.#flags = new Uint8Array(capacity);
  }

  hasFor(slot: number): boolean {
    return this.#firstOf[slot] !== NONE;
  }

  put(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean {
    const at = this.#write(intendedStartNs, dispatchedNs, enteredNs, arrivalIndex, flags);
    if (at === NONE) return false;
    this.#next[at] = NONE;
    const last = this.#lastOf[slot]!;
    if (last === NONE) this.#firstOf[slot] = at;
    else this.#next[last] = at;
    this.#lastOf[slot] = at;
    return true;
  }

  putFirst(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean {
    const at = this.#write(intendedStartNs, dispatchedNs, enteredNs, arrivalIndex, flags);
    if (at === NONE) return false;
    this.#next[at] = this.#firstOf[slot]!;
    if (this.#firstOf[slot] === NONE) this.#lastOf[slot] = at;
    this.#firstOf[slot] = at;
    return true;
  }

  take(slot: number): void {
    const at = this.#firstOf[slot]!;
    this.takenIntendedStartNs = this.#intendedStartNs[at]!;
    this.takenDispatchedNs = this.#dispatchedNs[at]!;
    this.takenEnteredNs = this.#enteredNs[at]!;
    this.takenArrivalIndex = this.#arrivalIndex[at]!;
    this.takenFlags = this.#flags[at]!;
    this.#firstOf[slot] = this.#next[at]!;
    if (this.#firstOf[slot] === NONE) this.#lastOf[slot] = NONE;
    this.#next[at] = this.#free;
    this.#free = at;
    this.count--;
  }

  firstSlot(): number {
    for (let slot = 0; slot < this.#firstOf.length; slot++) {
      if (this.#firstOf[slot] !== NONE) return slot;
    }
    return NONE;
  }

  oldestDispatchedNs(slot: number): number {
    const at = this.#firstOf[slot]!;
    return at === NONE ? Infinity : this.#dispatchedNs[at]!;
  }

  oldestIntendedStartNs(): number {
    let oldestNs = Infinity;
    for (const at of this.#firstOf) {
      if (at !== NONE && this.#intendedStartNs[at]! < oldestNs) {
        oldestNs = this.#intendedStartNs[at]!;
      }
    }
    return oldestNs;
  }

  #write(
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): number {
    if (this.count === this.capacity) return NONE;
    let at = this.#free;
    if (at === NONE) at = this.#untouched++;
    else this.#free = this.#next[at]!;
    this.#intendedStartNs[at] = intendedStartNs;
    this.#dispatchedNs[at] = dispatchedNs;
    this.#enteredNs[at] = enteredNs;
    this.#arrivalIndex[at] = arrivalIndex;
    this.#flags[at] = flags;
    this.count++;
    return at;
  }
}
