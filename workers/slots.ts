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

/**
 * The requests under way, one per slot: parallel arrays, fixed from the start. An instant is valid while the slot is busy;
 * `firstByteNs` is −1 until bytes of the final response arrive.
 */
export class Slots {
  readonly count: number;
  readonly state: Uint8Array;
  readonly flags: Uint8Array;
  readonly isNewConnection: Uint8Array;
  readonly requestIndex: Uint16Array;
  readonly intendedStartNs: Float64Array;
  readonly dispatchedNs: Float64Array;
  readonly sentNs: Float64Array;
  readonly firstByteNs: Float64Array;
  readonly readDelayNs: Float64Array;
  /** Slots that have a connection. */
  connectedCount = 0;

  // Ready slots, first in, first out: the one that has been free for longest is next, which is round robin when all are
  // free. A slot that was lost while it waited keeps its place and is passed over.
  readonly #ring: Int32Array;
  readonly #isInRing: Uint8Array;
  #ringHead = 0;
  #ringCount = 0;

  constructor(count: number) {
    this.count = count;
    this.state = new Uint8Array(count);
    this.flags = new Uint8Array(count);
    this.isNewConnection = new Uint8Array(count);
    this.requestIndex = new Uint16Array(count);
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
    let at = this.#ringHead + this.#ringCount;
    if (at >= this.count) at -= this.count;
    this.#ring[at] = slot;
    this.#isInRing[slot] = 1;
    this.#ringCount++;
  }

  /** @returns the slot that has been ready for longest, or −1 */
  takeReady(): number {
    while (this.#ringCount > 0) {
      const slot = this.#ring[this.#ringHead]!;
      this.#ringHead = this.#ringHead + 1 === this.count ? 0 : this.#ringHead + 1;
      this.#ringCount--;
      this.#isInRing[slot] = 0;
      if (this.state[slot] === SLOT_READY) return slot;
    }
    return -1;
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
