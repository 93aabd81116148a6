import { NS_PER_SECOND } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import type { RunClock } from "../../core/run-clock.js";
import type { TargetLog } from "../../core/target-log.js";
import type { ArrivalsTruth, ComparedTimes, Truth } from "../../core/truth.js";
import { limitsOf } from "../../run/plan-arrivals.js";
import { readTargetLog } from "../target-log.js";
import { binsOf, offsetsOf } from "./arrival-offsets.js";
import type { ComparableResult } from "./comparable-result.js";
import { mismatchOf, unplannedMismatchOf } from "./mismatch.js";
import { plannedInstantsOf } from "./planned-instants.js";
import type { PlannedInstants } from "./planned-instants.js";
import { arrivalsDuring } from "./run-arrivals.js";
import type { RunArrivals } from "./run-arrivals.js";
import { compareTimes, trueTimesOf } from "./true-times.js";

/** Wall clocks are set now and then, but two machines were hardly started within a minute of each other. */
const CLOCKS_APART_SECONDS_MAX = 60;

/**
 * Holds a finished run against the log that its target wrote.
 *
 * The plan is computed again from the result. If as many requests arrived during the run as were planned, the k-th of them
 * belongs to the k-th planned instant; one that overtook another has then traded places with it, which leaves the sum of
 * all times as it is.
 *
 * Cost: about 100 bytes of memory per request of the log, and a few sorts.
 *
 * @throws LoadError MB_RESULT_FILE if the run measured nothing or its result has no clock; MB_TARGET_LOG if the log is of
 * another machine, another boot or another time
 */
export function compareWithTarget(result: ComparableResult, log: TargetLog): Truth {
  const all = arrivalsDuring(clockOf(result, log), log);
  if (all.arrivalNs.length === 0) {
    const message = `none of the log's ${log.arrivalNs.length} requests arrived during run ${result.id}; it must be the log of that run's target`;
    throw new LoadError("MB_TARGET_LOG", message);
  }
  const plan = plannedInstantsOf(result);
  return plan === undefined ? unplannedTruth(result, all) : plannedTruth(result, all, plan);
}

/**
 * The same, with the log still in its file. The target has to have ended: only then is its log whole.
 *
 * @throws LoadError also MB_TARGET_LOG if the file can't be read, or is not a whole log
 */
export async function compareWithTargetLog(
  result: ComparableResult,
  logPath: string,
): Promise<Truth> {
  return compareWithTarget(result, await readTargetLog(logPath));
}

function clockOf({ id, clock, startedAt, requests }: ComparableResult, log: TargetLog): RunClock {
  if (clock === undefined || requests.planned === 0) {
    const lack =
      clock === undefined ? "has no clock" : "planned no requests in its measured window";
    throw new LoadError("MB_RESULT_FILE", `run ${id} ${lack}; it can't be compared with a log`);
  }
  const bootOf = (instant: string, ns: bigint): number =>
    Date.parse(instant) / 1000 - Number(ns) / NS_PER_SECOND;
  const apartSeconds =
    bootOf(log.startedAt, log.originNs) - bootOf(startedAt, BigInt(clock.startedAtNs));
  if (Math.abs(apartSeconds) > CLOCKS_APART_SECONDS_MAX) {
    const message = `the clocks of the log and of run ${id} began ${Math.abs(apartSeconds).toFixed(0)} s apart; both must be of one machine that was not restarted between them`;
    throw new LoadError("MB_TARGET_LOG", message);
  }
  return clock;
}

function plannedTruth(result: ComparableResult, all: RunArrivals, plan: PlannedInstants): Truth {
  const { id, spec, latency } = result;
  const plannedCount = plan.instantsNs.length;
  const measuredCount = plannedCount - plan.warmupCount;
  const arrivedCount = all.arrivalNs.length;
  const counts = { plannedCount, arrivedCount, measuredCount };
  const bins = binsOf(all.arrivalNs, plan);
  const reason = mismatchOf(result, counts);
  if (reason !== undefined) {
    const arrivals: ArrivalsTruth = { kind: "mismatched", ...counts, reason, bins };
    return {
      runId: id,
      arrivals,
      response: null,
      service: serviceOf(result, since(all, plan.fromNs)),
    };
  }
  const measured = fromIndex(all, plan.warmupCount);
  const plannedNs = plan.instantsNs.slice(plan.warmupCount);
  const offset = offsetsOf(measured.arrivalNs, plannedNs, spec.percentiles);
  const responseNs = measured.departureNs.map((ns, index) => ns - (plannedNs[index] ?? Number.NaN));
  return {
    runId: id,
    arrivals: { kind: "matched", ...counts, offset, bins },
    response: compareTimes(latency.response, trueTimesOf(responseNs, spec.percentiles)),
    service: serviceOf(result, measured),
  };
}

function unplannedTruth(result: ComparableResult, all: RunArrivals): Truth {
  const measured = since(all, limitsOf(result.spec).warmupNs);
  const counts = {
    sentCount: result.latency.service.count,
    arrivedCount: measured.arrivalNs.length,
  };
  const reason = unplannedMismatchOf(result, counts) ?? null;
  return {
    runId: result.id,
    arrivals: { kind: "unplanned", ...counts, reason },
    response: null,
    service: serviceOf(result, measured),
  };
}

function serviceOf({ latency, spec }: ComparableResult, measured: RunArrivals): ComparedTimes {
  const { arrivalNs, departureNs } = measured;
  const serviceNs = departureNs.map((ns, index) => ns - (arrivalNs[index] ?? Number.NaN));
  return compareTimes(latency.service, trueTimesOf(serviceNs, spec.percentiles));
}

/** @returns what arrived at an instant or after it */
function since(all: RunArrivals, fromNs: number): RunArrivals {
  const first = all.arrivalNs.findIndex((ns) => ns >= fromNs);
  return fromIndex(all, first < 0 ? all.arrivalNs.length : first);
}

function fromIndex({ arrivalNs, departureNs }: RunArrivals, index: number): RunArrivals {
  return { arrivalNs: arrivalNs.subarray(index), departureNs: departureNs.subarray(index) };
}
