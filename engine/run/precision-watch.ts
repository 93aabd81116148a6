import type { Phase } from "../core/frame.js";
import type { UntilProgress } from "../core/precision.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { parseUntil } from "../core/spec/until.js";
import type { PrecisionGoal } from "../core/spec/until.js";
import type { Accumulator } from "./accumulator.js";
import type { BatchSeries } from "./batches.js";
import type { Reporter } from "./run-facts.js";

/** A glance costs the main thread little, but not nothing. */
const GLANCE_SECONDS = 1;
/** So many more requests have ended by a look than by the one before it. */
const LOOK_GROWTH_PERCENT = 10;
/** Looks in a row that must find the run precise. */
const LOOKS_TO_BELIEVE = 3;

/** What a watch sees of a run. */
export interface WatchedRun {
  readonly phase: Phase;
  readonly nowSeconds: number;
  readonly total: Accumulator;
  readonly batches: BatchSeries;
}

/**
 * Ends a run as soon as it is precise, but not as soon as it seems so.
 *
 * An interval is an estimate too: now and then it is too narrow by chance, and whoever looks often enough and stops at the
 * first that fits picks just these. So of the glances, one a second, few count as looks: those with a tenth more requests than
 * the look before. Their number grows with the logarithm of the run's length, and a paused run is not looked at again. Three
 * looks in a row must find the run precise.
 *
 * ```
 *   half width   ╲
 *                 ╲__    ╱╲
 *   bound ─ ─ ─ ─ ─ ─╲─╱─ ─╲────────
 *                     ╲╱     ╲__________
 *   look     │   │    │   │   │   │   │
 *                     1   –   1   2   3 ▶ the run ends
 * ```
 */
export class PrecisionWatch {
  readonly #expression: string;
  readonly #goal: PrecisionGoal;
  readonly #run: WatchedRun;
  readonly #reporter: Pick<Reporter, "relativeHalfWidth">;
  #glancedAtSeconds = -Infinity;
  #lookedAtCount = 0;
  #inARow = 0;
  #relativeHalfWidthPercent: number | null = null;

  /** @param until - the goal, and how the spec says it */
  constructor(
    until: { readonly expression: string; readonly goal: PrecisionGoal },
    run: WatchedRun,
    reporter: Pick<Reporter, "relativeHalfWidth">,
  ) {
    this.#expression = until.expression;
    this.#goal = until.goal;
    this.#run = run;
    this.#reporter = reporter;
  }

  /** What the last glance has found. */
  get progress(): UntilProgress {
    return {
      expression: this.#expression,
      relativeHalfWidthPercent: this.#relativeHalfWidthPercent,
    };
  }

  /** Time has passed: looks, if it is time to. @returns whether the run is precise enough to end */
  isReached(): boolean {
    const { phase, nowSeconds } = this.#run;
    if (phase === "measured" && nowSeconds >= this.#glancedAtSeconds + GLANCE_SECONDS) {
      this.#glance();
      this.#look();
    }
    return this.#inARow >= LOOKS_TO_BELIEVE;
  }

  #glance(): void {
    const { nowSeconds, total, batches } = this.#run;
    this.#glancedAtSeconds = nowSeconds;
    const halfWidth = this.#reporter.relativeHalfWidth({ recorded: total, batches }, this.#goal);
    this.#relativeHalfWidthPercent = halfWidth === null ? null : 100 * halfWidth;
  }

  /** What was glanced at counts where there is enough that is new in it. */
  #look(): void {
    const { count } = this.#run.total.histogram("response");
    const moreCount = count - this.#lookedAtCount;
    if (100 * moreCount < LOOK_GROWTH_PERCENT * this.#lookedAtCount) return;
    this.#lookedAtCount = count;
    const isPrecise = isWithin(this.#relativeHalfWidthPercent, this.#goal);
    this.#inARow = isPrecise ? this.#inARow + 1 : 0;
  }
}

/** @returns what ends a run as soon as it is as precise as its spec asks; undefined where it does not ask */
export function createPrecisionWatch(
  { until }: ResolvedSpec,
  run: WatchedRun,
  reporter: Pick<Reporter, "relativeHalfWidth">,
): PrecisionWatch | undefined {
  const goal = until === undefined ? undefined : parseUntil(until);
  if (until === undefined || goal === undefined) return undefined;
  return new PrecisionWatch({ expression: until, goal }, run, reporter);
}

/** @returns whether a half width is below a goal's bound; one that is not known is not */
export function isWithin(percent: number | null, goal: PrecisionGoal): boolean {
  return percent !== null && percent < goal.relativeHalfWidthPercentMax;
}
