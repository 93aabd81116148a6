import { ConnectionLists } from "./connection-lists.js";
import type { ConnectionOrder } from "./connection-order.js";

/** The connection on which a place became free last, for as long as it has one. */
export class LifoOrder implements ConnectionOrder {
  readonly #stack: ConnectionLists;

  constructor(connectionCount: number) {
    this.#stack = new ConnectionLists(connectionCount, 1);
  }

  add(connection: number): void {
    this.#stack.prepend(0, connection);
  }

  remove(connection: number): void {
    this.#stack.remove(connection);
  }

  takeTurn(): number {
    return this.#stack.first(0);
  }

  onFreed(connection: number): void {
    this.#stack.remove(connection);
    this.#stack.prepend(0, connection);
  }

  onInFlight(): void {
    // A place that becomes free is told of by itself.
  }
}
