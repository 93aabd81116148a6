import { DueTimer } from "./due-timer.js";

/** A freeze may last, and lie ahead, up to an hour. */
export const FREEZE_MS_MAX = 3_600_000;
/** Up to so many freezes may lie ahead at once. */
export const FREEZES_AHEAD_MAX = 100;

/** Somebody whose work fell into a freeze. */
export interface Parked {
  /** The freeze is over; called in the order of parking. */
  goOn(): void;
}

/**
 * Stops a whole target for a while without blocking its process.
 *
 * ```
 *        schedule        begins                      ends
 * ──────────┼──── after ────┼──────── duration ────────┼── goOn(1) goOn(2) goOn(3)
 *                           park(1) park(2)  park(3)
 * ```
 *
 * Freezes that overlap are one, up to the latest end.
 */
export class Freeze {
  readonly #end = new DueTimer(() => {
    this.#thaw();
  });
  readonly #ahead = new Set<DueTimer>();
  #untilMs = 0;
  #parked: Parked[] = [];

  /** While true nothing may be read or answered: work is handed to {@link park}. */
  isFrozen = false;

  /** @returns whether {@link schedule} takes another one */
  hasRoom(): boolean {
    return this.#ahead.size < FREEZES_AHEAD_MAX;
  }

  /**
   * Plans a freeze.
   *
   * @param afterMs - 0: it begins before this call returns
   * @throws RangeError if a number is negative or over {@link FREEZE_MS_MAX}, or {@link FREEZES_AHEAD_MAX} lie ahead
   */
  schedule(durationMs: number, afterMs: number): void {
    assertFreezeMs("durationMs", durationMs);
    assertFreezeMs("afterMs", afterMs);
    if (!this.hasRoom()) throw new RangeError(`at most ${FREEZES_AHEAD_MAX} freezes may lie ahead`);
    if (afterMs === 0) {
      this.#begin(durationMs);
      return;
    }
    const timer = new DueTimer(() => {
      this.#ahead.delete(timer);
      this.#begin(durationMs);
    });
    this.#ahead.add(timer);
    timer.start(afterMs);
  }

  park(parked: Parked): void {
    this.#parked.push(parked);
  }

  /** Forgets every planned freeze, and whoever is parked. */
  close(): void {
    this.#end.cancel();
    for (const timer of this.#ahead) timer.cancel();
    this.#ahead.clear();
    this.#parked = [];
    this.isFrozen = false;
  }

  #begin(durationMs: number): void {
    if (durationMs === 0) return;
    const nowMs = performance.now();
    this.#untilMs = Math.max(this.#untilMs, nowMs + durationMs);
    this.isFrozen = true;
    this.#end.start(this.#untilMs - nowMs);
  }

  #thaw(): void {
    this.isFrozen = false;
    const parked = this.#parked;
    // One of them may ask for the next freeze at once: then the rest park themselves again, in the same order.
    this.#parked = [];
    for (const each of parked) each.goOn();
  }
}

function assertFreezeMs(name: string, valueMs: number): void {
  // Written so that NaN fails too.
  if (valueMs >= 0 && valueMs <= FREEZE_MS_MAX) return;
  throw new RangeError(`${name} is ${valueMs}; it must be from 0 to ${FREEZE_MS_MAX}`);
}
