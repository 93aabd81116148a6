import { RandomSource } from "../../engine/core/index.js";
import type { ConnectionOrder } from "./connection-order.js";

/** Any connection with a place free, each as likely as every other, however many places it has free. */
export class RandomOrder implements ConnectionOrder {
  readonly #random: RandomSource;
  readonly #connections: Int32Array;
  /** Where a connection lies in `#connections`. */
  readonly #at: Int32Array;
  #count = 0;

  constructor(connectionCount: number, seed: number) {
    this.#random = new RandomSource(seed);
    this.#connections = new Int32Array(connectionCount);
    this.#at = new Int32Array(connectionCount);
  }

  add(connection: number): void {
    this.#place(connection, this.#count);
    this.#count++;
  }

  remove(connection: number): void {
    this.#count--;
    this.#place(this.#connections[this.#count]!, this.#at[connection]!);
  }

  takeTurn(): number {
    if (this.#count === 0) return -1;
    return this.#connections[Math.floor(this.#random.nextUniform() * this.#count)]!;
  }

  onFreed(): void {
    // Chance has no memory.
  }

  onInFlight(): void {
    // Chance has no memory.
  }

  #place(connection: number, at: number): void {
    this.#connections[at] = connection;
    this.#at[connection] = at;
  }
}
