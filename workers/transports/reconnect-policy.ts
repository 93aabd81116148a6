const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;

/** Something that can be opened again. */
export interface Reopening {
  open(): void;
}

/**
 * When a connection is tried again: at once after one that was of use, then after pauses that double up to a second, so
 * that a target that is down, or one that accepts connections and closes them, is not hammered with connects.
 */
export class ReconnectPolicy {
  readonly #addresses: { readonly count: number };
  /** How often in a row all addresses have refused, or a connection was lost unused. */
  #failedRoundCount = 0;
  #refusedInRoundCount = 0;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param addresses - how many there are to try before a pause */
  constructor(addresses: { readonly count: number }) {
    this.#addresses = addresses;
  }

  /** The connection stands; whether it is of any use is not known yet. */
  onConnected(): void {
    this.#refusedInRoundCount = 0;
  }

  /** The connection is gone after a request was sent on it. */
  onLostUsed(): void {
    this.#failedRoundCount = 0;
  }

  /** The connection is gone before anything was sent on it. */
  onLostUnused(): void {
    this.#failedRoundCount++;
  }

  /**
   * The connection could not be opened.
   *
   * @returns whether every address has had its turn
   */
  onRefused(): boolean {
    this.#refusedInRoundCount++;
    if (this.#refusedInRoundCount < this.#addresses.count) return false;
    this.#refusedInRoundCount = 0;
    this.#failedRoundCount++;
    return true;
  }

  /** Opens again, now or after a pause. */
  schedule(connection: Reopening): void {
    if (this.#isStopped) return;
    if (this.#failedRoundCount === 0 || this.#refusedInRoundCount > 0) {
      connection.open();
      return;
    }
    const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failedRoundCount - 1));
    this.#timer = setTimeout(() => {
      connection.open();
    }, pauseMs);
  }

  /** From now on nothing is opened again. */
  cancel(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
