import type { Clock } from "../engine/core/index.js";
import type { Timers } from "./host-loop.js";

/** Steps of about 1.2 ns: between two readings of the clock the wait burns about a microsecond. */
const FINE_STEPS = 700;
const NS_PER_STEP = 1.2;
/** So much of what is left is burnt before the clock is read again: a wait overshoots by a fine step at most. */
const BURNT_SHARE = 0.25;
const COARSEST_STEPS = 20_000;

/**
 * @param clock - what the waits are measured with
 * @returns Node's own timers, and a wait that spins
 */
export function createNodeTimers(clock: Clock): Timers {
  return {
    setImmediate,
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    spinTo: (untilNs, nowNs) => {
      let atNs = nowNs;
      while (atNs < untilNs) {
        // Each reading of the clock leaves a number behind for the garbage collector, whose pauses are what makes
        // requests late: far from the instant it is read rarely.
        const leftSteps = ((untilNs - atNs) * BURNT_SHARE) / NS_PER_STEP;
        burn(Math.max(FINE_STEPS, Math.min(COARSEST_STEPS, leftSteps)));
        atNs = clock.nowNs();
      }
      return atNs;
    },
  };
}

let burnt = 1;

/** A chain of multiplications, each of which needs the one before. */
function burn(stepCount: number): void {
  let value = burnt;
  for (let step = 0; step < stepCount; step++) value = (Math.imul(value, 48_271) + 1) | 0;
  burnt = value;
}
