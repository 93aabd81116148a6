import { TARGET_LOG_FAULT_INDEX } from "../../engine/core/index.js";
import type { TargetLog } from "../../engine/core/index.js";
import { nearestRank } from "../median.js";

const NS_PER_SECOND = 1e9;

/** What a tool's column is held against. */
export interface TrueStatistics {
  readonly p50Ns: number;
  readonly p99Ns: number;
  readonly maxNs: number;
}

/** What a target's log says of one run of a tool. */
export interface TrueFigures {
  readonly requestCount: number;
  /** Faults that the target was told to make. */
  readonly injectedCount: number;
  /** Requests whose connection the tool has closed before they were answered. */
  readonly cutOffCount: number;
  /** Departure − arrival. */
  readonly service: TrueStatistics;
  /** At a rate: departure − planned instant. */
  readonly response?: TrueStatistics;
  /** At a rate: the most that an arrival was behind its planned instant. */
  readonly behindNsMax?: number;
}

/** What has to be known of the tool to read its log. */
export interface LogReading {
  /** Undefined: a closed run. */
  readonly ratePerSecond: number | undefined;
  /** What the tool itself counts as failed. */
  readonly reportedErrorCount: number;
}

/**
 * The truth about a run, by its target.
 *
 * The plan of a rate is the perfect one: the k-th arrival is due k/λ after the first. A request that a tool sent ahead of
 * it was begun when it arrived. A fault that the tool does not report is taken for sent again: the second attempt is the
 * arrival of the plan, and the first one is not.
 *
 * @throws Error when nothing was answered
 */
export function trueFiguresOf(
  log: TargetLog,
  { ratePerSecond, reportedErrorCount }: LogReading,
): TrueFigures {
  const { none, lost } = TARGET_LOG_FAULT_INDEX;
  const isInjected = (fault: number | undefined): boolean => fault !== none && fault !== lost;
  const injectedCount = log.fault.filter(isInjected).length;
  const isSentAgain = reportedErrorCount < injectedCount;
  const all = inOrder(log, () => true);
  const figures = {
    requestCount: all.arrivalsNs.length,
    injectedCount,
    cutOffCount: log.fault.filter((fault) => fault === lost).length,
    service: timesOf(all.departuresNs.map((ns, index) => ns - (all.arrivalsNs[index] ?? 0))),
  };
  if (ratePerSecond === undefined) return figures;
  const planned = isSentAgain ? inOrder(log, (index) => !isInjected(log.fault[index])) : all;
  return { ...figures, ...againstPlan(planned, ratePerSecond) };
}

interface Arrivals {
  /** Ascending. */
  readonly arrivalsNs: readonly number[];
  /** NaN where nothing was done. */
  readonly departuresNs: readonly number[];
}

function inOrder(log: TargetLog, isWanted: (index: number) => boolean): Arrivals {
  const order = [...log.arrivalNs.keys()]
    .filter(isWanted)
    .sort((a, b) => (log.arrivalNs[a] ?? 0) - (log.arrivalNs[b] ?? 0));
  return {
    arrivalsNs: order.map((index) => log.arrivalNs[index] ?? 0),
    departuresNs: order.map((index) => log.departureNs[index] ?? Number.NaN),
  };
}

function againstPlan(
  { arrivalsNs, departuresNs }: Arrivals,
  ratePerSecond: number,
): { readonly response: TrueStatistics; readonly behindNsMax: number } {
  const [firstNs = 0] = arrivalsNs;
  const plannedNs = arrivalsNs.map((_, index) => firstNs + (index * NS_PER_SECOND) / ratePerSecond);
  const responseNs = departuresNs.map(
    (ns, index) => ns - Math.min(plannedNs[index] ?? 0, arrivalsNs[index] ?? 0),
  );
  const behindNsMax = arrivalsNs.reduce(
    (most, ns, index) => Math.max(most, ns - (plannedNs[index] ?? 0)),
    0,
  );
  return { response: timesOf(responseNs), behindNsMax };
}

/** Requests that nothing was done with have no time. */
function timesOf(timesNs: readonly number[]): TrueStatistics {
  const ascending = timesNs.filter((ns) => !Number.isNaN(ns)).sort((a, b) => a - b);
  if (ascending.length === 0) throw new Error("the target answered none of its requests");
  return {
    p50Ns: nearestRank(ascending, 50),
    p99Ns: nearestRank(ascending, 99),
    maxNs: nearestRank(ascending, 100),
  };
}
