import { ConnectionLists } from "./connection-lists.js";
import type { ConnectionOrder } from "./connection-order.js";
import { LevelSet } from "./level-set.js";

/**
 * The connection with the fewest requests in flight: a list for each number of them, in the order in which its connections
 * came to that number.
 *
 * ```
 *   in flight   0        1          2       3        with 4 places on each connection
 *   list      [ . ]   [ 4, 0 ]   [ 1 ]   [ 3, 2 ]    next is 4: of the least busy it has been so for longest
 * ```
 */
export class LeastBusyOrder implements ConnectionOrder {
  readonly #lists: ConnectionLists;
  /** The lists that are not empty. */
  readonly #levels: LevelSet;
  readonly #levelOf: Int32Array;

  /** @param placeCount - of each connection: one with a place free has fewer requests in flight */
  constructor(connectionCount: number, placeCount: number) {
    this.#lists = new ConnectionLists(connectionCount, placeCount);
    this.#levels = new LevelSet(placeCount);
    this.#levelOf = new Int32Array(connectionCount);
  }

  add(connection: number, inFlightCount: number): void {
    this.#levelOf[connection] = inFlightCount;
    this.#lists.append(inFlightCount, connection);
    this.#levels.add(inFlightCount);
  }

  remove(connection: number): void {
    this.#lists.remove(connection);
    const level = this.#levelOf[connection]!;
    if (this.#lists.first(level) < 0) this.#levels.remove(level);
  }

  takeTurn(): number {
    const level = this.#levels.least();
    return level < 0 ? -1 : this.#lists.first(level);
  }

  onFreed(): void {
    // What was in flight there was told of before.
  }

  onInFlight(connection: number, inFlightCount: number): void {
    this.remove(connection);
    this.add(connection, inFlightCount);
  }
}
