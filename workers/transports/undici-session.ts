import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { Client } from "undici";
import type { Dispatcher, buildConnector } from "undici";
import { DEFAULT_MAX_HEADER_BYTES } from "../../wire/index.js";
import { UNUSED_ORIGIN } from "./undici-request.js";

/** Longest delay of a Node timer: undici must never close an idle connection by itself, the wire transport doesn't either. */
const NEVER_MS = 2_147_483_647;

/** What a session tells its connection. */
export interface SessionOwner {
  /** Bytes have been read and are about to be parsed. */
  onBytes(session: UndiciSession, byteCount: number): void;
  /** A response, interim or final, has begun in the bytes read last. */
  onHeadBegan(session: UndiciSession): void;
  /** The head of the final response has been read. */
  onHead(session: UndiciSession, headers: IncomingHttpHeaders): void;
  /** The next bytes of its body. */
  onBody(session: UndiciSession, chunk: Uint8Array): void;
  /** The final response is complete. The bytes behind it, if any, have not been looked at yet. */
  onResponseComplete(session: UndiciSession): void;
  /** The request has ended without a complete response, and the socket with it. */
  onRequestFailed(session: UndiciSession, error: Error): void;
  /** The socket is gone. */
  onClosed(session: UndiciSession): void;
}

/**
 * One socket and the undici client that speaks HTTP over it.
 *
 * A client lives as long as its socket: undici would otherwise connect, and in some cases send a request a second time,
 * behind our back. It is handed its socket and can't get another.
 */
export class UndiciSession implements Dispatcher.DispatchHandler {
  readonly socket: Socket;
  /** The status of the response that was read last. */
  status = 0;
  /** What happened to the socket first. */
  firstError: Error | undefined;
  readonly #owner: SessionOwner;
  readonly #client: Client;
  #giveSocket: (() => void) | undefined;

  constructor(socket: Socket, owner: SessionOwner) {
    this.socket = socket;
    this.#owner = owner;
    socket.once("error", (error) => {
      this.firstError = error;
    });
    this.#client = new Client(UNUSED_ORIGIN, {
      connect: this.#connect.bind(this),
      pipelining: 1,
      maxHeaderSize: DEFAULT_MAX_HEADER_BYTES,
      // Timeouts are the drive loop's.
      headersTimeout: 0,
      bodyTimeout: 0,
      // A Keep-Alive hint of the server is met with a threshold below zero: it never ends the connection either.
      keepAliveTimeout: NEVER_MS,
      keepAliveMaxTimeout: NEVER_MS,
      keepAliveTimeoutThreshold: -NEVER_MS,
    });
  }

  /**
   * Makes undici take over the socket now: it would wait for the first request, and until then nobody would read what
   * arrives. A request that is cancelled before it is written does that. If bytes that nobody asked for have come
   * already, undici closes the socket here.
   */
  begin(dispatchOptions: Dispatcher.DispatchOptions): void {
    this.#client.dispatch(dispatchOptions, CANCELLED_REQUEST);
    this.#giveSocket?.();
    // undici reads when there is something to read; a listener for "data" doesn't change that, it only sees what is read.
    this.socket.on("data", (chunk: Uint8Array) => {
      this.#owner.onBytes(this, chunk.byteLength);
    });
    // After undici's own listener: by then it has told what became of the request.
    this.socket.once("close", () => {
      this.#owner.onClosed(this);
    });
  }

  /** Sends a request. */
  send(dispatchOptions: Dispatcher.DispatchOptions): void {
    this.#client.dispatch(dispatchOptions, this);
  }

  /** Closes the socket; whatever undici still says is for the owner to ignore. */
  destroy(): void {
    this.#client.destroy(null, () => undefined);
    this.socket.destroy();
  }

  /** Closes the socket so that the peer sees an end in good order; whatever undici still says is for the owner to ignore. */
  retire(): void {
    this.socket.destroySoon();
  }

  onRequestStart(): void {
    this.status = 0;
  }

  onResponseStarted(): void {
    this.#owner.onHeadBegan(this);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.status = statusCode;
    this.#owner.onHead(this, headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#owner.onBody(this, chunk);
  }

  onResponseEnd(): void {
    this.#owner.onResponseComplete(this);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#owner.onRequestFailed(this, error);
  }

  #connect(_options: buildConnector.Options, callback: buildConnector.Callback): void {
    if (this.#giveSocket !== undefined) {
      callback(new Error("the connection was closed before the request was written"), null);
      return;
    }
    // Not at once: undici overlooks the waiting request if it gets its socket while it is asking for it.
    this.#giveSocket = () => {
      callback(null, this.socket);
    };
  }
}

/** A request that is given up at the last moment before undici writes it. */
const CANCELLED_REQUEST: Dispatcher.DispatchHandler = {
  onRequestStart: () => {
    // Not by the controller's abort, which closes the socket too.
    throw new Error("cancelled");
  },
  onResponseError: () => undefined,
};
