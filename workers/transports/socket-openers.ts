import type { TransportListener } from "../../engine/core/index.js";
import { nsToMs } from "../../engine/core/index.js";
import { AddressBook } from "./address-book.js";
import { ConnectGate } from "./connect-gate.js";
import { Connector } from "./connector.js";
import { fromConnectError } from "./node-errors.js";
import { ReconnectPolicy } from "./reconnect-policy.js";
import { SocketOpener } from "./socket-opener.js";
import type { OpenerShared, SocketOwner } from "./socket-opener.js";
import type { TransportOptions } from "./transport-options.js";

/** Resolves the target's name once, then opens the sockets of all slots of one worker. */
export class SocketOpeners {
  readonly #shared: OpenerShared;
  readonly #openers: SocketOpener[] = [];
  readonly #hasAddress: boolean;
  readonly #resolving = new ReconnectPolicy({ count: 1 });
  #isClosed = false;

  constructor(
    options: TransportOptions,
    listener: TransportListener,
    counts: OpenerShared["counts"],
  ) {
    const addresses = new AddressBook(options.target.host);
    this.#hasAddress = options.target.unixSocket !== null;
    this.#shared = {
      clock: options.clock,
      listener,
      connector: new Connector(options.target, addresses),
      addresses,
      gate: new ConnectGate(),
      connectTimeoutMs: nsToMs(options.connectTimeoutNs),
      counts,
    };
  }

  /** @returns the opener of the next slot */
  add(owner: SocketOwner): SocketOpener {
    const opener = new SocketOpener(this.#openers.length, this.#shared, owner);
    this.#openers.push(opener);
    return opener;
  }

  /** Opens all slots, as soon as there is an address to connect to. */
  open(): void {
    if (this.#hasAddress) {
      this.#openAll();
      return;
    }
    this.#shared.addresses.resolve().then(
      (tookNs) => {
        if (this.#isClosed) return;
        if (tookNs !== undefined) this.#shared.listener.onConnectTiming("dns", tookNs);
        this.#openAll();
      },
      (error: unknown) => {
        if (!this.#isClosed) this.#onUnresolved(error);
      },
    );
  }

  /** Fails the attempts to connect that take too long. */
  expire(): void {
    for (const opener of this.#openers) opener.expire();
  }

  /** Gives up for good; nothing is told to anyone. */
  close(): void {
    this.#isClosed = true;
    this.#shared.gate.clear();
    this.#resolving.cancel();
    for (const opener of this.#openers) opener.close();
  }

  #openAll(): void {
    for (const opener of this.#openers) opener.open();
  }

  #onUnresolved(error: unknown): void {
    const { clock, listener } = this.#shared;
    const thrown = error instanceof Error ? error : new Error(String(error));
    const { kind, message } = fromConnectError(thrown, false);
    const nowNs = clock.nowNs();
    for (let slot = 0; slot < this.#openers.length; slot++) {
      listener.onConnectFailed(slot, kind, message, nowNs);
    }
    this.#resolving.onRefused();
    this.#resolving.schedule(this);
  }
}
