import type { SimulatedSearch } from "./simulated-search.js";

/** How searches of known knees turned out. */
export interface Score {
  readonly searchCount: number;
  /** The answer holds the knee. */
  readonly containsCount: number;
  /** It is at most as wide as was asked for. */
  readonly narrowCount: number;
  /** Its confirmation passed. */
  readonly confirmedCount: number;
  /** An end of it, or its confirmation, is a rate at which the generator is limited. */
  readonly restsOnLimitedCount: number;
  readonly probesMedian: number;
  /** Of the time that searches would have taken. */
  readonly secondsMedian: number;
  readonly secondsP95: number;
}

const WIDTH_PERCENT = 5;

/** @returns how these searches turned out; medians of none are NaN */
export function scoreOf(searches: readonly SimulatedSearch[]): Score {
  const seconds = searches.map(({ probes }) =>
    probes.reduce((sum, { facts }) => sum + facts.tookSeconds, 0),
  );
  const count = (holds: (search: SimulatedSearch) => boolean): number =>
    searches.filter(holds).length;
  return {
    searchCount: searches.length,
    containsCount: count(containsKnee),
    narrowCount: count(({ answer }) => (answer.widthPercent ?? Infinity) <= WIDTH_PERCENT),
    confirmedCount: count(({ answer }) => answer.confirmation?.verdict === "passed"),
    restsOnLimitedCount: count(restsOnLimited),
    probesMedian: quantileOf(
      searches.map(({ probes }) => probes.length),
      0.5,
    ),
    secondsMedian: quantileOf(seconds, 0.5),
    secondsP95: quantileOf(seconds, 0.95),
  };
}

/** @returns whether an answer with both ends holds the knee */
export function containsKnee({ answer, target }: SimulatedSearch): boolean {
  const { lowPerSecond, highPerSecond } = answer;
  return (
    lowPerSecond !== null &&
    highPerSecond !== null &&
    lowPerSecond <= target.kneePerSecond &&
    target.kneePerSecond <= highPerSecond
  );
}

function restsOnLimited({ answer, target }: SimulatedSearch): boolean {
  const rates = [answer.lowPerSecond, answer.highPerSecond, answer.confirmation?.ratePerSecond];
  return rates.some((rate) => (rate ?? 0) >= target.generatorLimitPerSecond);
}

/** Fewer than the least count come this rarely by chance. */
const CHANCE = 0.01;

/**
 * The least count of successes that so many trials can be held to: fewer come one time in a hundred by chance, where each trial
 * succeeds with this probability. Of 1000 at 0.95 these are the 933 of oracle 23.
 *
 * The exact percentile of the binomial distribution, summed up from no failure on.
 */
export function leastCountOf(trialCount: number, probability: number): number {
  let failureCount = 0;
  let term = probability ** trialCount;
  for (let sum = term; sum < 1 - CHANCE; sum += term) {
    term *= ((trialCount - failureCount) / (failureCount + 1)) * (1 / probability - 1);
    failureCount++;
  }
  return trialCount - failureCount;
}

function quantileOf(values: readonly number[], quantile: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
}
