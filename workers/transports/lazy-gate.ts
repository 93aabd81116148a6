import type { TransportListener } from "../../engine/core/index.js";
import type { Connecting, Gate } from "./connect-gate.js";

/**
 * Lets a connection open only when a request needs it.
 *
 * ```
 *   enter ──needed──▶ (gate) ──▶ connecting ──▶ leave
 *     │ not needed        ▲
 *     └──▶ closed ──demand┘
 * ```
 * Who may be opened again after a loss or a pause enters anew, and is asked for anew: so whoever waits while nothing is being
 * opened has a connection opened as soon as one may be.
 */
export class LazyGate implements Gate {
  readonly #gate: Gate;
  readonly #listener: Pick<TransportListener, "needsConnection">;
  readonly #streams: number;
  /** Those that nobody needed when they could have been opened, by index; the first has been here for longest. */
  readonly #closed = new Map<number, Connecting>();
  /** Those that were let in and neither stand nor have failed. */
  #openingCount = 0;

  /**
   * @param gate - what lets in those that are needed
   * @param streams - slots of each connection
   */
  constructor(gate: Gate, listener: Pick<TransportListener, "needsConnection">, streams: number) {
    this.#gate = gate;
    this.#listener = listener;
    this.#streams = streams;
  }

  enter(connection: Connecting): void {
    if (this.#isNeeded(connection)) this.#letIn(connection);
    else this.#closed.set(connection.index, connection);
  }

  leave(): void {
    this.#openingCount--;
    this.#gate.leave();
  }

  clear(): void {
    this.#closed.clear();
    this.#gate.clear();
  }

  /** Opens the connection of a slot, or any for −1, if it is closed, may be opened and is needed. */
  demand(slot: number): void {
    if (this.#closed.size === 0) return;
    const connection = slot < 0 ? this.#first() : this.#closed.get(this.#indexOf(slot));
    if (connection === undefined || !this.#isNeeded(connection)) return;
    this.#closed.delete(connection.index);
    this.#letIn(connection);
  }

  #first(): Connecting | undefined {
    return this.#closed.values().next().value;
  }

  #indexOf(slot: number): number {
    return Math.floor(slot / this.#streams);
  }

  #isNeeded({ index }: Connecting): boolean {
    const streams = this.#streams;
    return this.#listener.needsConnection(index * streams, streams, this.#openingCount * streams);
  }

  #letIn(connection: Connecting): void {
    this.#openingCount++;
    this.#gate.enter(connection);
  }
}
