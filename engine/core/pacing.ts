/**
 * How a worker waits for the next arrival. `precise` spins for the last two milliseconds, `economy` sleeps and is up to a
 * millisecond or two late, as timers are.
 */
export type Pacing = "precise" | "economy";
