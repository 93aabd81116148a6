/**
 * Slots that pause until an instant: to think, or because a slow catch-up is not yet due on them. The earliest first: a
 * binary heap. A slot pauses at most once at a time.
 */
export class SlotPauses {
  readonly #slots: Int32Array;
  readonly #dueNs: Float64Array;
  readonly #isPausing: Uint8Array;
  #count = 0;
  /** When the earliest pause is over; Infinity when no slot pauses. */
  nextDueNs = Infinity;
  /** When the pause was over that the last {@link SlotPauses.take} ended. */
  takenDueNs = 0;

  constructor(slotCount: number) {
    this.#slots = new Int32Array(slotCount);
    this.#dueNs = new Float64Array(slotCount);
    this.#isPausing = new Uint8Array(slotCount);
  }

  /** @returns whether the slot pauses */
  has(slot: number): boolean {
    return this.#isPausing[slot] === 1;
  }

  /** The slot, which does not pause, does so until an instant. */
  add(slot: number, dueNs: number): void {
    this.#isPausing[slot] = 1;
    let at = this.#count++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#dueNs[parent]! <= dueNs) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#slots[at] = slot;
    this.#dueNs[at] = dueNs;
    this.nextDueNs = this.#dueNs[0]!;
  }

  /** Ends the earliest pause. Only when there is one. @returns its slot */
  take(): number {
    const slot = this.#slots[0]!;
    this.takenDueNs = this.#dueNs[0]!;
    this.#isPausing[slot] = 0;
    this.#count--;
    this.#sinkLast();
    this.nextDueNs = this.#count === 0 ? Infinity : this.#dueNs[0]!;
    return slot;
  }

  /** Puts the last entry in the place of the first. */
  #sinkLast(): void {
    const count = this.#count;
    const slot = this.#slots[count]!;
    const dueNs = this.#dueNs[count]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && this.#dueNs[child + 1]! < this.#dueNs[child]!) child++;
      if (this.#dueNs[child]! >= dueNs) break;
      this.#move(child, at);
      at = child;
    }
    this.#slots[at] = slot;
    this.#dueNs[at] = dueNs;
  }

  #move(from: number, to: number): void {
    this.#slots[to] = this.#slots[from]!;
    this.#dueNs[to] = this.#dueNs[from]!;
  }
}
