import { compareRuns } from "../../engine/decide/comparison/compare-runs.js";
import type { Comparison } from "../../engine/decide/comparison/comparison.js";
import { PERCENTILES, virtualRuns } from "./virtual-experiment.js";
import type { VirtualExperiment } from "./virtual-experiment.js";

/** So small that no number of runs can be sure of it: it leaves a difference as the only thing that can be found. */
const NO_MARGIN_PERCENT = 1e-9;

/** Counts seeds for which a comparison of the product's own kind says something. */
export function countComparisons(
  experiment: VirtualExperiment,
  seedCount: number,
  says: (comparison: Comparison) => boolean,
  marginPercent: number = NO_MARGIN_PERCENT,
): number {
  const settings = { percentiles: PERCENTILES, marginPercent, view: "outcome" } as const;
  let count = 0;
  for (let seed = 0; seed < seedCount; seed++) {
    if (says(compareRuns(virtualRuns(experiment, seed), settings))) count++;
  }
  return count;
}

/** @returns whether a comparison says that there is a difference */
export function isFlagged({ verdict }: Comparison): boolean {
  return verdict === "slower" || verdict === "faster" || verdict === "mixed";
}

/**
 * The most that a rule which errs in 5 of 100 may err, at 2.5 standard errors: 67 of 1000.
 */
export function mostFlagged(seedCount: number): number {
  return Math.floor(0.05 * seedCount + 2.5 * Math.sqrt(0.05 * 0.95 * seedCount));
}

/** The least that a rule which finds 90 of 100 may find, at 2.5 standard errors: 877 of 1000. */
export function fewestFound(seedCount: number): number {
  return Math.ceil(0.9 * seedCount - 2.5 * Math.sqrt(0.9 * 0.1 * seedCount));
}
