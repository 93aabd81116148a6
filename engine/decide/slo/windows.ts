import { NS_PER_SECOND } from "../../core/duration.js";
import { SLO_TICK_NS } from "../../core/slo-windows.js";
import type { SloReport, SloVerdict } from "../../core/slo.js";
import type { Objective } from "../../run/objectives.js";
import type { FailedWindow, WindowFinder } from "../../run/run-facts.js";
import type { KnownTicks, ObjectiveTicks } from "../../run/window-books.js";
import { figureOf } from "./figures.js";
import type { Tally } from "./verdict.js";
import { windowGoalOf } from "./window-goal.js";
import type { WindowGoal } from "./window-goal.js";
import { WindowTally } from "./window-tally.js";

/** What is found of an objective over a window, apart from what names it. */
export type WindowFinding = Pick<
  SloReport,
  "verdict" | "unit" | "comparison" | "bound" | "observed" | "withinPercent" | "window"
>;

interface Judged {
  readonly fromTick: number;
  readonly verdict: SloVerdict;
  readonly tally: Tally;
  readonly openCount: number;
}

/**
 * Judges an objective in every window of a run that has ended: those that lie in the measured window as a whole, one a tick.
 *
 * One window in which it does not hold is enough for `failed`; for `passed` it must hold in all of them.
 *
 * @param endNs - of the measured window
 */
export function judgeWindows(ticks: ObjectiveTicks, endNs: number): WindowFinding {
  const { objective } = ticks;
  const goal = windowGoalOf(objective);
  const range = { from: 0, until: ticks.tickAt(endNs), agedBefore: 0 };
  const found = { judged: 0, passed: 0, failed: 0, inconclusive: 0 };
  let worst: Judged | undefined;
  for (const judged of windowsOf(ticks, goal, range)) {
    found.judged++;
    found[judged.verdict]++;
    if (worst === undefined || isWorse(judged, worst, goal)) worst = judged;
  }
  const { judged, failed, inconclusive } = found;
  const observed = worst === undefined ? null : observedIn(worst.tally, goal);
  const isPassed = judged > 0 && found.passed === judged;
  return {
    verdict: failed > 0 ? "failed" : isPassed ? "passed" : "inconclusive",
    unit: goal.unit,
    comparison: goal.comparison,
    bound: goal.bound,
    observed,
    // What a percentile over a window is told by is this share.
    ...(objective.goal.kind === "percentile" ? { withinPercent: observed } : {}),
    window: {
      seconds: objective.windowNs / NS_PER_SECOND,
      judged,
      failed,
      inconclusive,
      worst: worst === undefined ? null : stretchOf(worst.fromTick, ticks),
    },
  };
}

/**
 * Looks for a window in which an objective has failed for certain, while a run goes on. A window that can't change any more is
 * not looked at again.
 */
export class WindowWatch implements WindowFinder {
  readonly #ticks: ObjectiveTicks;
  readonly #goal: WindowGoal;
  #firstOpen = 0;

  constructor(ticks: ObjectiveTicks) {
    this.#ticks = ticks;
    this.#goal = windowGoalOf(ticks.objective);
  }

  /** @returns the first window that has failed; undefined when none has */
  findFailed({ plannedUntilNs, countedAtNs }: KnownTicks): FailedWindow | undefined {
    const ticks = this.#ticks;
    const from = this.#firstOpen;
    const until = ticks.tickAt(plannedUntilNs);
    const agedBefore = ticks.tickAt(countedAtNs - agedNsOf(ticks.objective));
    for (const judged of windowsOf(ticks, this.#goal, { from, until, agedBefore })) {
      if (judged.verdict === "failed") return stretchOf(judged.fromTick, ticks);
      if (judged.fromTick === this.#firstOpen && this.#isFinal(judged)) this.#firstOpen++;
    }
    return undefined;
  }

  #isFinal({ verdict, openCount }: Judged): boolean {
    return verdict === "passed" || openCount === 0 || !this.#goal.waitsForEnds;
  }
}

/** From which age on a request that is under way is beyond the bound. One that waits to be sent has no service time yet. */
function agedNsOf({ goal }: Objective): number {
  const isAged =
    goal.kind === "percentile" && (goal.view === "outcome" || goal.view === "response");
  return isAged ? goal.boundNs : Infinity;
}

interface TickRange {
  readonly from: number;
  /** The first tick that no window may reach into. */
  readonly until: number;
  /** What is under way in the ticks before is beyond the bound by its age. */
  readonly agedBefore: number;
}

/** @returns every window in a range of ticks, the earliest first */
function* windowsOf(
  ticks: ObjectiveTicks,
  goal: WindowGoal,
  { from, until, agedBefore }: TickRange,
): Generator<Judged> {
  const length = lengthOf(ticks);
  if (until - from < length) return;
  const sliding = new WindowTally(ticks, from, agedBefore);
  for (let tick = 0; tick < length; tick++) sliding.extend();
  for (let fromTick = from; ; fromTick++) {
    const { tally } = sliding;
    yield { fromTick, verdict: goal.verdictOf(tally), tally, openCount: sliding.openCount };
    if (fromTick + length >= until) return;
    sliding.slide();
  }
}

function lengthOf({ objective }: ObjectiveTicks): number {
  return Math.round(objective.windowNs / SLO_TICK_NS);
}

function stretchOf(fromTick: number, ticks: ObjectiveTicks): FailedWindow {
  return {
    fromSeconds: ticks.secondsOf(fromTick),
    toSeconds: ticks.secondsOf(fromTick + lengthOf(ticks)),
  };
}

function observedIn(tally: Tally, goal: WindowGoal): SloReport["observed"] {
  const range = goal.rangeOf(tally);
  return range === undefined ? null : figureOf(range);
}

const SEVERITY: Readonly<Record<SloVerdict, number>> = { passed: 0, inconclusive: 1, failed: 2 };

/** First by verdict; among equals by what is known for certain, and an empty window is the least to be learned from. */
function isWorse(one: Judged, other: Judged, goal: WindowGoal): boolean {
  if (one.verdict !== other.verdict) return SEVERITY[one.verdict] > SEVERITY[other.verdict];
  const range = goal.rangeOf(one.tally);
  const otherRange = goal.rangeOf(other.tally);
  if (range === undefined) return false;
  if (otherRange === undefined) return true;
  const isCeiling = goal.comparison === "<" || goal.comparison === "<=";
  return isCeiling ? range.high > otherRange.high : range.low < otherRange.low;
}
