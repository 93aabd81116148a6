import type { Line } from "./line.js";

/**
 * Arrivals that any slot can serve: a ring of fixed capacity.
 *
 * ```
 *   capacity 8, count 3        head               head + count
 *   [ . | . | a | b | c | . | . | . ]   take() gives a, put() writes after c, putFirst() before a
 * ```
 */
export class Backlog implements Line {
  readonly capacity: number;
  count = 0;
  #head = 0;
  readonly #intendedStartNs: Float64Array;
  readonly #dispatchedNs: Float64Array;
  readonly #enteredNs: Float64Array;
  readonly #arrivalIndex: Float64Array;
  readonly #flags: Uint8Array;
  takenIntendedStartNs = 0;
  takenDispatchedNs = 0;
  takenEnteredNs = 0;
  takenArrivalIndex = 0;
  takenFlags = 0;

  /** @param capacity - at least 1; the memory is touched only as far as the ring really fills */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#intendedStartNs = new Float64Array(capacity);
    this.#dispatchedNs = new Float64Array(capacity);
    this.#enteredNs = new Float64Array(capacity);
    this.#arrivalIndex = new Float64Array(capacity);
    this.#flags = new Uint8Array(capacity);
  }

  hasFor(): boolean {
    return this.count > 0;
  }

  put(
    _slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean {
    if (this.count === this.capacity) return false;
    // An empty ring starts over at its beginning, so that a short queue touches few pages of memory.
    if (this.count === 0) this.#head = 0;
    let at = this.#head + this.count;
    if (at >= this.capacity) at -= this.capacity;
    this.#write(at, intendedStartNs, dispatchedNs, enteredNs, arrivalIndex, flags);
    return true;
  }

  putFirst(
    _slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean {
    if (this.count === this.capacity) return false;
    this.#head = this.#head === 0 ? this.capacity - 1 : this.#head - 1;
    this.#write(this.#head, intendedStartNs, dispatchedNs, enteredNs, arrivalIndex, flags);
    return true;
  }

  take(): void {
    const at = this.#head;
    this.takenIntendedStartNs = this.#intendedStartNs[at]!;
    this.takenDispatchedNs = this.#dispatchedNs[at]!;
    this.takenEnteredNs = this.#enteredNs[at]!;
    this.takenArrivalIndex = this.#arrivalIndex[at]!;
    this.takenFlags = this.#flags[at]!;
    this.#head = at + 1 === this.capacity ? 0 : at + 1;
    this.count--;
  }

  firstSlot(): number {
    return this.count === 0 ? -1 : 0;
  }

  oldestDispatchedNs(): number {
    return this.count === 0 ? Infinity : this.#dispatchedNs[this.#head]!;
  }

  oldestIntendedStartNs(): number {
    return this.count === 0 ? Infinity : this.#intendedStartNs[this.#head]!;
  }

  #write(
    at: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): void {
    this.#intendedStartNs[at] = intendedStartNs;
    this.#dispatchedNs[at] = dispatchedNs;
    this.#enteredNs[at] = enteredNs;
    this.#arrivalIndex[at] = arrivalIndex;
    this.#flags[at] = flags;
    this.count++;
  }
}
