import { NS_PER_SECOND } from "../../core/duration.js";
import { ArrivalCursor } from "../../core/schedule/arrival-cursor.js";
import { createIntensity, createPhaseCursor } from "../../core/schedule/arrivals-plan.js";
import { limitsOf, planArrivals } from "../../run/plan-arrivals.js";
import { readReplayOf } from "../../run/replay-file.js";
import type { Replay } from "../../run/replay-file.js";
import type { ComparableResult } from "./comparable-result.js";

const ALL_OF_IT = { stripeIndex: 0, stripeCount: 1 };

/** The plan of a finished run. Units: whole nanoseconds since the run's start. */
export interface PlannedInstants {
  /** Every planned arrival, the warm-up's first; ascending. */
  readonly instantsNs: readonly number[];
  /** Index of the first one in the measured window. */
  readonly warmupCount: number;
  /** Where the measured window begins. */
  readonly fromNs: number;
  /** Where the measured window and the schedule end. */
  readonly endNs: number;
}

/** Of a finished run what its plan is computed from. */
export type PlannedRun = Pick<ComparableResult, "spec" | "measuredSeconds" | "load">;

/** A run's plan, from its first arrival on. Units: whole nanoseconds since the run's start. */
export interface PlanWalk {
  readonly cursor: ArrivalCursor;
  /** Global index of the first arrival that is not part of the run; Infinity when time alone ends it. */
  readonly endIndex: number;
  /** Where the measured window begins. */
  readonly fromNs: number;
  /** Where the measured window and the schedule end. */
  readonly endNs: number;
}

/**
 * Computes a run's plan again, from its spec, its seed and the changes of its rate.
 *
 * Cost: about 50 ns and 8 bytes per arrival.
 *
 * @returns undefined in the closed model, which has no plan
 */
export function plannedInstantsOf(result: ComparableResult): PlannedInstants | undefined {
  const walk = walkPlanOf(result, readReplayOf(result.spec));
  if (walk === undefined) return undefined;
  const { cursor, endIndex, fromNs, endNs } = walk;
  const instantsNs: number[] = [];
  while (cursor.nextIndex < endIndex && cursor.nextIntendedStartNs < endNs) {
    instantsNs.push(cursor.nextIntendedStartNs);
    cursor.advance();
  }
  const firstMeasured = instantsNs.findIndex((ns) => ns >= fromNs);
  const warmupCount = firstMeasured < 0 ? instantsNs.length : firstMeasured;
  return { instantsNs, warmupCount, fromNs, endNs };
}

/**
 * Begins to walk through a run's plan, computed again from its spec, its seed and the changes of its rate.
 *
 * @param replay - the recording that the run replayed, if it did
 * @returns undefined in the closed model, which has no plan
 */
export function walkPlanOf(
  { spec, measuredSeconds, load }: PlannedRun,
  replay: Pick<Replay, "instantsNs"> | undefined,
): PlanWalk | undefined {
  if (spec.load.model === "closed") return undefined;
  const limits = limitsOf(spec);
  const shape =
    spec.load.model === "paced"
      ? ({ kind: "constant", ratePerSecond: spec.load.ratePerSecond } as const)
      : spec.load.arrivals;
  const { arrivals, end } = planArrivals(shape, { seed: spec.seed, limits, replay });
  const cursor = new ArrivalCursor(
    createPhaseCursor(arrivals, ALL_OF_IT),
    createIntensity(arrivals.intensity),
  );
  for (const { atSeconds, factor } of load.rateChanges) {
    cursor.changeRate(Math.round(atSeconds * NS_PER_SECOND), factor);
  }
  const fromNs = limits.warmupNs;
  // The window knows of stops and of changes of the rate; what the spec says of its end does not.
  const endNs = fromNs + Math.round(measuredSeconds * NS_PER_SECOND);
  return { cursor, endIndex: end.count?.endIndex ?? Infinity, fromNs, endNs };
}
