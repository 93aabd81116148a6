import type { PercentileValue } from "./histogram/index.js";
import type { RunId } from "./run-id.js";

/**
 * Times as a target's log has them, to the nanosecond and without buckets.
 *
 * Units: nanoseconds. `max` and `mean` are null where a request has no end: they are unbounded.
 */
export interface TrueTimes {
  readonly unit: "ns";
  /** All requests, those without an end included. */
  readonly count: number;
  /** Requests that nothing was ever done with; they rank at +∞. */
  readonly unanswered: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  /** By the percentile as it is printed; the value at the rank itself. */
  readonly percentiles: Readonly<Record<string, PercentileValue>>;
}

/** How far a reported time is from the true one; null where either of the two is not one number. */
export interface TimeError {
  /** Reported − true. */
  readonly ns: number | null;
  /** The same by the true one; null where that is 0. */
  readonly percent: number | null;
}

/**
 * What one histogram reports against what the target saw.
 *
 * The way through both kernels and the network, there and back, is in every error: it is the most that the generator can
 * have added, and not what it did add.
 */
export interface ComparedTimes {
  readonly reportedCount: number;
  readonly truth: TrueTimes;
  readonly error: {
    readonly percentiles: Readonly<Record<string, TimeError>>;
    readonly max: TimeError;
  };
}

/** How far arrivals were from the instants that the plan gave them, without sign. Units: nanoseconds. */
export interface ArrivalOffsets {
  readonly percentiles: Readonly<Record<string, number>>;
  readonly max: number;
  /** The most that an arrival was off the plan as seen from the first one: what is the same for all is not in it. */
  readonly cumulativeMax: number;
}

/** The measured window in stretches of equal length, arrivals against the plan. */
export interface ArrivalBins {
  readonly seconds: number;
  readonly count: number;
  /** Stretches with no more than `tolerance` arrivals above or below the plan. */
  readonly withinCount: number;
  readonly tolerance: number;
  /** The most that a stretch was above or below the plan. */
  readonly deviationMax: number;
}

/**
 * The arrivals in a target's log against those of the run.
 *
 * - `matched`: as many as were planned, so that the k-th arrival belongs to the k-th planned instant;
 * - `mismatched`: more or fewer; which one belongs to which instant can't be told;
 * - `unplanned`: the closed model, which has no plan.
 */
export type ArrivalsTruth =
  | {
      readonly kind: "matched";
      /** Of the whole schedule, warm-up included. */
      readonly plannedCount: number;
      readonly arrivedCount: number;
      /** Planned in the measured window, to which everything below and beside this belongs. */
      readonly measuredCount: number;
      readonly offset: ArrivalOffsets;
      readonly bins: ArrivalBins;
    }
  | {
      readonly kind: "mismatched";
      readonly plannedCount: number;
      readonly arrivedCount: number;
      readonly measuredCount: number;
      readonly reason: string;
      readonly bins: ArrivalBins;
    }
  | {
      readonly kind: "unplanned";
      /** Sent in the measured window, as the generator counted. */
      readonly sentCount: number;
      readonly arrivedCount: number;
      /** Why the two are not those of the same requests; null where nothing speaks against it. */
      readonly reason: string | null;
    };

/** A result against the target's own log. */
export interface Truth {
  readonly runId: RunId;
  readonly arrivals: ArrivalsTruth;
  /**
   * Departure − intended start: what response time would be with a network of no length. Null where no arrival has an
   * intended start: in the closed model, and where the arrivals are mismatched.
   */
  readonly response: ComparedTimes | null;
  /** Departure − arrival: the target's own time for a request. */
  readonly service: ComparedTimes;
}
