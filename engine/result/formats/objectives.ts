import type { RunResult } from "../../core/frame.js";

/** What became of an objective, as formats tell it. */
export interface ObjectiveReport {
  readonly expression: string;
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** Both bounds where censored requests touch it, `high: null` where it has no upper one; null: nothing was observed. */
  readonly observed: number | { readonly low: number; readonly high: number | null } | null;
  readonly unit: "ns" | "percent" | "perSecond";
  readonly bound: number;
}

/** @returns what became of a run's objectives, in the order of the spec */
export function objectivesOf({ slo }: RunResult): readonly ObjectiveReport[] {
  return slo;
}
