import type { TransportErrorKind } from "./outcome.js";

/**
 * Carries requests to the target over connections × streams. One slot carries one request at a time: a slot is a connection,
 * or one of the `streams` places on it when it carries several. Connection c has the slots c × streams and those after it.
 *
 * A slot is *ready* from {@link TransportListener.onSlotReady} until it is sent on or lost.
 */
export interface Transport {
  readonly slotCount: number;
  /**
   * Starts opening every connection, unless they are opened only when they are needed (the rule `connect`). What becomes
   * of them is told to the listener.
   */
  open(listener: TransportListener): void;
  /**
   * Writes one request on a ready slot.
   *
   * @param requestIndex - which of the plan's requests
   * @param arrivalIndex - of the request in the whole run: what is different from one request to the next follows from it
   * @param nowNs - the caller's clock, read just now: the request's `sent`
   * @returns whether it is the first one on its connection
   */
  send(slot: number, requestIndex: number, arrivalIndex: number, nowNs: number): boolean;
  /** Bytes that the request which was sent last puts on the wire. */
  readonly sentBytes: number;
  /**
   * A request has begun to wait for a slot. Only where connections are opened when they are needed: opens one, if there is one
   * to open and {@link TransportListener.needsConnection} wants it. Tells the listener nothing before it returns.
   *
   * @param slot - the only one that will do, or −1 for any
   */
  demand(slot: number): void;
  /**
   * Gives up the request on a slot (a timeout): HTTP/1.1 closes the connection and opens another. Of requests that share a
   * connection those whose time is up are all given up before {@link Transport.expire} ends the others with it.
   */
  abandon(slot: number): void;
  /**
   * Called now and then, and after requests were given up: fails the attempts to connect that take longer than the timeout,
   * and retires idle connections that have reached their age.
   */
  expire(): void;
  /** Lifetime numbers, warm-up included. */
  readonly connections: ConnectionCounts;
  /** Closes every socket and timer; nothing is told to the listener afterwards. */
  close(): void;
}

/** Connections over the life of the run. */
export interface ConnectionCounts {
  readonly opened: number;
  readonly reused: number;
  readonly closedByPeer: number;
  /** Closed by us, because they had carried their requests or reached their age. */
  readonly retired: number;
}

/** Why a response failed a check: the line for a user is only made when somebody wants it. */
export interface CheckFailure {
  /** @returns what was found, and what it must be */
  describe(): string;
}

/** What a transport tells the drive loop. Instants are read by the transport at their own events. */
export interface TransportListener {
  /** Comes first in every read callback, whatever the bytes turn out to be. */
  onRead(nowNs: number): void;
  /** The slot can carry a request; `isNewConnection` when it had no connection before. */
  onSlotReady(slot: number, isNewConnection: boolean, nowNs: number): void;
  /** A ready slot can't carry a request any more: its connection is gone, or is about to be retired. */
  onSlotLost(slot: number): void;
  /**
   * Whether a connection is to be opened now. Asked only where connections are opened when they are needed: at each
   * {@link Transport.demand}, and when a connection that was lost or refused may be opened again.
   *
   * @param firstSlot - the connection's slots are this one and those after it
   * @param openingSlotCount - slots of all connections that are being opened already
   */
  needsConnection(firstSlot: number, slotCount: number, openingSlotCount: number): boolean;
  /** A connection could not be opened. The transport tries again by itself, as soon as it may and is to. */
  onConnectFailed(slot: number, kind: TransportErrorKind, message: string, nowNs: number): void;
  /** Bytes of the final response began to arrive. */
  onFirstByte(slot: number, nowNs: number): void;
  /**
   * What the response says that its upstream took, in ns: −1 if it does not say, −2 if what it says is no time. Only in runs that
   * ask for it, and right before {@link TransportListener.onCompleted}, at the same instant.
   */
  onUpstreamTime(slot: number, upstreamNs: number, nowNs: number): void;
  /**
   * The response fails a check. Right before {@link TransportListener.onCompleted}, at the same instant.
   *
   * @param failure - valid during the call
   */
  onCheckFailed(slot: number, status: number, failure: CheckFailure): void;
  /**
   * The last byte of the response was parsed; `bytesReceived` counts all that came over the wire for it.
   *
   * @param isReusable - {@link TransportListener.onSlotReady} follows at once; otherwise the slot gets a new connection
   */
  onCompleted(
    slot: number,
    status: number,
    bytesReceived: number,
    isReusable: boolean,
    nowNs: number,
  ): void;
  /**
   * The attempt on the slot ended without a complete response.
   *
   * @param canResend - the protocol or the retry rule proves that the target did nothing with it
   */
  onAttemptFailed(
    slot: number,
    kind: TransportErrorKind,
    message: string,
    canResend: boolean,
    nowNs: number,
  ): void;
  /** A phase of opening a connection is over, and took this long. */
  onConnectTiming(phase: "dns" | "connect" | "tlsHandshake", durationNs: number): void;
}
