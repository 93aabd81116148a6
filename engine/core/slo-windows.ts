import type { PrecisionView } from "./precision.js";
import type { SloOutcome } from "./spec/slo.js";

/**
 * How objectives over a window are counted: not by what requests took, but by how they compare with the bound, for each tick
 * of the measured window in which they were intended. That is all it takes to judge every window, requests that are still
 * under way included.
 */

/** Windows slide by it, and are a multiple of it. The first tick begins with the measured window. */
export const SLO_TICK_NS = 100e6;

/** Of which requests a worker counts what. */
export type ObjectivePlan =
  | {
      readonly kind: "latency";
      readonly view: PrecisionView;
      /** The largest latency that keeps the bound. */
      readonly limitNs: number;
    }
  | { readonly kind: "share"; readonly of: SloOutcome }
  /** Successes in the tick in which they completed. */
  | { readonly kind: "rate" };

/**
 * Where an ended request stands to an objective. `within`: it keeps the bound, or is one of those whose share is asked for.
 * `undecided`: it was given up before it was beyond the bound. `excluded`: the objective's latency is not one that it has.
 */
export const STANDINGS = ["within", "beyond", "undecided", "excluded"] as const;

/** Columns before those of the first objective. */
export const TICK_COLUMNS = ["tick", "planned"] as const;

/** @returns the columns of a row: the tick, what was planned in it, and for each objective its {@link STANDINGS} */
export function rowLengthOf(objectiveCount: number): number {
  return TICK_COLUMNS.length + objectiveCount * STANDINGS.length;
}

/** What a recorder has counted since its last delta. */
export interface WindowDelta {
  /** Every arrival that was intended before this instant has been counted as planned. */
  readonly plannedUntilNs: number;
  /** Rows one after the other, in no order: what is to be added to each tick. */
  readonly rows: Float64Array;
}
