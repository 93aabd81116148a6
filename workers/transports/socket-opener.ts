import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { Clock, TransportErrorKind, TransportListener } from "../../engine/core/index.js";
import { msToNs } from "../../engine/core/index.js";
import type { AddressBook } from "./address-book.js";
import type { Connecting, Gate } from "./connect-gate.js";
import type { Connector, ReadInto } from "./connector.js";
import { fromConnectError } from "./node-errors.js";
import type { NamedError } from "./node-errors.js";
import { ReconnectPolicy } from "./reconnect-policy.js";
import type { Reopening } from "./reconnect-policy.js";

/** Whose slots a socket is opened for. */
export interface SocketOwner {
  /** Where the bytes of its sockets go; undefined: they are read as streams. */
  readonly read: ReadInto | undefined;
  /** The socket stands, TLS included, and is the owner's from now on. */
  onOpened(socket: Socket): void;
  /** No address could be connected to. It is tried again. */
  onConnectFailed(kind: TransportErrorKind, message: string, nowNs: number): void;
}

/** What the openers of one worker share. */
export interface OpenerShared {
  readonly clock: Clock;
  readonly listener: TransportListener;
  readonly connector: Connector;
  readonly addresses: AddressBook;
  readonly gate: Gate;
  readonly connectTimeoutMs: number;
  readonly counts: { opened: number };
}

/**
 * Opens the sockets of one owner, one after the other, and tries again until one stands.
 *
 * ```
 *   open ──▶ (gate) ──▶ connecting ──▶ owner.onOpened        reopen ──▶ (pause?) ──▶ open
 *                           │ refused, too long
 *                           └──▶ owner.onConnectFailed ──▶ (pause) ──▶ open
 * ```
 */
export class SocketOpener implements Connecting, Reopening {
  readonly index: number;
  readonly #shared: OpenerShared;
  readonly #owner: SocketOwner;
  readonly #policy: ReconnectPolicy;
  /** The socket that is being opened. */
  #socket: Socket | null = null;
  #address = "";
  #isTcpConnected = false;
  #beganMs = 0;
  #phaseBeganMs = 0;

  /** @param index - which of its worker's connections the owner is, from 0 */
  constructor(shared: OpenerShared, owner: SocketOwner, index: number) {
    this.index = index;
    this.#shared = shared;
    this.#owner = owner;
    this.#policy = new ReconnectPolicy(shared.addresses);
  }

  /** May open a connection: it does so now, or when the gate lets it through. */
  open(): void {
    this.#shared.gate.enter(this);
  }

  /**
   * The socket that was opened last is gone: opens another, now or after a pause.
   *
   * @param wasUsed - a request was sent on it, or it is us who wanted another
   */
  reopen(wasUsed: boolean): void {
    if (wasUsed) this.#policy.onLostUsed();
    else this.#policy.onLostUnused();
    this.#policy.schedule(this);
  }

  connect(): void {
    this.#isTcpConnected = false;
    this.#beganMs = performance.now();
    this.#phaseBeganMs = this.#beganMs;
    this.#address = this.#shared.addresses.current;
    this.#socket = this.#shared.connector.connect(this.#owner.read);
    this.#listenTo(this.#socket);
  }

  /** Fails the attempt to connect if it takes too long. */
  expire(): void {
    if (this.#socket === null) return;
    const tookMs = performance.now() - this.#beganMs;
    if (tookMs < this.#shared.connectTimeoutMs) return;
    this.#fail({
      kind: "connectTimeout",
      message: `no connection after ${tookMs.toFixed(0)} ms`,
    });
  }

  /** Tells the owner that there is no connection yet. */
  refuse({ kind, message }: NamedError): void {
    this.#owner.onConnectFailed(kind, message, this.#shared.clock.nowNs());
  }

  /** Gives up for good; nothing is told to anyone. */
  close(): void {
    this.#policy.cancel();
    this.#socket?.destroy();
    this.#socket = null;
  }

  // A socket that was given up may still speak: it is told apart by identity, and an error of it must have a listener, or
  // it would end the process.
  #listenTo(socket: Socket): void {
    const { isTls } = this.#shared.connector;
    socket.once("connect", () => {
      if (socket !== this.#socket) return;
      this.#isTcpConnected = true;
      this.#shared.listener.onConnectTiming("connect", this.#takePhaseNs());
      if (!isTls) this.#succeed(socket);
    });
    if (isTls) {
      socket.once("secureConnect", () => {
        if (socket !== this.#socket) return;
        this.#shared.listener.onConnectTiming("tlsHandshake", this.#takePhaseNs());
        this.#succeed(socket);
      });
    }
    socket.on("error", (error) => {
      if (socket === this.#socket) this.#fail(fromConnectError(error, this.#isTcpConnected));
    });
    socket.once("close", () => {
      if (socket === this.#socket) this.#fail(closedWhileOpening(this.#isTcpConnected));
    });
  }

  #succeed(socket: Socket): void {
    this.#socket = null;
    this.#shared.counts.opened++;
    this.#policy.onConnected();
    this.#shared.gate.leave();
    this.#owner.onOpened(socket);
  }

  #fail(error: NamedError): void {
    this.#socket?.destroy();
    this.#socket = null;
    this.#shared.gate.leave();
    this.#shared.addresses.moveOnFrom(this.#address);
    if (this.#policy.onRefused()) this.refuse(error);
    this.#policy.schedule(this);
  }

  #takePhaseNs(): number {
    const nowMs = performance.now();
    const tookNs = msToNs(nowMs - this.#phaseBeganMs);
    this.#phaseBeganMs = nowMs;
    return tookNs;
  }
}

function closedWhileOpening(isHandshaking: boolean): NamedError {
  return {
    kind: isHandshaking ? "tls" : "connectFailed",
    message: isHandshaking
      ? "the peer closed the connection during the TLS handshake"
      : "the connection was closed while it was being opened",
  };
}
