import type { Socket } from "node:net";
import type { Clock, TransportListener } from "../../engine/core/index.js";
import {
  DEFAULT_MAX_HEADER_BYTES,
  Http1ResponseParser,
  PARSE_COMPLETE,
  PARSE_ERROR,
} from "../../wire/index.js";
import type { HeadMemo } from "../../wire/index.js";
import type { ReadInto } from "./connector.js";
import { fromSocketError } from "./node-errors.js";
import type { NamedError } from "./node-errors.js";
import type { SocketOpener, SocketOwner } from "./socket-opener.js";
import type { SocketOpeners } from "./socket-openers.js";

/** What the connections of one worker share. */
export interface Http1Shared {
  readonly clock: Clock;
  readonly listener: TransportListener;
  readonly openers: SocketOpeners;
  readonly readBuffer: Uint8Array;
  readonly headMemo: HeadMemo;
  readonly request: Buffer;
  readonly requestIsHead: boolean;
  /** A request on a reused connection that was closed without one response byte may be sent again. */
  readonly isIdempotent: boolean;
  readonly counts: { reused: number; closedByPeer: number };
}

/** One TLS record. The send buffer of a socket on which nothing waits takes this much at once. */
const ALWAYS_WRITTEN_BYTES = 16_384;

/** No connection: the opener is at work on the next one, or the end has come. */
const CLOSED = 0;
const IDLE = 1;
const BUSY = 2;

/**
 * One HTTP/1.1 connection: one slot, one request at a time, and a new socket whenever the old one is gone.
 *
 * ```
 *   CLOSED ──opened──▶ IDLE ──send──▶ BUSY ──complete, keep-alive──▶ IDLE
 *     ▲                  │              │
 *     └──close, stray────┴──────────────┴── complete, close, error, abandon
 * ```
 */
export class Http1Connection implements SocketOwner {
  readonly read: ReadInto;
  readonly #slot: number;
  readonly #shared: Http1Shared;
  readonly #clock: Clock;
  readonly #listener: TransportListener;
  readonly #parser: Http1ResponseParser;
  readonly #opener: SocketOpener;
  #socket: Socket | null = null;
  #state = CLOSED;
  #wasUsed = false;
  #responsesOnConnection = 0;
  #bytesOfResponse = 0;

  constructor(slot: number, shared: Http1Shared) {
    this.#slot = slot;
    this.#shared = shared;
    this.#clock = shared.clock;
    this.#listener = shared.listener;
    this.#parser = new Http1ResponseParser({
      maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES,
      headMemo: shared.headMemo,
    });
    this.read = { buffer: shared.readBuffer, onBytes: this.#onBytes.bind(this) };
    this.#opener = shared.openers.add(this);
  }

  onOpened(socket: Socket): void {
    this.#socket = socket;
    this.#state = IDLE;
    this.#wasUsed = false;
    this.#responsesOnConnection = 0;
    listenTo(socket, this);
    this.#listener.onSlotReady(this.#slot, true, this.#clock.nowNs());
  }

  send(): void {
    this.#state = BUSY;
    this.#wasUsed = true;
    this.#bytesOfResponse = 0;
    this.#parser.reset(this.#shared.requestIsHead);
    this.#socket!.write(this.#shared.request);
  }

  /** Gives up the request under way, and with it the connection. */
  abandon(): void {
    this.#drop();
    this.#reconnect();
  }

  /** Closes for good; nothing is told to the listener. */
  close(): void {
    this.#drop();
  }

  /** The peer has closed its side. */
  onEnd(socket: Socket): void {
    if (socket !== this.#socket) return;
    const nowNs = this.#clock.nowNs();
    this.#listener.onRead(nowNs);
    if (this.#state === BUSY && this.#parser.finish() === PARSE_COMPLETE) {
      this.#shared.counts.closedByPeer++;
      this.#complete(nowNs, false);
      return;
    }
    this.#lose(peerClosedError(this.#parser), nowNs);
  }

  /** The socket has failed. */
  onError(socket: Socket, error: Error): void {
    if (socket === this.#socket) this.#lose(fromSocketError(error), this.#clock.nowNs());
  }

  /** The socket is gone, whatever was heard of it before. */
  onClose(socket: Socket): void {
    if (socket === this.#socket) this.#lose(peerClosedError(this.#parser), this.#clock.nowNs());
  }

  #onBytes(byteCount: number): boolean {
    const nowNs = this.#clock.nowNs();
    this.#listener.onRead(nowNs);
    if (this.#state !== BUSY) {
      // Nobody asked for these bytes: they must not become the answer to the next request.
      this.#dropIdle();
      return true;
    }
    const parser = this.#parser;
    const headOrdinal = parser.headOrdinal;
    const outcome = parser.parse(this.#shared.readBuffer, 0, byteCount);
    this.#bytesOfResponse += byteCount;
    if (parser.headOrdinal !== headOrdinal) this.#listener.onFirstByte(this.#slot, nowNs);
    if (outcome === PARSE_COMPLETE) {
      this.#complete(nowNs, parser.keepAlive && parser.position === byteCount);
    } else if (outcome === PARSE_ERROR) {
      this.#fail({ kind: "protocol", message: parser.errorMessage() }, false, nowNs);
    }
    return true;
  }

  #complete(nowNs: number, mayReuse: boolean): void {
    // An answer that came before the whole request was written leaves the rest of it in the way of the next one. A short
    // request is always written at once; only that TLS sockets tell of it later than the answer can come.
    const isWritten =
      this.#shared.request.byteLength <= ALWAYS_WRITTEN_BYTES || this.#socket!.writableLength === 0;
    const isReusable = mayReuse && isWritten;
    const bytesReceived = this.#bytesOfResponse;
    this.#responsesOnConnection++;
    if (this.#responsesOnConnection === 2) this.#shared.counts.reused++;
    if (isReusable) {
      this.#state = IDLE;
      this.#listener.onCompleted(this.#slot, this.#parser.status, bytesReceived, true, nowNs);
      this.#listener.onSlotReady(this.#slot, false, nowNs);
      return;
    }
    this.#drop();
    this.#listener.onCompleted(this.#slot, this.#parser.status, bytesReceived, false, nowNs);
    this.#reconnect();
  }

  /** The connection is gone, with or without a request on it. */
  #lose(error: NamedError, nowNs: number): void {
    this.#shared.counts.closedByPeer++;
    if (this.#state !== BUSY) {
      this.#dropIdle();
      return;
    }
    const canResend =
      this.#shared.isIdempotent && this.#responsesOnConnection > 0 && this.#bytesOfResponse === 0;
    this.#fail(error, canResend, nowNs);
  }

  #fail(error: NamedError, canResend: boolean, nowNs: number): void {
    this.#drop();
    this.#listener.onAttemptFailed(this.#slot, error.kind, error.message, canResend, nowNs);
    this.#reconnect();
  }

  #dropIdle(): void {
    this.#drop();
    this.#listener.onSlotLost(this.#slot);
    this.#reconnect();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#state = CLOSED;
    socket?.destroy();
  }

  #reconnect(): void {
    this.#opener.reopen(this.#wasUsed);
  }
}

function peerClosedError(parser: Http1ResponseParser): NamedError {
  const detail = parser.errorMessage();
  return {
    kind: "connectionLost",
    message: detail === "" ? "the peer closed the connection before answering" : detail,
  };
}

// One set of closures per connection, not per request. A socket that was dropped may still speak: it is told apart by
// identity. Its errors have a listener for good, the opener's.
function listenTo(socket: Socket, connection: Http1Connection): void {
  socket.once("end", onEnd);
  socket.on("error", onError);
  socket.once("close", onClose);

  function onEnd(): void {
    connection.onEnd(socket);
  }
  function onError(error: Error): void {
    connection.onError(socket, error);
  }
  function onClose(): void {
    connection.onClose(socket);
  }
}
