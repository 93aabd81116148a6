import type { PercentilePrecision, PrecisionLimit, PrecisionView } from "../../core/precision.js";
import type { RunResult, SeriesPoint } from "../../core/frame.js";
import type { PercentileValue } from "../../core/histogram/index.js";
import type { SloOutcome } from "../../core/spec/slo.js";
import type { BatchSums } from "../../core/statistics/index.js";
import { backlogTrendOf } from "./backlog-trend.js";
import type { Objective } from "./objectives.js";
import type { ObjectiveFacts, ProbeFacts } from "./probe.js";
import { shareIntervalOf } from "./share-interval.js";

/** The percentile of the bulk of requests, whose autocorrelation time is that of the target's queues. */
const BULK = 50;
/** Reasons that say of any severity that the load was not the one asked for. */
const LIMITING: ReadonlySet<string> = new Set(["notSent", "generatorBound", "workerLost"]);

const DOUBTS: Readonly<Record<PrecisionLimit, string>> = {
  fewBatches: "the probe is too short",
  littleSupport: "too few requests lie beyond it",
  correlated: "its batches are alike at any length",
};

/** The part of a result that a search looks at. */
export interface MeasuredProbe extends Pick<
  RunResult,
  "measuredSeconds" | "precision" | "requests"
> {
  readonly latency: Readonly<Partial<Record<PrecisionView, { readonly percentiles: Percentiles }>>>;
  readonly rate: Pick<RunResult["rate"], "achievedPerSecond">;
  readonly series: readonly Pick<
    SeriesPoint,
    "phase" | "seconds" | "requests" | "inFlight" | "queued"
  >[];
  readonly generator: Pick<RunResult["generator"], "verdict" | "reasons">;
}

type Percentiles = Readonly<Record<string, PercentileValue>>;

/** What else is known of a probe. */
export interface ProbeCircumstances {
  readonly ratePerSecond: number;
  readonly tookSeconds: number;
}

/** @returns percentiles that a probe must report for objectives to be judged */
export function percentilesNeeded(objectives: readonly Objective[]): readonly number[] {
  const asked = objectives.flatMap((each) => (each.kind === "percentile" ? [each.percentile] : []));
  return [...new Set([BULK, ...asked])].sort((a, b) => a - b);
}

/** @returns what a search is told of a probe */
export function probeFactsOf(
  result: MeasuredProbe,
  objectives: readonly Objective[],
  { ratePerSecond, tookSeconds }: ProbeCircumstances,
): ProbeFacts {
  const measured = result.series.filter(({ phase }) => phase === "measured");
  return {
    measuredSeconds: result.measuredSeconds,
    tookSeconds,
    objectives: objectives.map((objective) => objectiveFactsOf(result, objective)),
    backlog: backlogTrendOf(
      measured.map(({ inFlight, queued }) => inFlight + queued),
      // The first and the last one may be cut short by the window.
      Math.max(0, ...measured.map(({ seconds }) => seconds)),
      ratePerSecond,
    ),
    autocorrelationTimes: autocorrelationTimesOf(result, objectives),
    generatorLimit: generatorLimitOf(result.generator),
    achievedPerSecond: result.rate.achievedPerSecond,
    percentiles: result.latency.outcome?.percentiles ?? {},
  };
}

function objectiveFactsOf(result: MeasuredProbe, objective: Objective): ObjectiveFacts {
  const { expression, comparison } = objective;
  if (objective.kind === "percentile") {
    const facts = percentileFactsOf(result, objective.view, objective.percentile);
    return { expression, comparison, unit: "ns", bound: objective.boundNs, ...facts };
  }
  const share = shareIntervalOf(batchesOf(result, objective.of));
  return {
    expression,
    comparison,
    unit: "percent",
    bound: objective.boundPercent,
    observed: share.observedPercent,
    low: share.lowPercent,
    high: share.highPercent,
    isEndless: false,
    doubt: share.doubt,
  };
}

type IntervalFacts = Pick<ObjectiveFacts, "observed" | "low" | "high" | "isEndless" | "doubt">;

function percentileFactsOf(
  result: MeasuredProbe,
  view: PrecisionView,
  percentile: number,
): IntervalFacts {
  const value = result.latency[view]?.percentiles[String(percentile)] ?? null;
  const observed = typeof value === "number" ? value : null;
  if (view === "outcome" && isWithoutEnd(result, percentile)) {
    return { observed: null, low: null, high: null, isEndless: true, doubt: null };
  }
  const precision = result.precision?.[view][String(percentile)];
  if (precision === undefined) {
    const doubt = "its precision is not known";
    return { observed, low: null, high: null, isEndless: false, doubt };
  }
  return { observed, isEndless: false, ...intervalOf(precision) };
}

function intervalOf({
  low,
  high,
  unreliable,
}: PercentilePrecision): Pick<IntervalFacts, "low" | "high" | "doubt"> {
  return { low, high, doubt: unreliable === null ? null : DOUBTS[unreliable] };
}

/** So many requests did not succeed that the percentile of all outcomes lies among them, at +∞. */
function isWithoutEnd(result: MeasuredProbe, percentile: number): boolean {
  const { lowPercent, doubt } = shareIntervalOf(batchesOf(result, "unsuccessful"));
  return doubt === null && lowPercent !== null && lowPercent > 100 - percentile;
}

/**
 * How many independent requests the probe is worth where it is worth least: as many autocorrelation times is it long, because
 * in each of them a run gathers one.
 */
function autocorrelationTimesOf(
  { precision }: MeasuredProbe,
  objectives: readonly Objective[],
): number | null {
  if (precision === undefined) return null;
  const looks = [
    precision.outcome[String(BULK)],
    ...objectives.map((each) =>
      each.kind === "percentile" ? precision[each.view][String(each.percentile)] : undefined,
    ),
  ].filter((look) => look !== undefined);
  const counts = looks.map(({ effectiveSamples, unreliable }) =>
    unreliable === "correlated" ? null : effectiveSamples,
  );
  return counts.reduce<number | null>(
    (least, count) => (least === null || count === null ? null : Math.min(least, count)),
    Infinity,
  );
}

function generatorLimitOf({ verdict, reasons }: MeasuredProbe["generator"]): string | null {
  const cause = reasons.find(({ severity, code }) => severity === "invalid" || LIMITING.has(code));
  if (cause !== undefined) return `limited by the generator: ${cause.message}`;
  return verdict === "invalid" ? "limited by the generator" : null;
}

/** Requests by the interval in which they ended; those of the drain belong to the last one of the window. */
function batchesOf({ series }: MeasuredProbe, of: SloOutcome): readonly BatchSums[] {
  const batches: BatchSums[] = [];
  for (const { phase, requests } of series) {
    if (phase === "warm-up") continue;
    const { completed, failed, timedOut, unfinished, skipped } = requests;
    const unsuccessful = failed + timedOut + unfinished + skipped;
    const counts = { completed, failed, timedOut, unfinished, skipped, unsuccessful };
    const ended = { count: completed + unsuccessful, hits: counts[of] };
    const last = phase === "drain" ? batches.pop() : undefined;
    batches.push({
      count: ended.count + (last?.count ?? 0),
      hits: ended.hits + (last?.hits ?? 0),
    });
  }
  return batches;
}
