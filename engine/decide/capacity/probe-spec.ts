import { LoadError } from "../../core/errors.js";
import { NS_PER_SECOND } from "../../core/duration.js";
import { hashOf } from "../../core/random/index.js";
import type { ArrivalsSpec, RunSpec } from "../../core/spec/run-spec.js";
import type { Objective } from "./objectives.js";
import { percentilesNeeded } from "./probe-facts.js";
import type { ProbeRequest } from "./probe.js";

/** A run's input without its length: the search decides that. Its arrivals are scaled to the rate of each probe. */
export type CapacitySpec = Omit<RunSpec, (typeof DECIDED)[number]>;

type OpenLoad = Extract<NonNullable<RunSpec["load"]>, { model: "open" }>;

/** Arrivals whose rate is one number, and stays what it is. */
const SCALABLE: ReadonlySet<string> = new Set<ArrivalsSpec["kind"]>([
  "constant",
  "poisson",
  "gamma",
  "burst",
]);
/** How long a probe is, what it must keep, and what ends it. */
const DECIDED = ["duration", "requests", "until", "slo", "abortOn", "bundle"] as const;
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

/**
 * @returns the load that the spec's is scaled from
 * @throws LoadError MB_SPEC_INVALID when it is not one with a steady rate, or when the spec has a length of its own
 */
export function scalableLoadOf(spec: CapacitySpec): OpenLoad {
  for (const field of DECIDED) {
    if (!(field in spec)) continue;
    throw invalid(
      `/${field}`,
      `is given; it must be left out: the search decides it for each probe`,
    );
  }
  const { load } = spec;
  if (load === undefined) {
    return { model: "open", arrivals: { kind: "constant", ratePerSecond: 1 } };
  }
  if (load.model !== "open") {
    throw invalid(
      "/load/model",
      `is ${JSON.stringify(load.model)}; it must be "open": only its rate does not depend on the target`,
    );
  }
  if (SCALABLE.has(load.arrivals.kind)) return load;
  throw invalid(
    "/load/arrivals/kind",
    `is ${JSON.stringify(load.arrivals.kind)}; it must be "constant", "poisson", "gamma" or "burst": others are no steady state`,
  );
}

/** @returns the run that answers a request of the search; @param index - of the probe, from 0 */
export function probeSpecOf(
  spec: CapacitySpec,
  objectives: readonly Objective[],
  request: ProbeRequest,
  index: number,
): RunSpec {
  const { ratePerSecond, seconds } = request;
  const load = scalableLoadOf(spec);
  const asked = [...percentilesNeeded(objectives), ...(spec.percentiles ?? [])];
  return {
    ...spec,
    load: { ...load, arrivals: scaled(load.arrivals, ratePerSecond) },
    duration: durationText(seconds),
    warmup: spec.warmup ?? durationText(inSteps(WARMUP_SHARE * seconds)),
    drain: spec.drain ?? durationText(drainSecondsOf(objectives)),
    interval: durationText(Math.min(INTERVAL_SECONDS_MAX, inSteps(seconds / LOOK_COUNT))),
    percentiles: [...new Set(asked)].sort((a, b) => a - b),
    // Arrivals that are random are others in each probe: what happens to one plan only is no steady state.
    ...(spec.seed === undefined ? {} : { seed: seedOf(spec.seed, index) }),
  };
}

/** What is no seed stays what it is, for the schema to refuse. */
function seedOf(seed: number, index: number): number {
  return Number.isSafeInteger(seed) && seed >= 0 ? hashOf(seed, index) : seed;
}

function scaled(arrivals: ArrivalsSpec, ratePerSecond: number): ArrivalsSpec {
  return "ratePerSecond" in arrivals ? { ...arrivals, ratePerSecond } : arrivals;
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

function invalid(pointer: string, message: string): LoadError {
  const text = `${pointer.slice(1).replaceAll("/", ".")} ${message}`;
  return new LoadError("MB_SPEC_INVALID", text, { issues: [{ pointer, message: text }] });
}
