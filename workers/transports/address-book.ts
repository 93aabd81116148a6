import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { performance } from "node:perf_hooks";
import { msToNs } from "../../engine/core/index.js";

/** Finds the addresses of a name. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string }[]>;

/**
 * The addresses of the target's host, resolved once per worker: connections that follow use them without another look-up,
 * so that no resolver's time hides in the queue of a request.
 */
export class AddressBook {
  readonly #host: string;
  readonly #resolve: Resolve;
  #addresses: readonly string[] = [];
  #at = 0;

  constructor(host: string, resolve: Resolve = lookUpAll) {
    this.#host = host;
    this.#resolve = resolve;
    if (isIP(host) !== 0) this.#addresses = [host];
  }

  /** How many addresses there are to try. */
  get count(): number {
    return this.#addresses.length;
  }

  /** The address that connections use now. */
  get current(): string {
    return this.#addresses[this.#at] ?? this.#host;
  }

  /**
   * The address refused: another gets its turn. Many connections are refused by the same address at once, and only the
   * first of them moves on: two steps of a book with two addresses would lead back to the one that refused.
   */
  moveOnFrom(address: string): void {
    if (address !== this.current) return;
    this.#at = (this.#at + 1) % Math.max(1, this.#addresses.length);
  }

  /**
   * Resolves the host's name.
   *
   * @returns how long that took; undefined when the host is an address already
   * @throws Error of `node:dns` when the name has no address
   */
  async resolve(): Promise<number | undefined> {
    if (this.#addresses.length > 0) return undefined;
    const beganMs = performance.now();
    const found = await this.#resolve(this.#host);
    this.#addresses = found.map((entry) => entry.address);
    return msToNs(performance.now() - beganMs);
  }
}

function lookUpAll(host: string): ReturnType<Resolve> {
  return lookup(host, { all: true });
}
