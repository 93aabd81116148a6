import type { ConnectionCounts, Transport, TransportListener } from "../../engine/core/index.js";
import { createCounters } from "./connection-counters.js";
import { ConnectionLimits } from "./connection-limits.js";
import { SocketOpeners } from "./socket-openers.js";
import { mayResend } from "./transport-options.js";
import type { TransportOptions } from "./transport-options.js";
import { UndiciConnection } from "./undici-connection.js";
import { prepareUndiciRequest } from "./undici-request.js";
import type { UndiciRequest } from "./undici-request.js";

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
  readonly #request: UndiciRequest;
  readonly #connections: UndiciConnection[] = [];
  #openers: SocketOpeners | undefined;

  constructor(options: TransportOptions) {
    this.slotCount = options.connectionCount;
    this.#options = options;
    this.#request = prepareUndiciRequest(options);
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
      dispatchOptions: this.#request.dispatchOptions,
      mayResend: mayResend(this.#options),
      limits: new ConnectionLimits(this.#options.connectionRules),
      serverTiming: this.#options.serverTiming,
      counts: this.#counts,
    };
    for (let slot = 0; slot < this.slotCount; slot++) {
      this.#connections.push(new UndiciConnection(slot, shared));
    }
    this.#openers = openers;
    openers.open();
  }

  send(slot: number): boolean {
    return this.#connections[slot]?.send() ?? false;
  }

  requestBytes(): number {
    return this.#request.byteCount;
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
