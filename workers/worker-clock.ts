import { performance } from "node:perf_hooks";
import type { Clock } from "../engine/core/index.js";
import { NS_PER_MS } from "../engine/core/index.js";

/** The monotonic clock of a thread, as whole nanoseconds since the run's start. */
export class WorkerClock implements Clock {
  #originMs: number = performance.now();

  nowNs(): number {
    return Math.round((performance.now() - this.#originMs) * NS_PER_MS);
  }

  /** @param startAt - `process.hrtime.bigint()` of the run's start, the one clock that all threads share */
  setOrigin(startAt: bigint): void {
    // The reading between two others is nearest to their middle: a pause between them cannot shift the origin by more
    // than half its length.
    const beforeMs = performance.now();
    const now = process.hrtime.bigint();
    const afterMs = performance.now();
    this.#originMs = (beforeMs + afterMs) / 2 - Number(now - startAt) / NS_PER_MS;
  }
}
