import type { ConnectionCounts, Transport, TransportListener } from "../../engine/core/index.js";
import { createCounters } from "./connection-counters.js";
import { createShared } from "./http1-shared.js";
import { PipelinedConnection } from "./pipelined-connection.js";
import type { SocketOpeners } from "./socket-openers.js";
import { createRequestSet } from "./compile-requests.js";
import type { RequestSet } from "./request-set.js";
import type { TransportOptions } from "./transport-options.js";

/** HTTP/1.1 with several requests in flight on each connection: a slot is a place in the pipeline of its connection. */
export class PipelinedTransport implements Transport {
  readonly slotCount: number;
  readonly #counts = createCounters();
  readonly #options: TransportOptions;
  readonly #requests: RequestSet;
  readonly #connections: PipelinedConnection[] = [];
  readonly #connectionOfSlot: PipelinedConnection[] = [];
  #openers: SocketOpeners | undefined;

  constructor(options: TransportOptions) {
    this.slotCount = options.connectionCount * options.connectionRules.streams;
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
    const { connectionCount, connectionRules } = this.#options;
    const shared = createShared(this.#options, listener, this.#requests, this.#counts);
    for (let index = 0; index < connectionCount; index++) {
      const firstSlot = this.#connectionOfSlot.length;
      const connection = new PipelinedConnection(firstSlot, connectionRules.streams, shared);
      this.#connections.push(connection);
      for (let left = connectionRules.streams; left > 0; left--) {
        this.#connectionOfSlot.push(connection);
      }
    }
    this.#openers = shared.openers;
    shared.openers.open();
  }

  send(slot: number, requestIndex: number, arrivalIndex: number): boolean {
    return this.#connectionOfSlot[slot]!.send(slot, requestIndex, arrivalIndex);
  }

  demand(slot: number): void {
    this.#openers?.demand(slot);
  }

  abandon(slot: number): void {
    this.#connectionOfSlot[slot]!.abandon(slot);
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
