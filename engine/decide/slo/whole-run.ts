import { assertNever } from "../../core/errors.js";
import { TotalHistogram, censoredPercentilesOf } from "../../core/histogram/index.js";
import type { PercentileValue } from "../../core/histogram/index.js";
import { isPrecisionView } from "../../core/precision.js";
import type { SloReport } from "../../core/slo.js";
import { ERROR_INDEX } from "../../core/recording.js";
import { limitNsOf } from "../../core/spec/slo.js";
import type { Slo, SloGoal, SloOutcome, SloView } from "../../core/spec/slo.js";
import type { StatusRange } from "../../core/spec/status-range.js";
import { percentilePrecision } from "../../result/confidence.js";
import type { Accumulator } from "../../run/accumulator.js";
import type { PrecisionSource } from "../../run/run-facts.js";
import { censoredTwinOf, infinityCountOf, toRequestCounts } from "../../run/stretch.js";
import { figureOf, withinPercentOf } from "./figures.js";
import { tallyOf } from "./latency-tally.js";
import { verdictOfRange, verdictOfTally } from "./verdict.js";

/** What is found of an objective, apart from what names it. */
export type Finding = Pick<
  SloReport,
  "verdict" | "unit" | "comparison" | "bound" | "observed" | "withinPercent" | "interval"
>;

/** What an objective is judged by: the requests of the run, or of one of its scenarios. */
export interface JudgedRequests {
  readonly recorded: Accumulator;
  readonly measuredSeconds: number;
  /** Undefined where batches of time were not kept apart: of a scenario. */
  readonly precision: PrecisionSource | undefined;
}

type Goal<Kind extends SloGoal["kind"]> = Extract<SloGoal, { readonly kind: Kind }>;

/**
 * Judges an objective by all requests of the measured window.
 *
 * The verdict is about these requests, and not about those of another run: what is undecided in it is only what censoring and
 * the width of a histogram's bucket leave open.
 */
export function judgeWholeRun({ goal }: Slo, requests: JudgedRequests): Finding {
  switch (goal.kind) {
    case "percentile":
      return judgePercentile(goal, requests);
    case "mean":
      return judgeMean(goal, requests);
    case "share":
      return judgeShare(goal, requests, countOf(goal.of, toRequestCounts(requests.recorded)));
    case "status":
      return judgeShare(goal, requests, countStatuses(requests.recorded, goal.statuses));
    case "error":
      return judgeShare(goal, requests, requests.recorded.errors[ERROR_INDEX[goal.error]] ?? 0);
    case "rate":
      return judgeRate(goal, requests);
    default:
      return assertNever(goal);
  }
}

/** @returns what latencies must be, in a report's words */
function latencyBound(
  goal: Goal<"percentile" | "mean">,
): Pick<Finding, "unit" | "comparison" | "bound"> {
  return { unit: "ns", comparison: goal.comparison, bound: goal.boundNs };
}

function judgePercentile(goal: Goal<"percentile">, requests: JudgedRequests): Finding {
  const { view, percentile } = goal;
  const tally = tallyOf(requests.recorded, view, limitNsOf(goal));
  const interval = intervalOf(goal, requests);
  return {
    verdict: verdictOfTally(tally, percentile),
    ...latencyBound(goal),
    observed: percentileOf(requests.recorded, view, percentile),
    withinPercent: withinPercentOf(tally),
    ...(interval === undefined ? {} : { interval }),
  };
}

function percentileOf(recorded: Accumulator, view: SloView, percentile: number): PercentileValue {
  const { all, censored, infinityCount } = valuesOf(recorded, view);
  return censoredPercentilesOf(all, censored, [percentile], infinityCount)[0] ?? null;
}

interface ViewValues {
  readonly all: TotalHistogram;
  readonly censored: TotalHistogram;
  /** Requests that rank at +∞. */
  readonly infinityCount: number;
}

function valuesOf(recorded: Accumulator, view: SloView): ViewValues {
  if (view !== "outcome") {
    const censored = censoredTwinOf(recorded, view);
    return { all: recorded.histogram(view), censored, infinityCount: 0 };
  }
  return {
    all: recorded.histogram("responseSuccess"),
    censored: new TotalHistogram(),
    infinityCount: infinityCountOf(recorded),
  };
}

/** Only of views whose precision is told, and not of a maximum: no interval contains that of a run without end. */
function intervalOf(
  { view, percentile }: Goal<"percentile">,
  { precision }: JudgedRequests,
): SloReport["interval"] {
  if (!isPrecisionView(view) || precision === undefined || percentile === 100) return undefined;
  const { low, high, confidence, unreliable } = percentilePrecision(precision, percentile, view);
  if (unreliable !== null || (low === null && high === null)) return undefined;
  return { low, high, confidence };
}

/** Whoever is censored counts at its age below, and at +∞ above; whoever has failed is at +∞ for certain. */
function judgeMean(goal: Goal<"mean">, { recorded }: JudgedRequests): Finding {
  const { all, censored, infinityCount } = valuesOf(recorded, goal.view);
  const count = all.count + infinityCount;
  if (count === 0) return { verdict: "inconclusive", ...latencyBound(goal), observed: null };
  const low = Number(all.sumNs) / count;
  const range = { low, high: censored.isEmpty && infinityCount === 0 ? low : Infinity };
  const isUnbounded = infinityCount > 0 && infinityCount > recorded.counter("unfinished");
  return {
    verdict: isUnbounded ? "failed" : verdictOfRange(range, goal.comparison, goal.boundNs),
    ...latencyBound(goal),
    observed: figureOf(range),
  };
}

function judgeShare(
  goal: Goal<"share" | "status" | "error">,
  { recorded }: JudgedRequests,
  count: number,
): Finding {
  const planned = recorded.counter("planned");
  const percent = planned === 0 ? null : (100 * count) / planned;
  return judgeNumber(percent, "percent", goal.comparison, goal.boundPercent);
}

function countStatuses({ statuses }: Accumulator, { from, to }: StatusRange): number {
  let sum = 0;
  for (const [status, count] of statuses) if (status >= from && status <= to) sum += count;
  return sum;
}

function countOf(of: SloOutcome, requests: ReturnType<typeof toRequestCounts>): number {
  return of === "unsuccessful" ? requests.planned - requests.completed : requests[of];
}

function judgeRate(goal: Goal<"rate">, { recorded, measuredSeconds }: JudgedRequests): Finding {
  const isEmpty = measuredSeconds === 0 || recorded.counter("planned") === 0;
  const perSecond = isEmpty ? null : recorded.counter("achievedInWindow") / measuredSeconds;
  return judgeNumber(perSecond, "perSecond", goal.comparison, goal.boundPerSecond);
}

function judgeNumber(
  observed: number | null,
  unit: Finding["unit"],
  comparison: Finding["comparison"],
  bound: number,
): Finding {
  const verdict =
    observed === null
      ? "inconclusive"
      : verdictOfRange({ low: observed, high: observed }, comparison, bound);
  return { verdict, unit, comparison, bound, observed };
}
