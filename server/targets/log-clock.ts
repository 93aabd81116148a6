import { NS_PER_MS } from "../../engine/core/index.js";
import type { Clock } from "../../engine/core/index.js";

const READING_COUNT = 8;

/**
 * The clock of a target's log: that of `process.hrtime.bigint()`, since the clock was made.
 *
 * It is read by way of `performance.now()`, which leaves no big integer behind per request. Both show the same counter;
 * how far their zeros are apart is measured once, to well under a microsecond.
 */
export class LogClock implements Clock {
  /** `process.hrtime.bigint()` at 0. */
  readonly originNs: bigint;
  /** The wall clock at 0, RFC 3339 UTC with milliseconds. */
  readonly startedAt: string;
  readonly #originMs: number;

  constructor() {
    // One reading lies between two others, and is nearest to their middle: of several the tightest pair is taken.
    let tightestMs = Infinity;
    let originMs = 0;
    let originNs = 0n;
    for (let reading = 0; reading < READING_COUNT; reading++) {
      const beforeMs = performance.now();
      const betweenNs = process.hrtime.bigint();
      const afterMs = performance.now();
      if (afterMs - beforeMs >= tightestMs) continue;
      tightestMs = afterMs - beforeMs;
      originMs = (beforeMs + afterMs) / 2;
      originNs = betweenNs;
    }
    this.#originMs = originMs;
    this.originNs = originNs;
    this.startedAt = new Date().toISOString();
  }

  nowNs(): number {
    return Math.round((performance.now() - this.#originMs) * NS_PER_MS);
  }
}
