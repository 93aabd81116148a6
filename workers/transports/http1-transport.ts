import type { ConnectionCounts, Transport, TransportListener } from "../../engine/core/index.js";
import { HeadMemo } from "../../wire/index.js";
import { Http1Connection } from "./http1-connection.js";
import { SocketOpeners } from "./socket-openers.js";
import { compileRequest, isIdempotent } from "./transport-options.js";
import type { TransportOptions } from "./transport-options.js";

const READ_BUFFER_BYTES = 65_536;

/** HTTP/1.1 on our own codec: one connection a slot, one shared read buffer, one request compiled to bytes. */
export class Http1Transport implements Transport {
  readonly slotCount: number;
  readonly #counts = { opened: 0, reused: 0, closedByPeer: 0 };
  readonly #options: TransportOptions;
  readonly #request: Buffer;
  readonly #connections: Http1Connection[] = [];
  #openers: SocketOpeners | undefined;

  constructor(options: TransportOptions) {
    this.slotCount = options.connectionCount;
    this.#options = options;
    this.#request = compileRequest(options);
  }

  get connections(): ConnectionCounts {
    return this.#counts;
  }

  open(listener: TransportListener): void {
    const options = this.#options;
    const openers = new SocketOpeners(options, listener, this.#counts);
    const shared = {
      clock: options.clock,
      listener,
      openers,
      readBuffer: new Uint8Array(READ_BUFFER_BYTES),
      headMemo: new HeadMemo(),
      request: this.#request,
      requestIsHead: options.request.method === "HEAD",
      isIdempotent: isIdempotent(options.request),
      counts: this.#counts,
    };
    for (let slot = 0; slot < this.slotCount; slot++) {
      this.#connections.push(new Http1Connection(slot, shared));
    }
    this.#openers = openers;
    openers.open();
  }

  send(slot: number): void {
    this.#connections[slot]!.send();
  }

  requestBytes(): number {
    return this.#request.byteLength;
  }

  abandon(slot: number): void {
    this.#connections[slot]!.abandon();
  }

  expireConnects(): void {
    this.#openers?.expire();
  }

  close(): void {
    this.#openers?.close();
    for (const connection of this.#connections) connection.close();
  }
}
