import type { ResolvedSpec } from "./run-spec.js";

/** @returns the rate that a spec plans with one number; null for shapes, and in the closed model */
export function plannedRateOf(load: ResolvedSpec["load"]): number | null {
  if (load.model === "paced") return load.ratePerSecond;
  return load.model === "open" && "ratePerSecond" in load.arrivals
    ? load.arrivals.ratePerSecond
    : null;
}
