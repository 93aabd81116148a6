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

/** What a place is about. It takes no request: there is no connection, or this one is to be retired. */
const PLACE_CLOSED = 0;
const PLACE_READY = 1;
const PLACE_BUSY = 2;
/** Its request has timed out and is nobody's any more: the next {@link PipelinedConnection.expire} ends the connection. */
const PLACE_GIVEN_UP = 3;

const CUT_OFF: NamedError = {
  kind: "connectionLost",
  message: "the connection was closed while this request waited behind an earlier one",
};

/**
 * One HTTP/1.1 connection with several requests in flight. Its places are slots that follow each other; responses come in
 * the order of the requests (RFC 9112 section 9.3.2).
 *
 * ```
 *   order   [ . | c | a | d | . ]     sent c, a, d; the response that is read now is c's
 *                 head                send() adds after d, a complete response takes c away
 * ```
 * Requests that are sent in one turn of the event loop leave in one write, at the end of that turn.
 */
export class PipelinedConnection implements SocketOwner, SocketEvents {
  readonly read: ReadInto;
  readonly #firstSlot: number;
  readonly #shared: Http1Shared;
  readonly #clock: Clock;
  readonly #listener: TransportListener;
  readonly #parser: Http1ResponseParser;
  readonly #inspector: ResponseInspector | null;
  readonly #opener: SocketOpener;
  readonly #flushBound = this.#flush.bind(this);
  /** The rest of a long request that was not written would be in the way: such ones are written one by one. */
  readonly #isGathered: boolean;
  readonly #places: Uint8Array;
  readonly #order: Uint16Array;
  /** Which request a place carries, and its length. */
  readonly #requestIndexes: Uint32Array;
  readonly #requestBytes: Uint32Array;
  #head = 0;
  #inFlightCount = 0;
  #inFlightBytes = 0;
  #readyCount = 0;
  #socket: Socket | null = null;
  #openedMs = 0;
  #requestsOnConnection = 0;
  #responsesOnConnection = 0;
  #bytesOfResponse = 0;
  /** No further request is taken, and what is in flight is waited for. */
  #isRetiring = false;
  #isGivenUp = false;
  #isReading = false;
  #isCorked = false;

  /** @param placeCount - requests in flight at most; their slots are `firstSlot` and those after it */
  constructor(firstSlot: number, placeCount: number, shared: Http1Shared) {
    this.#firstSlot = firstSlot;
    this.#shared = shared;
    this.#clock = shared.clock;
    this.#listener = shared.listener;
    this.#inspector = createInspector(shared);
    this.#parser = createParser(shared, this.#inspector);
    this.#isGathered = shared.requests.bytesMax <= ALWAYS_WRITTEN_BYTES;
    this.#places = new Uint8Array(placeCount);
    this.#order = new Uint16Array(placeCount);
    this.#requestIndexes = new Uint32Array(placeCount);
    this.#requestBytes = new Uint32Array(placeCount);
    this.read = { buffer: shared.readBuffer, onBytes: this.#onBytes.bind(this) };
    this.#opener = shared.openers.add(this);
  }

  onOpened(socket: Socket): void {
    this.#socket = socket;
    this.#openedMs = performance.now();
    this.#inFlightBytes = 0;
    this.#requestsOnConnection = 0;
    this.#responsesOnConnection = 0;
    this.#isRetiring = false;
    this.#isGivenUp = false;
    this.#places.fill(PLACE_READY);
    this.#readyCount = this.#places.length;
    listenTo(socket, this);
    const nowNs = this.#clock.nowNs();
    for (let place = 0; place < this.#places.length; place++) {
      this.#listener.onSlotReady(this.#firstSlot + place, true, nowNs);
    }
  }

  onConnectFailed(kind: TransportErrorKind, message: string, nowNs: number): void {
    for (let place = 0; place < this.#places.length; place++) {
      this.#listener.onConnectFailed(this.#firstSlot + place, kind, message, nowNs);
    }
  }

  /** @returns whether it is the first request on the connection */
  send(slot: number, requestIndex: number, arrivalIndex: number): boolean {
    const place = slot - this.#firstSlot;
    this.#places[place] = PLACE_BUSY;
    this.#readyCount--;
    this.#order[this.#at(this.#inFlightCount)] = place;
    this.#requestIndexes[place] = requestIndex;
    if (this.#inFlightCount === 0) this.#beginResponse();
    this.#inFlightCount++;
    this.#requestsOnConnection++;
    const bytes = this.#shared.requests.take(requestIndex, arrivalIndex);
    this.#requestBytes[place] = bytes.byteLength;
    this.#inFlightBytes += bytes.byteLength;
    this.#write(bytes);
    return this.#requestsOnConnection === 1;
  }

  /** Gives up a request; {@link PipelinedConnection.expire} ends the connection, and with it the requests that share it. */
  abandon(slot: number): void {
    this.#places[slot - this.#firstSlot] = PLACE_GIVEN_UP;
    this.#isGivenUp = true;
  }

  /** Ends the connection if a request of it was given up, and retires it at its age. */
  expire(): void {
    if (this.#socket === null) return;
    if (this.#isGivenUp) {
      // It is us who close: what the target does with the other requests is not known, so none is sent again.
      this.#end(CUT_OFF, false, false, this.#clock.nowNs());
    } else if (!this.#isRetiring && this.#shared.limits.isOld(this.#openedMs)) {
      this.#isRetiring = true;
      this.#loseReady();
      if (this.#inFlightCount === 0) this.#retire();
    }
  }

  /** Closes for good; nothing is told to the listener. */
  close(): void {
    this.#drop();
  }

  onEnd(socket: Socket): void {
    if (socket !== this.#socket) return;
    const nowNs = this.#clock.nowNs();
    this.#listener.onRead(nowNs);
    if (this.#inFlightCount > 0 && this.#parser.finish() === PARSE_COMPLETE) {
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
    if (this.#isGivenUp) return true;
    this.#isReading = true;
    this.#readResponses(byteCount, nowNs);
    this.#isReading = false;
    this.#flush();
    return true;
  }

  #readResponses(byteCount: number, nowNs: number): void {
    if (this.#inFlightCount === 0) {
      // Nobody asked for these bytes: they must not become the answer to the next request.
      this.#end(CUT_OFF, false, false, nowNs);
      return;
    }
    const parser = this.#parser;
    // What is sent from here on can't be answered by bytes that have come already.
    let answerableCount = this.#inFlightCount;
    let position = 0;
    while (position < byteCount && this.#socket !== null) {
      const headOrdinal = parser.headOrdinal;
      const outcome = parser.parse(this.#shared.readBuffer, position, byteCount);
      this.#bytesOfResponse += parser.position - position;
      position = parser.position;
      if (parser.headOrdinal !== headOrdinal) {
        this.#listener.onFirstByte(this.#firstSlot + this.#order[this.#head]!, nowNs);
      }
      if (outcome === PARSE_COMPLETE) {
        answerableCount--;
        const isClean = position === byteCount || answerableCount > 0;
        this.#complete(nowNs, parser.keepAlive && isClean);
      } else if (outcome === PARSE_ERROR) {
        const error: NamedError = { kind: "protocol", message: parser.errorMessage() };
        this.#end(error, false, false, nowNs);
      }
    }
  }

  /** The response that is read now is complete. */
  #complete(nowNs: number, mayReuse: boolean): void {
    const place = this.#order[this.#head]!;
    const { status } = this.#parser;
    const bytesReceived = this.#bytesOfResponse;
    this.#head = this.#at(1);
    this.#inFlightCount--;
    this.#inFlightBytes -= this.#requestBytes[place]!;
    this.#places[place] = PLACE_CLOSED;
    this.#responsesOnConnection++;
    if (this.#responsesOnConnection === 2) this.#shared.counts.reused++;
    const slot = this.#firstSlot + place;
    if (this.#inspector !== null) this.#inspector.report(this.#listener, slot, status, nowNs);
    if (this.#inFlightCount > 0) this.#beginResponse();
    if (!mayReuse || !this.#isWritten()) {
      this.#drop();
      this.#loseReady();
      this.#listener.onCompleted(slot, status, bytesReceived, false, nowNs);
      this.#failInFlight(CUT_OFF, true, true, nowNs);
      this.#reconnect();
      return;
    }
    if (!this.#isRetiring && this.#shared.limits.isOld(this.#openedMs)) {
      this.#isRetiring = true;
      this.#loseReady();
    }
    if (this.#takesMore()) {
      this.#places[place] = PLACE_READY;
      this.#readyCount++;
      this.#listener.onCompleted(slot, status, bytesReceived, true, nowNs);
      this.#listener.onSlotReady(slot, false, nowNs);
      return;
    }
    this.#listener.onCompleted(slot, status, bytesReceived, false, nowNs);
    if (this.#inFlightCount === 0 && this.#readyCount === 0) this.#retire();
  }

  /** Whether another request may follow those that were sent and those that may come on the ready places. */
  #takesMore(): boolean {
    if (this.#isRetiring) return false;
    return this.#requestsOnConnection + this.#readyCount < this.#shared.limits.requestCountMax;
  }

  /** Whether the request that was answered just now was written to its end: what is not written belongs to the later ones. */
  #isWritten(): boolean {
    if (this.#isGathered) return true;
    return this.#socket!.writableLength <= this.#inFlightBytes;
  }

  #beginResponse(): void {
    this.#bytesOfResponse = 0;
    const { requests } = this.#shared;
    const requestIndex = this.#requestIndexes[this.#order[this.#head]!]!;
    this.#parser.reset(requests.isHead(requestIndex));
    if (this.#inspector !== null) this.#inspector.begin(requests.scenarioOf(requestIndex));
  }

  #write(bytes: Buffer): void {
    const socket = this.#socket!;
    if (this.#isGathered && !this.#isCorked) {
      this.#isCorked = true;
      socket.cork();
      // After this turn's dispatches; what is sent while responses are read leaves when they have been.
      if (!this.#isReading) process.nextTick(this.#flushBound);
    }
    socket.write(bytes);
  }

  #flush(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket!.uncork();
  }

  /** The connection was closed by the peer. */
  #lose(error: NamedError, nowNs: number): void {
    this.#shared.counts.closedByPeer++;
    const wasUsed = this.#responsesOnConnection > 0;
    this.#end(error, wasUsed && this.#bytesOfResponse === 0, wasUsed, nowNs);
  }

  #end(error: NamedError, canResendFirst: boolean, canResendOthers: boolean, nowNs: number): void {
    this.#drop();
    // First: a request that is sent again must not be put on a place of the connection that is gone.
    this.#loseReady();
    this.#failInFlight(error, canResendFirst, canResendOthers, nowNs);
    this.#reconnect();
  }

  #loseReady(): void {
    for (let place = 0; this.#readyCount > 0; place++) {
      if (this.#places[place] !== PLACE_READY) continue;
      this.#places[place] = PLACE_CLOSED;
      this.#readyCount--;
      this.#listener.onSlotLost(this.#firstSlot + place);
    }
  }

  /** From the last to the first: who is sent again goes to the head of the line, and they keep their order so. */
  #failInFlight(
    error: NamedError,
    canResendFirst: boolean,
    canResendOthers: boolean,
    nowNs: number,
  ): void {
    while (this.#inFlightCount > 0) {
      this.#inFlightCount--;
      const isFirst = this.#inFlightCount === 0;
      const place = this.#order[this.#at(this.#inFlightCount)]!;
      const isGivenUp = this.#places[place] === PLACE_GIVEN_UP;
      this.#places[place] = PLACE_CLOSED;
      if (isGivenUp) continue;
      const { kind, message } = isFirst ? error : CUT_OFF;
      const canResend =
        (isFirst ? canResendFirst : canResendOthers) &&
        this.#shared.requests.mayResend(this.#requestIndexes[place]!);
      this.#listener.onAttemptFailed(this.#firstSlot + place, kind, message, canResend, nowNs);
    }
  }

  #retire(): void {
    const socket = this.#socket!;
    this.#socket = null;
    this.#shared.counts.retired++;
    closeInOrder(socket);
    this.#opener.reopen(true);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    this.#isCorked = false;
    socket?.destroy();
  }

  #reconnect(): void {
    this.#opener.reopen(this.#requestsOnConnection > 0);
  }

  #at(offset: number): number {
    const at = this.#head + offset;
    return at < this.#order.length ? at : at - this.#order.length;
  }
}
