/**
 * One timer that never fires early: Node's own may, by up to a millisecond, because it counts in whole milliseconds of
 * a clock read once per loop turn. A target that answers before its delay is over would measure as faster than asked.
 */
export class DueTimer {
  readonly #onDue: () => void;
  readonly #onTimeout: () => void;
  #dueMs = 0;
  #timeout: NodeJS.Timeout | undefined;

  constructor(onDue: () => void) {
    this.#onDue = onDue;
    this.#onTimeout = () => {
      this.#check();
    };
  }

  /** Starts it, or moves it. */
  start(afterMs: number): void {
    this.cancel();
    this.#dueMs = performance.now() + afterMs;
    this.#timeout = setTimeout(this.#onTimeout, Math.ceil(afterMs));
  }

  cancel(): void {
    clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #check(): void {
    const leftMs = this.#dueMs - performance.now();
    if (leftMs > 0) {
      this.#timeout = setTimeout(this.#onTimeout, Math.ceil(leftMs));
      return;
    }
    this.#timeout = undefined;
    this.#onDue();
  }
}
