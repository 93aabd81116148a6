import type { ConnectionOrder } from "./connection-order.js";
import type { ReadySlots } from "./ready-slots.js";

/**
 * The slots of connections that carry several requests each: the order says which connection is next, and any of its free
 * places will do.
 *
 * ```
 *   connection      0               1               2          4 places each
 *   #free    [ 2 | 0 | . | . | 5 | . | . | . | . | . | . | . ] the free slots of each come first
 *   #freeCount      2               1               0          connection 2 is not in the order
 * ```
 * What is not free any more is taken out at once, whatever the reason, and every operation is O(1).
 */
export class ReadyPlaces implements ReadySlots {
  readonly #placeCount: number;
  readonly #order: ConnectionOrder;
  readonly #connectionOf: Int32Array;
  readonly #free: Int32Array;
  /** Where a slot lies in `#free`; −1: it is not free. */
  readonly #freeAt: Int32Array;
  readonly #freeCount: Int32Array;
  readonly #inFlightCount: Int32Array;

  /** @param placeCount - of each connection; connection c has the slots c × placeCount and those after it */
  constructor(connectionCount: number, placeCount: number, order: ConnectionOrder) {
    const slotCount = connectionCount * placeCount;
    this.#placeCount = placeCount;
    this.#order = order;
    this.#connectionOf = new Int32Array(slotCount);
    for (let slot = 0; slot < slotCount; slot++) {
      this.#connectionOf[slot] = Math.floor(slot / placeCount);
    }
    this.#free = new Int32Array(slotCount);
    this.#freeAt = new Int32Array(slotCount).fill(-1);
    this.#freeCount = new Int32Array(connectionCount);
    this.#inFlightCount = new Int32Array(connectionCount);
  }

  put(slot: number): void {
    if (this.#freeAt[slot]! >= 0) return;
    const connection = this.#connectionOf[slot]!;
    const freeCount = this.#freeCount[connection]!;
    this.#place(slot, connection * this.#placeCount + freeCount);
    this.#freeCount[connection] = freeCount + 1;
    if (freeCount > 0) this.#order.onFreed(connection);
    else this.#order.add(connection, this.#inFlightCount[connection]!);
  }

  take(): number {
    const connection = this.#order.takeTurn();
    if (connection < 0) return -1;
    const slot = this.#free[connection * this.#placeCount + this.#freeCount[connection]! - 1]!;
    this.#remove(slot);
    return slot;
  }

  onBegun(slot: number): void {
    if (this.#freeAt[slot]! >= 0) this.#remove(slot);
    this.#changeInFlight(this.#connectionOf[slot]!, 1);
  }

  onEnded(slot: number): void {
    this.#changeInFlight(this.#connectionOf[slot]!, -1);
  }

  onLost(slot: number): void {
    if (this.#freeAt[slot]! >= 0) this.#remove(slot);
  }

  #changeInFlight(connection: number, change: 1 | -1): void {
    const inFlightCount = this.#inFlightCount[connection]! + change;
    this.#inFlightCount[connection] = inFlightCount;
    if (this.#freeCount[connection]! > 0) this.#order.onInFlight(connection, inFlightCount);
  }

  /** The last of the connection's free slots takes the place of the one that goes. */
  #remove(slot: number): void {
    const connection = this.#connectionOf[slot]!;
    const freeCount = this.#freeCount[connection]! - 1;
    this.#freeCount[connection] = freeCount;
    const lastSlot = this.#free[connection * this.#placeCount + freeCount]!;
    this.#place(lastSlot, this.#freeAt[slot]!);
    this.#freeAt[slot] = -1;
    if (freeCount === 0) this.#order.remove(connection);
  }

  #place(slot: number, at: number): void {
    this.#free[at] = slot;
    this.#freeAt[slot] = at;
  }
}
