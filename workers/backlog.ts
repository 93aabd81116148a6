/**
 * Arrivals that wait for a slot: a ring of fixed capacity, first in, first out.
 *
 * ```
 *   capacity 8, count 3        head               head + count
 *   [ . | . | a | b | c | . | . | . ]   take() gives a, put() writes after c, putFirst() before a
 * ```
 * Full is an answer: the caller skips the arrival and counts it. An unbounded queue would hide the target's stall in our
 * own memory.
 */
export class Backlog {
  readonly capacity: number;
  count = 0;
  #head = 0;
  readonly #intendedStartNs: Float64Array;
  readonly #dispatchedNs: Float64Array;
  readonly #enteredNs: Float64Array;
  readonly #requestIndex: Uint16Array;
  readonly #flags: Uint8Array;
  /** The arrival that the last {@link Backlog.take} took out. */
  takenIntendedStartNs = 0;
  takenDispatchedNs = 0;
  /** When it was put here: a request that is sent again enters later than it was dispatched. */
  takenEnteredNs = 0;
  takenRequestIndex = 0;
  takenFlags = 0;

  /** @param capacity - at least 1; the memory is touched only as far as the ring really fills */
  constructor(capacity: number) {
    this.capacity = capacity;
    this.#intendedStartNs = new Float64Array(capacity);
    this.#dispatchedNs = new Float64Array(capacity);
    this.#enteredNs = new Float64Array(capacity);
    this.#requestIndex = new Uint16Array(capacity);
    this.#flags = new Uint8Array(capacity);
  }

  /** @returns false when the ring is full */
  put(
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    requestIndex: number,
    flags: number,
  ): boolean {
    if (this.count === this.capacity) return false;
    // An empty ring starts over at its beginning, so that a short queue touches few pages of memory.
    if (this.count === 0) this.#head = 0;
    let at = this.#head + this.count;
    if (at >= this.capacity) at -= this.capacity;
    this.#write(at, intendedStartNs, dispatchedNs, enteredNs, requestIndex, flags);
    return true;
  }

  /** Puts an arrival before all others: one that is sent again. @returns false when the ring is full */
  putFirst(
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    requestIndex: number,
    flags: number,
  ): boolean {
    if (this.count === this.capacity) return false;
    this.#head = this.#head === 0 ? this.capacity - 1 : this.#head - 1;
    this.#write(this.#head, intendedStartNs, dispatchedNs, enteredNs, requestIndex, flags);
    return true;
  }

  /** Takes the oldest arrival out, into the `taken…` fields. Only when there is one. */
  take(): void {
    const at = this.#head;
    this.takenIntendedStartNs = this.#intendedStartNs[at]!;
    this.takenDispatchedNs = this.#dispatchedNs[at]!;
    this.takenEnteredNs = this.#enteredNs[at]!;
    this.takenRequestIndex = this.#requestIndex[at]!;
    this.takenFlags = this.#flags[at]!;
    this.#head = at + 1 === this.capacity ? 0 : at + 1;
    this.count--;
  }

  /** @returns when the oldest waiting arrival was intended; Infinity when none waits */
  oldestIntendedStartNs(): number {
    return this.count === 0 ? Infinity : this.#intendedStartNs[this.#head]!;
  }

  #write(
    at: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    requestIndex: number,
    flags: number,
  ): void {
    this.#intendedStartNs[at] = intendedStartNs;
    this.#dispatchedNs[at] = dispatchedNs;
    this.#enteredNs[at] = enteredNs;
    this.#requestIndex[at] = requestIndex;
    this.#flags[at] = flags;
    this.count++;
  }
}
