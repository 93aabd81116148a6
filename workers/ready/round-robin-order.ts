import { ConnectionLists } from "./connection-lists.js";
import type { ConnectionOrder } from "./connection-order.js";

/** In turn: whoever was chosen comes after all others, and so does whoever has a place free again. */
export class RoundRobinOrder implements ConnectionOrder {
  readonly #queue: ConnectionLists;

  constructor(connectionCount: number) {
    this.#queue = new ConnectionLists(connectionCount, 1);
  }

  add(connection: number): void {
    this.#queue.append(0, connection);
  }

  remove(connection: number): void {
    this.#queue.remove(connection);
  }

  takeTurn(): number {
    const connection = this.#queue.first(0);
    if (connection < 0) return -1;
    this.#queue.remove(connection);
    this.#queue.append(0, connection);
    return connection;
  }

  onFreed(): void {
    // Keeps its turn.
  }

  onInFlight(): void {
    // Keeps its turn.
  }
}
