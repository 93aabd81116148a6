import { performance } from "node:perf_hooks";
import type { Stripe } from "../../engine/core/index.js";
import { nsToMs } from "../../engine/core/index.js";
import type { Reopening } from "./reconnect-policy.js";

/** Longest delay of a Node timer. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Opens connections one after the other at a steady pace, so that the target isn't met by all handshakes at once. The k-th
 * of worker i of N is due at (k·N + i) × stagger: over all workers, one at a time.
 */
export class StaggeredOpening {
  readonly #openings: readonly Reopening[];
  readonly #staggerMs: number;
  readonly #stripe: Stripe;
  readonly #openDueBound = this.#openDue.bind(this);
  #beganMs = 0;
  #nextIndex = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param staggerNs - between one and the next, over all workers; 0: all at once */
  constructor(openings: readonly Reopening[], staggerNs: number, stripe: Stripe) {
    this.#openings = openings;
    this.#staggerMs = nsToMs(staggerNs);
    this.#stripe = stripe;
  }

  /** The pace begins now. */
  begin(): void {
    this.#beganMs = performance.now();
    this.#openDue();
  }

  /** What is not open yet stays so. */
  cancel(): void {
    clearTimeout(this.#timer);
  }

  #openDue(): void {
    const elapsedMs = performance.now() - this.#beganMs;
    while (this.#nextIndex < this.#openings.length) {
      const { stripeIndex, stripeCount } = this.#stripe;
      const dueMs = (this.#nextIndex * stripeCount + stripeIndex) * this.#staggerMs;
      if (dueMs > elapsedMs) {
        const waitMs = Math.min(dueMs - elapsedMs, LONGEST_TIMER_MS);
        this.#timer = setTimeout(this.#openDueBound, waitMs);
        return;
      }
      this.#openings[this.#nextIndex]?.open();
      this.#nextIndex++;
    }
  }
}
