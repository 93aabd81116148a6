import type { ConnectionCounts, Transport, TransportListener } from "../../engine/core/index.js";
import { createCounters } from "./connection-counters.js";
import { Http1Connection } from "./http1-connection.js";
import { createShared } from "./http1-shared.js";
import type { SocketOpeners } from "./socket-openers.js";
import { createRequestSet } from "./compile-requests.js";
import type { RequestSet } from "./request-set.js";
import type { TransportOptions } from "./transport-options.js";

/** HTTP/1.1 on our own codec: one connection a slot, one shared read buffer, requests compiled to bytes. */
export class Http1Transport implements Transport {
  readonly slotCount: number;
  readonly #counts = createCounters();
  readonly #options: TransportOptions;
  readonly #requests: RequestSet;
  readonly #connections: Http1Connection[] = [];
  #openers: SocketOpeners | undefined;

  constructor(options: TransportOptions) {
    this.slotCount = options.connectionCount;
    this.#options = options;
    this.#requests = createRequestSet(options);
  }

  get sentBytes(): number {
    return this.#requests.takenBytes;
  }

  get connections(): ConnectionCounts {
    return this.#counts;
  }

  open(listener: TransportListener): void {
    const shared = createShared(this.#options, listener, this.#requests, this.#counts);
    for (let slot = 0; slot < this.slotCount; slot++) {
      this.#connections.push(new Http1Connection(slot, shared));
    }
    this.#openers = shared.openers;
    shared.openers.open();
  }

  send(slot: number, requestIndex: number, arrivalIndex: number): boolean {
    return this.#connections[slot]!.send(requestIndex, arrivalIndex);
  }

  demand(slot: number): void {
    this.#openers?.demand(slot);
  }

  abandon(slot: number): void {
    this.#connections[slot]!.abandon();
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
