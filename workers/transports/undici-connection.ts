import type { Socket } from "node:net";
import type { Dispatcher } from "undici";
import { performance } from "node:perf_hooks";
import type {
  Clock,
  ServerTimingPlan,
  TransportErrorKind,
  TransportListener,
} from "../../engine/core/index.js";
import type { ConnectionLimits } from "./connection-limits.js";
import type { ConnectionCounters } from "./connection-counters.js";
import { UpstreamReader } from "../../wire/index.js";
import type { SocketOpener, SocketOwner } from "./socket-opener.js";
import type { SocketOpeners } from "./socket-openers.js";
import { fromUndiciError } from "./undici-errors.js";
import { UndiciSession } from "./undici-session.js";
import type { SessionOwner } from "./undici-session.js";

/** What the connections of one worker share. */
export interface UndiciShared {
  readonly clock: Clock;
  readonly listener: TransportListener;
  readonly openers: SocketOpeners;
  readonly dispatchOptions: Dispatcher.DispatchOptions;
  /** A request on a reused connection that was closed without one response byte may be sent again. */
  readonly mayResend: boolean;
  readonly serverTiming: ServerTimingPlan | null;
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
  readonly #upstream: UpstreamReader | null;
  readonly #reportCompletedBound = this.#reportCompleted.bind(this);
  #session: UndiciSession | null = null;
  #state: State = "closed";
  #openedMs = 0;
  #wasUsed = false;
  #responsesOnConnection = 0;
  #bytesOfResponse = 0;
  #readNs = 0;
  #completedNs = 0;

  constructor(slot: number, shared: UndiciShared) {
    this.#slot = slot;
    this.#shared = shared;
    const { serverTiming } = shared;
    this.#upstream = serverTiming === null ? null : new UpstreamReader(serverTiming);
    this.#opener = shared.openers.add(this);
  }

  onOpened(socket: Socket): void {
    const session = new UndiciSession(socket, this);
    this.#session = session;
    this.#state = "idle";
    this.#openedMs = performance.now();
    this.#wasUsed = false;
    this.#responsesOnConnection = 0;
    const { clock, dispatchOptions, listener } = this.#shared;
    session.begin(dispatchOptions);
    listener.onSlotReady(this.#slot, true, clock.nowNs());
  }

  onConnectFailed(kind: TransportErrorKind, message: string, nowNs: number): void {
    this.#shared.listener.onConnectFailed(this.#slot, kind, message, nowNs);
  }

  /** @returns whether it is the first request on the connection */
  send(): boolean {
    const isFirst = !this.#wasUsed;
    this.#state = "busy";
    this.#wasUsed = true;
    this.#bytesOfResponse = 0;
    this.#session?.send(this.#shared.dispatchOptions);
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
    const { counts, mayResend } = this.#shared;
    const { kind, message } = fromUndiciError(error, session);
    const isLost = kind !== "protocol";
    if (isLost) counts.closedByPeer++;
    const canResend =
      isLost && mayResend && this.#responsesOnConnection > 0 && this.#bytesOfResponse === 0;
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
    if (this.#upstream !== null) {
      this.#upstream.takeValues(session.headers[this.#upstream.header]);
      listener.onUpstreamTime(this.#slot, this.#upstream.upstreamNs, nowNs);
    }
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
