import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { Clock, TransportErrorKind, TransportListener } from "../../engine/core/index.js";
import { PARSE_COMPLETE, PARSE_ERROR } from "../../wire/index.js";
import type { Http1ResponseParser } from "../../wire/index.js";
import { closeInOrder } from "./connection-limits.js";
import type { ReadInto } from "./connector.js";
import { ALWAYS_WRITTEN_BYTES, createInspector, createParser } from "./http1-shared.js";
import type { Http1Shared } from "./http1-shared.js";
import { fromSocketError, peerClosedError } from "./node-errors.js";
import type { NamedError } from "./node-errors.js";
import type { ResponseInspector } from "./response-inspector.js";
import { listenTo } from "./socket-events.js";
import type { SocketEvents } from "./socket-events.js";
import type { SocketOpener, SocketOwner } from "./socket-opener.js";

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
 *     └─close, stray, age┴──────────────┴── complete, close, error, abandon
 * ```
 */
export class Http1Connection implements SocketOwner, SocketEvents {
  readonly read: ReadInto;
  readonly #slot: number;
  readonly #shared: Http1Shared;
  readonly #clock: Clock;
  readonly #listener: TransportListener;
  readonly #parser: Http1ResponseParser;
  readonly #inspector: ResponseInspector | null;
  readonly #opener: SocketOpener;
  #socket: Socket | null = null;
  #state = CLOSED;
  #openedMs = 0;
  #wasUsed = false;
  #responsesOnConnection = 0;
  #bytesOfResponse = 0;
  /** Of the request that was sent last. */
  #requestIndex = 0;
  #requestBytes = 0;

  constructor(slot: number, shared: Http1Shared) {
    this.#slot = slot;
    this.#shared = shared;
    this.#clock = shared.clock;
    this.#listener = shared.listener;
    this.#inspector = createInspector(shared);
    this.#parser = createParser(shared, this.#inspector);
    this.read = { buffer: shared.readBuffer, onBytes: this.#onBytes.bind(this) };
    this.#opener = shared.openers.add(this);
  }

  onOpened(socket: Socket): void {
    this.#socket = socket;
    this.#state = IDLE;
    this.#openedMs = performance.now();
    this.#wasUsed = false;
    this.#responsesOnConnection = 0;
    listenTo(socket, this);
    this.#listener.onSlotReady(this.#slot, true, this.#clock.nowNs());
  }

  onConnectFailed(kind: TransportErrorKind, message: string, nowNs: number): void {
    this.#listener.onConnectFailed(this.#slot, kind, message, nowNs);
  }

  /** @returns whether it is the first request on the connection */
  send(requestIndex: number, arrivalIndex: number): boolean {
    const { requests } = this.#shared;
    const isFirst = !this.#wasUsed;
    this.#state = BUSY;
    this.#wasUsed = true;
    this.#bytesOfResponse = 0;
    this.#requestIndex = requestIndex;
    this.#parser.reset(requests.isHead(requestIndex));
    if (this.#inspector !== null) this.#inspector.begin(requests.scenarioOf(requestIndex));
    const socket = this.#socket!;
    const bytes = requests.take(requestIndex, arrivalIndex);
    this.#requestBytes = bytes.byteLength;
    socket.write(bytes);
    if (requests.hasTemplates && socket.writableLength === 0) requests.giveBack();
    return isFirst;
  }

  /** Gives up the request under way, and with it the connection. */
  abandon(): void {
    this.#drop();
    this.#reconnect();
  }

  /** Retires the connection if it is idle and has reached its age. */
  expire(): void {
    if (this.#state !== IDLE || !this.#shared.limits.isOld(this.#openedMs)) return;
    this.#retire();
    this.#listener.onSlotLost(this.#slot);
    this.#opener.reopen(true);
  }

  /** Closes for good; nothing is told to the listener. */
  close(): void {
    this.#drop();
  }

  onEnd(socket: Socket): void {
    if (socket !== this.#socket) return;
    const nowNs = this.#clock.nowNs();
    this.#listener.onRead(nowNs);
    if (this.#state === BUSY && this.#parser.finish() === PARSE_COMPLETE) {
      this.#shared.counts.closedByPeer++;
      this.#complete(nowNs, false);
      return;
    }
    this.#lose(peerClosedError(this.#parser.errorMessage()), nowNs);
  }

  onError(socket: Socket, error: Error): void {
    if (socket === this.#socket) this.#lose(fromSocketError(error), this.#clock.nowNs());
  }

  onClose(socket: Socket): void {
    if (socket !== this.#socket) return;
    this.#lose(peerClosedError(this.#parser.errorMessage()), this.#clock.nowNs());
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
      this.#requestBytes <= ALWAYS_WRITTEN_BYTES || this.#socket!.writableLength === 0;
    const isReusable = mayReuse && isWritten;
    const bytesReceived = this.#bytesOfResponse;
    this.#responsesOnConnection++;
    if (this.#responsesOnConnection === 2) this.#shared.counts.reused++;
    if (this.#inspector !== null) {
      this.#inspector.report(this.#listener, this.#slot, this.#parser.status, nowNs);
    }
    if (isReusable && !this.#isSpent()) {
      this.#state = IDLE;
      this.#listener.onCompleted(this.#slot, this.#parser.status, bytesReceived, true, nowNs);
      this.#listener.onSlotReady(this.#slot, false, nowNs);
      return;
    }
    if (isReusable) this.#retire();
    else this.#drop();
    this.#listener.onCompleted(this.#slot, this.#parser.status, bytesReceived, false, nowNs);
    this.#reconnect();
  }

  #isSpent(): boolean {
    const { limits } = this.#shared;
    return this.#responsesOnConnection >= limits.requestCountMax || limits.isOld(this.#openedMs);
  }

  /** The connection is gone, with or without a request on it. */
  #lose(error: NamedError, nowNs: number): void {
    this.#shared.counts.closedByPeer++;
    if (this.#state !== BUSY) {
      this.#dropIdle();
      return;
    }
    const canResend =
      this.#shared.requests.mayResend(this.#requestIndex) &&
      this.#responsesOnConnection > 0 &&
      this.#bytesOfResponse === 0;
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

  #retire(): void {
    const socket = this.#socket!;
    this.#socket = null;
    this.#state = CLOSED;
    this.#shared.counts.retired++;
    closeInOrder(socket);
  }

  #reconnect(): void {
    this.#opener.reopen(this.#wasUsed);
  }
}
