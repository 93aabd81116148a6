import { NS_PER_SECOND } from "../core/duration.js";
import { LoadError, assertNever } from "../core/errors.js";
import type { LoadSpec, ResolvedSpec, RunSpec } from "../core/spec/run-spec.js";
import { RunRate } from "./run-rate.js";
import { planRun } from "./worker-plans.js";
import type { RunPlan } from "./worker-plans.js";

/** Load before a floor is measured: the compiler's work on code that has just been loaded is no part of it. */
export const FLOOR_WARMUP = "1s";
/** Of 1000 requests per second it has a p99 with 20 requests beyond it. */
const SECONDS_MIN = 2;
/** A user waits for it before the run begins. */
const SECONDS_MAX = 10;
/** At a low rate the floor takes the time of so many requests. */
const REQUESTS_WANTED = 100;

type OpenLoad = Extract<ResolvedSpec["load"], { model: "open" }>;

/**
 * The spec of a floor: the load of a run, for a short time, against a null target.
 *
 * Taken over is what makes the load (arrivals, rate, connections, workers, client, catch-up, seed) and what makes the two
 * comparable (percentiles, interval). Everything else of the run is of its target. The rate of a shape is its mean over
 * the measured window, because the percentiles beside which the floor is shown are of the whole window.
 *
 * @param url - of the null target
 * @throws LoadError as the run itself would when it is started: MB_SPEC_FILE, MB_SPEC_INVALID; MB_SPEC_INVALID when the
 * plan has no request in the measured window
 */
export function floorSpecOf(spec: ResolvedSpec, url: string): RunSpec {
  const ratePerSecond = meanPerSecondOf(planRun(spec, Infinity));
  return {
    target: { url },
    protocol: spec.protocol,
    client: spec.client,
    load: ratePerSecond === null ? spec.load : loadOf(spec.load, ratePerSecond),
    connections: spec.connections,
    connectionChoice: spec.connectionChoice,
    streams: spec.streams,
    // A floor is of the generator's way through the sockets, not of opening them.
    connect: "before",
    workers: spec.workers,
    pacing: spec.pacing,
    warmup: FLOOR_WARMUP,
    duration: `${secondsAt(ratePerSecond ?? Infinity)}s`,
    seed: spec.seed,
    interval: spec.interval,
    percentiles: spec.percentiles,
  };
}

/** @returns null in the closed model */
function meanPerSecondOf({ schedule, warmupNs, endNs }: RunPlan): number | null {
  if (schedule === null) return null;
  const ratePerSecond = new RunRate(schedule).between(
    warmupNs / NS_PER_SECOND,
    (endNs ?? Infinity) / NS_PER_SECOND,
  );
  if (ratePerSecond !== null && ratePerSecond > 0) return ratePerSecond;
  throw new LoadError(
    "MB_SPEC_INVALID",
    "the plan has no request after the warm-up, so that there is no rate for a floor; the warm-up must end before the last request",
  );
}

/** @returns whole seconds: a floor of 2.3s is no better than one of 3s */
function secondsAt(ratePerSecond: number): number {
  const seconds = Math.ceil(REQUESTS_WANTED / ratePerSecond);
  return Math.min(SECONDS_MAX, Math.max(SECONDS_MIN, seconds));
}

function loadOf(load: ResolvedSpec["load"], ratePerSecond: number): LoadSpec {
  if (load.model !== "open") return load;
  return { ...load, arrivals: withoutShape(load.arrivals, ratePerSecond) };
}

function withoutShape(arrivals: OpenLoad["arrivals"], ratePerSecond: number): OpenLoad["arrivals"] {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
    case "gamma":
    case "burst":
      return arrivals;
    case "replay":
      return { ...arrivals, timestampsOnly: true };
    case "ramp":
    case "stages":
    case "sine":
      return { kind: arrivals.spacing === "poisson" ? "poisson" : "constant", ratePerSecond };
    default:
      return assertNever(arrivals);
  }
}
