/**
 * The connections that have a place free, and which of them is next. One that has none is not in the order.
 *
 * Cost: O(1) for everything, and nothing is allocated after construction.
 */
export interface ConnectionOrder {
  /** The connection, which had no place free, has one. @param inFlightCount - the requests on it */
  add(connection: number, inFlightCount: number): void;
  /** The connection, which is in the order, has no place free any more. */
  remove(connection: number): void;
  /** @returns the connection that is next, which stays in the order; −1 when there is none */
  takeTurn(): number;
  /** One more place is free on a connection that is in the order. */
  onFreed(connection: number): void;
  /** The number of requests on a connection that is in the order is another. */
  onInFlight(connection: number, inFlightCount: number): void;
}
