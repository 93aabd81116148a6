import type { IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { Clock, TransportErrorKind, TransportListener } from "../../engine/core/index.js";
import type { ConnectionLimits } from "./connection-limits.js";
import type { ConnectionCounters } from "./connection-counters.js";
import { ResponseInspector } from "./response-inspector.js";
import type { Inspection } from "./response-inspector.js";
import type { SocketOpener, SocketOwner } from "./socket-opener.js";
import type { SocketOpeners } from "./socket-openers.js";
import type { UndiciRequests } from "./undici-requests.js";
import { fromUndiciError } from "./undici-errors.js";
import { UndiciSession } from "./undici-session.js";
import type { SessionOwner } from "./undici-session.js";

/** What the connections of one worker share. */
export interface UndiciShared {
  readonly clock: Clock;
  readonly listener: TransportListener;
  readonly openers: SocketOpeners;
  readonly requests: UndiciRequests;
  /** Null when nothing is looked for in responses. */
  readonly inspection: Inspection | null;
  readonly limits: ConnectionLimits;
  readonly counts: ConnectionCounters;
}

type State = "closed" | "idle" | "busy" | "completed";

/**
 * One slot over undici.
 *
 * ```
 *   closed ──opened──▶ idle ──send──▶ busy ──response──▶ completed ──rest of the read is clean──▶ idle
 *     ▲                 │              │                     │
 *     └─close, stray────┴──────────────┴─────────────────────┘ close, stray, error, abandon
 * ```
 * A response is reported as complete after all bytes of its last read were looked at: if more than the response was in
 * them, the connection can't be used again.
 */
export class UndiciConnection implements SocketOwner, SessionOwner {
  readonly read = undefined;
  readonly #slot: number;
  readonly #shared: UndiciShared;
  readonly #opener: SocketOpener;
  readonly #inspector: ResponseInspector | null;
  readonly #reportCompletedBound = this.#reportCompleted.bind(this);
  #session: UndiciSession | null = null;
  #state: State = "closed";
  #openedMs = 0;
  #wasUsed = false;
  #responsesOnConnection = 0;
  #bytesOfResponse = 0;
  #requestIndex = 0;
  #readNs = 0;
  #completedNs = 0;

  constructor(slot: number, shared: UndiciShared) {
    this.#slot = slot;
    this.#shared = shared;
    const { inspection } = shared;
    this.#inspector = inspection === null ? null : new ResponseInspector(inspection);
    this.#opener = shared.openers.add(this);
  }

  onOpened(socket: Socket): void {
    const session = new UndiciSession(socket, this);
    this.#session = session;
    this.#state = "idle";
    this.#openedMs = performance.now();
    this.#wasUsed = false;
    this.#responsesOnConnection = 0;
    const { clock, requests, listener } = this.#shared;
    session.begin(requests.example);
    listener.onSlotReady(this.#slot, true, clock.nowNs());
  }

  onConnectFailed(kind: TransportErrorKind, message: string, nowNs: number): void {
    this.#shared.listener.onConnectFailed(this.#slot, kind, message, nowNs);
  }

  /** @returns whether it is the first request on the connection */
  send(requestIndex: number, arrivalIndex: number): boolean {
    const isFirst = !this.#wasUsed;
    this.#state = "busy";
    this.#wasUsed = true;
    this.#bytesOfResponse = 0;
    const { requests } = this.#shared;
    this.#requestIndex = requestIndex;
    this.#inspector?.begin(requests.set.scenarioOf(requestIndex));
    this.#session?.send(requests.take(requestIndex, arrivalIndex));
    return isFirst;
  }

  /** Gives up the request under way, and with it the connection. */
  abandon(): void {
    this.#drop();
    this.#reconnect();
  }

  /** Retires the connection if it is idle and has reached its age. */
  expire(): void {
    if (this.#state !== "idle" || !this.#shared.limits.isOld(this.#openedMs)) return;
    this.#retire();
    this.#shared.listener.onSlotLost(this.#slot);
    this.#opener.reopen(true);
  }

  /** Closes for good; nothing is told to the listener. */
  close(): void {
    this.#drop();
  }

  onBytes(session: UndiciSession, byteCount: number): void {
    if (session !== this.#session) return;
    this.#readNs = this.#shared.clock.nowNs();
    this.#shared.listener.onRead(this.#readNs);
    if (this.#state === "idle") {
      // Nobody asked for these bytes: they must not become the answer to the next request.
      this.#dropIdle();
      return;
    }
    this.#bytesOfResponse += byteCount;
  }

  onHeadBegan(session: UndiciSession): void {
    if (session === this.#session) this.#shared.listener.onFirstByte(this.#slot, this.#readNs);
  }

  onHead(session: UndiciSession, headers: IncomingHttpHeaders): void {
    if (session !== this.#session || this.#inspector === null) return;
    const head = toHead(session.status, headers);
    this.#inspector.beginHead();
    this.#inspector.takeHead(head, 0, head.length);
  }

  onBody(session: UndiciSession, chunk: Uint8Array): void {
    if (session === this.#session) this.#inspector?.takeBody(chunk, 0, chunk.length);
  }

  onResponseComplete(session: UndiciSession): void {
    if (session !== this.#session) return;
    const isEndOfStream = session.socket.readableEnded;
    this.#completedNs = this.#shared.clock.nowNs();
    if (isEndOfStream) {
      this.#shared.counts.closedByPeer++;
      this.#shared.listener.onRead(this.#completedNs);
    }
    this.#state = "completed";
    process.nextTick(this.#reportCompletedBound);
  }

  onRequestFailed(session: UndiciSession, error: Error): void {
    if (session !== this.#session || this.#state !== "busy") return;
    const { counts, requests } = this.#shared;
    const { kind, message } = fromUndiciError(error, session);
    const isLost = kind !== "protocol";
    if (isLost) counts.closedByPeer++;
    const canResend =
      isLost &&
      requests.set.mayResend(this.#requestIndex) &&
      this.#responsesOnConnection > 0 &&
      this.#bytesOfResponse === 0;
    this.#drop();
    const { clock, listener } = this.#shared;
    listener.onAttemptFailed(this.#slot, kind, message, canResend, clock.nowNs());
    this.#reconnect();
  }

  onClosed(session: UndiciSession): void {
    if (session !== this.#session || this.#state !== "idle") return;
    this.#shared.counts.closedByPeer++;
    this.#dropIdle();
  }

  #reportCompleted(): void {
    const session = this.#session;
    if (session === null || this.#state !== "completed") return;
    const { counts, listener } = this.#shared;
    // undici closes a connection that may not be used again, and one with bytes behind the response. An answer that came
    // before the whole request was written leaves the rest of it in the way of the next one.
    const isReusable = !session.socket.destroyed && session.socket.writableLength === 0;
    this.#responsesOnConnection++;
    if (this.#responsesOnConnection === 2) counts.reused++;
    const bytesReceived = this.#bytesOfResponse;
    const nowNs = this.#completedNs;
    this.#inspector?.report(listener, this.#slot, session.status, nowNs);
    if (isReusable && !this.#isSpent()) {
      this.#state = "idle";
      listener.onCompleted(this.#slot, session.status, bytesReceived, true, nowNs);
      listener.onSlotReady(this.#slot, false, nowNs);
      return;
    }
    if (isReusable) this.#retire();
    else this.#drop();
    listener.onCompleted(this.#slot, session.status, bytesReceived, false, nowNs);
    this.#reconnect();
  }

  #isSpent(): boolean {
    const { limits } = this.#shared;
    return this.#responsesOnConnection >= limits.requestCountMax || limits.isOld(this.#openedMs);
  }

  #dropIdle(): void {
    this.#drop();
    this.#shared.listener.onSlotLost(this.#slot);
    this.#reconnect();
  }

  #drop(): void {
    const session = this.#session;
    this.#session = null;
    this.#state = "closed";
    session?.destroy();
  }

  #retire(): void {
    const session = this.#session;
    this.#session = null;
    this.#state = "closed";
    this.#shared.counts.retired++;
    session?.retire();
  }

  #reconnect(): void {
    this.#opener.reopen(this.#wasUsed);
  }
}

/** @returns a head as our codec would have seen it, but for the order of its fields and with their names in lower case */
function toHead(status: number, headers: IncomingHttpHeaders): Uint8Array {
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => `${name}: ${each}\r\n`),
  );
  return Buffer.from(`HTTP/1.1 ${status} \r\n${lines.join("")}\r\n`, "latin1");
}
