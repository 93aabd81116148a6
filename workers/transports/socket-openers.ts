import type { TransportListener } from "../../engine/core/index.js";
import { nsToMs } from "../../engine/core/index.js";
import { AddressBook } from "./address-book.js";
import { ConnectGate } from "./connect-gate.js";
import { Connector } from "./connector.js";
import { LazyGate } from "./lazy-gate.js";
import { fromConnectError } from "./node-errors.js";
import { ReconnectPolicy } from "./reconnect-policy.js";
import { SocketOpener } from "./socket-opener.js";
import type { OpenerShared, SocketOwner } from "./socket-opener.js";
import { StaggeredOpening } from "./staggered-opening.js";
import type { TransportOptions } from "./transport-options.js";

/** Resolves the target's name once, then opens the sockets of one worker. */
export class SocketOpeners {
  readonly #shared: OpenerShared;
  readonly #openers: SocketOpener[] = [];
  readonly #opening: StaggeredOpening;
  /** Null when all connections are opened before they are needed. */
  readonly #lazyGate: LazyGate | null;
  readonly #hasAddress: boolean;
  readonly #resolving = new ReconnectPolicy({ count: 1 });
  #isClosed = false;

  constructor(
    options: TransportOptions,
    listener: TransportListener,
    counts: OpenerShared["counts"],
  ) {
    const { connectionRules, stripe } = options;
    this.#opening = new StaggeredOpening(this.#openers, connectionRules.staggerNs, stripe);
    const gate = new ConnectGate();
    this.#lazyGate =
      connectionRules.connect === "lazy"
        ? new LazyGate(gate, listener, connectionRules.streams)
        : null;
    const addresses = new AddressBook(options.target.host);
    this.#hasAddress = options.target.unixSocket !== null;
    this.#shared = {
      clock: options.clock,
      listener,
      connector: new Connector(options.target, addresses),
      addresses,
      gate: this.#lazyGate ?? gate,
      connectTimeoutMs: nsToMs(options.connectTimeoutNs),
      counts,
    };
  }

  /** @returns the opener of the next connection */
  add(owner: SocketOwner): SocketOpener {
    const opener = new SocketOpener(this.#shared, owner, this.#openers.length);
    this.#openers.push(opener);
    return opener;
  }

  /** Opens all connections, or those that are needed, as soon as there is an address to connect to. */
  open(): void {
    if (this.#hasAddress) {
      this.#opening.begin();
      return;
    }
    this.#shared.addresses.resolve().then(
      (tookNs) => {
        if (this.#isClosed) return;
        if (tookNs !== undefined) this.#shared.listener.onConnectTiming("dns", tookNs);
        this.#opening.begin();
      },
      (error: unknown) => {
        if (!this.#isClosed) this.#onUnresolved(error);
      },
    );
  }

  /** A request has begun to wait for a slot; −1: for any. */
  demand(slot: number): void {
    this.#lazyGate?.demand(slot);
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
    this.#opening.cancel();
    for (const opener of this.#openers) opener.close();
  }

  #onUnresolved(error: unknown): void {
    const thrown = error instanceof Error ? error : new Error(String(error));
    const refusal = fromConnectError(thrown, false);
    for (const opener of this.#openers) opener.refuse(refusal);
    this.#resolving.onRefused();
    this.#resolving.schedule(this);
  }
}
