import { NS_PER_SECOND } from "../core/duration.js";
import { LoadError } from "../core/errors.js";
import type { RateChange } from "../core/rate-change.js";
import { createIntensity } from "../core/schedule/arrivals-plan.js";
import { RateTimeline } from "../core/schedule/rate-timeline.js";
import { scheduleEndNs } from "../core/schedule/schedule-end.js";
import { MAX_RATE_PER_SECOND } from "../core/spec/arrivals-schema.js";
import type { PlannedArrivals } from "./plan-arrivals.js";

/** A shape may be multiplied by so much at most. */
const MAX_FACTOR = 1000;

/** The rate that an open run is asked for: what was planned, and what was changed while it ran. */
export class RunRate {
  readonly #schedule: PlannedArrivals;
  readonly #timeline: RateTimeline;
  /** Where one number says the rate. */
  readonly #basePerSecond: number | null;
  readonly #changes: RateChange[] = [];

  constructor(schedule: PlannedArrivals) {
    const { intensity, spacing } = schedule.arrivals;
    this.#schedule = schedule;
    this.#timeline = new RateTimeline(createIntensity(intensity));
    const hasOneRate = intensity.kind === "constant" && spacing.kind !== "recorded";
    this.#basePerSecond = hasOneRate ? intensity.ratePerSecond : null;
  }

  /** All changes, the oldest first. */
  get changes(): readonly RateChange[] {
    return this.#changes;
  }

  /** When the schedule ends with the rates as they are; Infinity while that is not known. */
  get endNs(): number {
    return scheduleEndNs(this.#schedule.end, this.#timeline);
  }

  /**
   * @param rate - requests per second; a factor where the plan has a shape
   * @throws LoadError MB_RUN_RATE when the plan can't have this rate
   */
  assertPossible(rate: number): void {
    const max = this.#basePerSecond === null ? MAX_FACTOR : MAX_RATE_PER_SECOND;
    if (rate >= 0 && rate <= max) return;
    const wanted =
      this.#basePerSecond === null
        ? `a factor from 0 to ${MAX_FACTOR}: the plan has a shape`
        : `a number of requests per second from 0 to ${MAX_RATE_PER_SECOND}`;
    throw new LoadError("MB_RUN_RATE", `the new rate is ${rate}; it must be ${wanted}`);
  }

  /** The rate is this one from an instant on, which is not before that of an earlier change. */
  change(atNs: number, rate: number): RateChange {
    const factor = this.#basePerSecond === null ? rate : rate / this.#basePerSecond;
    this.#timeline.change(atNs, factor);
    const change = {
      atSeconds: atNs / NS_PER_SECOND,
      factor,
      ratePerSecond: this.#basePerSecond === null ? null : rate,
      phase: this.#timeline.phaseAt(atNs),
    };
    this.#changes.push(change);
    return change;
  }

  /** @returns the mean requested rate between two instants; null when no rate was asked for */
  between(fromSeconds: number, toSeconds: number): number | null {
    if (this.#schedule.arrivals.spacing.kind === "recorded") return null;
    if (this.#basePerSecond !== null && this.#changes.length === 0) return this.#basePerSecond;
    if (toSeconds <= fromSeconds) return null;
    const count =
      this.#timeline.phaseAt(toSeconds * NS_PER_SECOND) -
      this.#timeline.phaseAt(fromSeconds * NS_PER_SECOND);
    return count / (toSeconds - fromSeconds);
  }
}
