import { DueTimer } from "./due-timer.js";
import type { DueQueue } from "./due-timer.js";
import { assertStall, STALLS_MAX } from "./stall.js";
import type { Stall } from "./stall.js";

/** Somebody whose work fell into a freeze. */
export interface Parked {
  /** The freeze is over; called in the order of parking. */
  goOn(): void;
}

/**
 * Stops a whole target for a while without blocking its process.
 *
 * ```
 *        schedule        begins                      ends                            begins again
 * ──────────┼──── after ────┼──────── duration ────────┼── goOn(1) goOn(2) goOn(3) ───────┼──
 *                           park(1) park(2)  park(3)
 *                           └──────────────────── every ──────────────────────────────────┘
 * ```
 *
 * Freezes that overlap are one, up to the latest end.
 */
export class Freeze {
  readonly #queue: DueQueue;
  readonly #end: DueTimer;
  readonly #ahead = new Set<DueTimer>();
  #parked: Parked[] = [];

  /** While true nothing may be read or answered: work is handed to {@link park}. */
  isFrozen = false;

  constructor(queue: DueQueue) {
    this.#queue = queue;
    this.#end = new DueTimer(queue, () => {
      this.#thaw();
    });
  }

  /** @returns whether {@link schedule} takes another one */
  hasRoom(): boolean {
    return this.#ahead.size < STALLS_MAX;
  }

  /**
   * Plans a freeze; after 0 ms it begins before this call returns.
   *
   * @throws RangeError if a number is out of range, or {@link STALLS_MAX} lie ahead
   */
  schedule(stall: Stall): void {
    assertStall(stall);
    if (!this.hasRoom()) throw new RangeError(`at most ${STALLS_MAX} freezes may lie ahead`);
    const { durationMs, afterMs, everyMs } = stall;
    const firstMs = this.#queue.nowMs() + afterMs;
    let index = 0;
    const timer = new DueTimer(this.#queue, () => {
      this.#begin(durationMs);
      if (everyMs === 0) {
        this.#ahead.delete(timer);
        return;
      }
      // From the index, so that one that begins late moves none of the others; those that a stopped process has missed
      // all begin now, and are one.
      index++;
      timer.startAt(firstMs + index * everyMs);
    });
    this.#ahead.add(timer);
    if (afterMs === 0) timer.onDue();
    else timer.startAt(firstMs);
  }

  park(parked: Parked): void {
    this.#parked.push(parked);
  }

  /** Forgets every freeze that lies ahead; one that has begun goes on to its end. */
  forgetAhead(): void {
    for (const timer of this.#ahead) timer.cancel();
    this.#ahead.clear();
  }

  /** Forgets every freeze, and whoever is parked. */
  close(): void {
    this.#end.cancel();
    this.forgetAhead();
    this.#parked = [];
    this.isFrozen = false;
  }

  #begin(durationMs: number): void {
    if (durationMs === 0) return;
    const endMs = this.#queue.nowMs() + durationMs;
    if (this.isFrozen && this.#end.dueMs >= endMs) return;
    this.isFrozen = true;
    this.#end.startAt(endMs);
  }

  #thaw(): void {
    this.isFrozen = false;
    const parked = this.#parked;
    // One of them may ask for the next freeze at once: then the rest park themselves again, in the same order.
    this.#parked = [];
    for (const each of parked) each.goOn();
  }
}
