import { parseDurationNs } from "../duration.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";

/** Notes what is wrong with a field: the pointer, and the sentence that follows the field's name. */
export type Objection = (pointer: string, message: string) => void;

type Arrivals = Extract<RunSpecWithDefaults["load"], { model: "open" }>["arrivals"];
type Stages = Extract<Arrivals, { kind: "stages" }>["stages"];

/** Random arrivals are counted one by one before the run. */
export const MAX_RANDOM_REQUESTS = 1e7;

const AT = "/load/arrivals";

/** Looks for what no single field shows: arrivals that never come, and shapes without an end to fit. */
export function checkArrivals(
  arrivals: Arrivals,
  spec: RunSpecWithDefaults,
  object: Objection,
): void {
  if (arrivals.kind === "sine") checkSine(arrivals, object);
  if (arrivals.kind === "ramp") checkRamp(arrivals, spec, object);
  if (arrivals.kind === "stages") checkStages(arrivals.stages, spec, object);
  if (isRandom(arrivals) && (spec.requests ?? 0) > MAX_RANDOM_REQUESTS) {
    object(
      "/requests",
      `is ${spec.requests ?? 0}; it must be at most ${MAX_RANDOM_REQUESTS} when arrivals are random: give a duration instead`,
    );
  }
}

function checkSine(
  { amplitudePerSecond, meanPerSecond }: Extract<Arrivals, { kind: "sine" }>,
  object: Objection,
): void {
  if (amplitudePerSecond <= meanPerSecond) return;
  object(
    `${AT}/amplitudePerSecond`,
    `is ${amplitudePerSecond}; it must be at most meanPerSecond (${meanPerSecond}): there are no negative rates`,
  );
}

function checkRamp(
  { fromPerSecond, toPerSecond, over }: Extract<Arrivals, { kind: "ramp" }>,
  spec: RunSpecWithDefaults,
  object: Objection,
): void {
  if (fromPerSecond + toPerSecond === 0) {
    object(`${AT}/toPerSecond`, "must be above 0 when fromPerSecond is 0");
  }
  if (over === undefined && isEndedByCountAlone(spec)) {
    object(`${AT}/over`, "is missing; a ramp needs it when requests alone end the run");
  }
}

/** A run without any end gets a duration by default. */
function isEndedByCountAlone({ duration, requests }: RunSpecWithDefaults): boolean {
  return duration === undefined && requests !== undefined;
}

function checkStages(stages: Stages, spec: RunSpecWithDefaults, object: Objection): void {
  if (stages.every((stage) => peakOf(stage) === 0)) {
    object(`${AT}/stages`, "has no stage with a rate above 0");
  }
  const lengthNs = stages.reduce((sum, stage) => sum + (parseDurationNs(stage.duration) ?? 0), 0);
  if (lengthNs <= (parseDurationNs(spec.warmup) ?? 0)) {
    object(
      "/warmup",
      `is ${JSON.stringify(spec.warmup)}; it must be shorter than all stages together`,
    );
  }
}

function peakOf(stage: Stages[number]): number {
  return "ratePerSecond" in stage
    ? stage.ratePerSecond
    : Math.max(stage.fromPerSecond, stage.toPerSecond);
}

function isRandom(arrivals: Arrivals): boolean {
  if (arrivals.kind === "poisson" || arrivals.kind === "gamma") return true;
  return "spacing" in arrivals && arrivals.spacing === "poisson";
}
