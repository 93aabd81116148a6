import type { ConnectionCounts, Transport, TransportListener } from "../../engine/core/index.js";
import { createCounters } from "./connection-counters.js";
import { ConnectionLimits } from "./connection-limits.js";
import { createRequestSet } from "./compile-requests.js";
import { compileInspection } from "./response-inspector.js";
import { SocketOpeners } from "./socket-openers.js";
import type { TransportOptions } from "./transport-options.js";
import { UndiciConnection } from "./undici-connection.js";
import { UndiciRequests } from "./undici-requests.js";

/**
 * HTTP/1.1 by undici: the reference that the wire transport is tested against.
 *
 * Sockets, TLS and reconnects are the wire transport's; requests and responses are undici's. It writes a request to a
 * connection that was used before one turn of the event loop after it was told to, to see a close first; that turn is
 * part of the service time here.
 */
export class UndiciTransport implements Transport {
  readonly slotCount: number;
  readonly #counts = createCounters();
  readonly #options: TransportOptions;
  readonly #requests: UndiciRequests;
  readonly #connections: UndiciConnection[] = [];
  #openers: SocketOpeners | undefined;

  constructor(options: TransportOptions) {
    this.slotCount = options.connectionCount;
    this.#options = options;
    this.#requests = new UndiciRequests(createRequestSet(options), options.requests.length);
  }

  get sentBytes(): number {
    return this.#requests.takenBytes;
  }

  get connections(): ConnectionCounts {
    return this.#counts;
  }

  open(listener: TransportListener): void {
    const openers = new SocketOpeners(this.#options, listener, this.#counts);
    const shared = {
      clock: this.#options.clock,
      listener,
      openers,
      requests: this.#requests,
      inspection: compileInspection(this.#options),
      limits: new ConnectionLimits(this.#options.connectionRules),
      counts: this.#counts,
    };
    for (let slot = 0; slot < this.slotCount; slot++) {
      this.#connections.push(new UndiciConnection(slot, shared));
    }
    this.#openers = openers;
    openers.open();
  }

  send(slot: number, requestIndex: number, arrivalIndex: number): boolean {
    return this.#connections[slot]?.send(requestIndex, arrivalIndex) ?? false;
  }

  demand(slot: number): void {
    this.#openers?.demand(slot);
  }

  abandon(slot: number): void {
    this.#connections[slot]?.abandon();
  }

  expire(): void {
    this.#openers?.expire();
    for (const connection of this.#connections) connection.expire();
  }

  close(): void {
    this.#openers?.close();
    for (const connection of this.#connections) connection.close();
  }
}
