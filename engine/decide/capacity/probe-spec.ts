import { NS_PER_SECOND } from "../../core/duration.js";
import { hashOf } from "../../core/random/index.js";
import type { ArrivalsSpec, RunSpec } from "../../core/spec/run-spec.js";
import type { CapacityArrivals, CapacitySpec } from "./capacity-spec.js";
import type { Objective } from "./objectives.js";
import { percentilesNeeded } from "./probe-facts.js";
import type { ProbeRequest } from "./probe.js";

/** Before what is measured, as a share of it, unless the spec says otherwise. */
const WARMUP_SHARE = 0.2;
/** Looks at the backlog in a probe, as far as the steps of an interval allow. */
const LOOK_COUNT = 40;
const STEP_SECONDS = 0.1;
const INTERVAL_SECONDS_MAX = 10;
/** Who was not answered after twice the bound has missed it: no probe waits longer for the rest of an overload. */
const DRAIN_PER_BOUND = 2;
const DRAIN_SECONDS_MIN = 0.5;
const DRAIN_SECONDS_MAX = 10;
const CONSTANT: NonNullable<CapacitySpec["load"]> = {
  model: "open",
  arrivals: { kind: "constant" },
};

/** @returns the run that answers a request of the search; @param index - of the probe, from 0 */
export function probeSpecOf(
  spec: CapacitySpec,
  objectives: readonly Objective[],
  request: ProbeRequest,
  index: number,
): RunSpec {
  const { ratePerSecond, seconds } = request;
  const load = spec.load ?? CONSTANT;
  const asked = [...percentilesNeeded(objectives), ...(spec.percentiles ?? [])];
  return {
    ...spec,
    load: { ...load, arrivals: atRate(load.arrivals, ratePerSecond) },
    duration: durationText(seconds),
    warmup: spec.warmup ?? durationText(inSteps(WARMUP_SHARE * seconds)),
    drain: spec.drain ?? durationText(drainSecondsOf(objectives)),
    interval: durationText(Math.min(INTERVAL_SECONDS_MAX, inSteps(seconds / LOOK_COUNT))),
    percentiles: [...new Set(asked)].sort((a, b) => a - b),
    // Arrivals that are random are others in each probe: what happens to one plan only is no steady state.
    ...(spec.seed === undefined ? {} : { seed: hashOf(spec.seed, index) }),
  };
}

function atRate(arrivals: CapacityArrivals, ratePerSecond: number): ArrivalsSpec {
  return { ...arrivals, ratePerSecond };
}

function drainSecondsOf(objectives: readonly Objective[]): number {
  const bounds = objectives.map((each) =>
    each.kind === "percentile" ? each.boundNs / NS_PER_SECOND : DRAIN_SECONDS_MAX,
  );
  const wanted = DRAIN_PER_BOUND * Math.max(...bounds);
  return Math.min(DRAIN_SECONDS_MAX, Math.max(DRAIN_SECONDS_MIN, wanted));
}

/** @returns at least one step, and whole ones: frames come in steps */
function inSteps(seconds: number): number {
  return Math.max(1, Math.round(seconds / STEP_SECONDS)) * STEP_SECONDS;
}

function durationText(seconds: number): string {
  return `${Math.round(1000 * seconds)}ms`;
}
