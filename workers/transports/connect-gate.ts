/** A listener's backlog of half-open connections is often 128 to 511: more at once are dropped and tried again in 1 s. */
const CONNECTING_MAX = 100;

/** Something that wants to connect when its turn comes. */
export interface Connecting {
  /** Which of its worker's connections it is, from 0. */
  readonly index: number;
  connect(): void;
}

/** Decides when who wants to connect does so. */
export interface Gate {
  /** Connects now or when its turn has come. */
  enter(connection: Connecting): void;
  /** A connection has opened or failed: the next one may begin. */
  leave(): void;
  /** Forgets all that wait. */
  clear(): void;
}

/** Lets a bounded number of connections open at the same time, in the order of asking. */
export class ConnectGate implements Gate {
  readonly #waiting: Connecting[] = [];
  #connectingCount = 0;

  enter(connection: Connecting): void {
    if (this.#connectingCount >= CONNECTING_MAX) {
      this.#waiting.push(connection);
      return;
    }
    this.#connectingCount++;
    connection.connect();
  }

  leave(): void {
    this.#connectingCount--;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#connectingCount++;
    next.connect();
  }

  clear(): void {
    this.#waiting.length = 0;
  }
}
