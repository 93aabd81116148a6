import type { Intensity } from "./intensity.js";

/** Where a schedule ends: at an instant, or with a count of arrivals, whose instant moves when the rate is changed. */
export interface ScheduleEnd {
  /** Infinity when the count alone ends it. */
  readonly timeEndNs: number;
  /** Null when time alone ends it. */
  readonly count: {
    /** Global index of the first arrival that is not part of the run. */
    readonly endIndex: number;
    /** The measured window ends where the plan reaches this phase; Infinity when it never does. */
    readonly endPhase: number;
    /** Phase of the last arrival: it lies before the end, whatever is rounded. */
    readonly lastPhase: number;
  } | null;
}

/** @returns when a schedule ends, in whole nanoseconds since the run's start; Infinity while that is not known */
export function scheduleEndNs({ timeEndNs, count }: ScheduleEnd, intensity: Intensity): number {
  if (count === null || count.endPhase === Infinity) return timeEndNs;
  const reachedNs = Math.round(intensity.instantNs(count.endPhase));
  const afterLastNs = Math.round(intensity.instantNs(count.lastPhase)) + 1;
  return Math.min(timeEndNs, Math.max(reachedNs, afterLastNs));
}
