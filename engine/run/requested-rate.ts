import { NS_PER_SECOND } from "../core/duration.js";
import { createIntensity } from "../core/schedule/arrivals-plan.js";
import type { ArrivalsPlan } from "../core/schedule/arrivals-plan.js";
import type { Intensity } from "../core/schedule/intensity.js";

/** Says which rate a run was asked for, over any stretch of it. */
export class RequestedRate {
  readonly #constantPerSecond: number | null;
  readonly #intensity: Intensity | null;

  /** @param arrivals - the open model's schedule; null in the closed model */
  constructor(arrivals: ArrivalsPlan | null) {
    const intensity = arrivals?.intensity;
    const isRate = arrivals !== null && arrivals.spacing.kind !== "recorded";
    this.#constantPerSecond =
      isRate && intensity?.kind === "constant" ? intensity.ratePerSecond : null;
    this.#intensity = isRate ? createIntensity(arrivals.intensity) : null;
  }

  /** @returns the mean requested rate between two instants; null when no rate was asked for */
  between(fromSeconds: number, toSeconds: number): number | null {
    if (this.#constantPerSecond !== null) return this.#constantPerSecond;
    if (this.#intensity === null || toSeconds <= fromSeconds) return null;
    const count =
      this.#intensity.phaseAt(toSeconds * NS_PER_SECOND) -
      this.#intensity.phaseAt(fromSeconds * NS_PER_SECOND);
    return count / (toSeconds - fromSeconds);
  }
}
