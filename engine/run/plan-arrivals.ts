import { NS_PER_SECOND, durationNsOf } from "../core/duration.js";
import { assertNever } from "../core/errors.js";
import { createIntensity, createSchedule } from "../core/schedule/arrivals-plan.js";
import type { ArrivalsPlan, IntensityPlan, SpacingPlan } from "../core/schedule/arrivals-plan.js";
import type { RatePiece } from "../core/schedule/piecewise-intensity.js";
import type { Replay } from "./replay-file.js";
import type { ScheduleEnd } from "../core/schedule/schedule-end.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";

type Arrivals = Extract<ResolvedSpec["load"], { model: "open" }>["arrivals"];

/** A schedule in numbers, and where it ends. */
export interface PlannedArrivals {
  readonly arrivals: ArrivalsPlan;
  readonly end: ScheduleEnd;
}

/** What bounds a schedule from outside. */
export interface ScheduleLimits {
  readonly warmupNs: number;
  /** When the run's duration ends, warm-up included; null without one. */
  readonly durationEndNs: number | null;
  /** Requests of the measured window. */
  readonly requestCount: number | undefined;
}

/** @returns what bounds a spec's schedule, in numbers */
export function limitsOf(spec: ResolvedSpec): ScheduleLimits {
  const warmupNs = durationNsOf(spec.warmup);
  return {
    warmupNs,
    durationEndNs: spec.duration === undefined ? null : warmupNs + durationNsOf(spec.duration),
    requestCount: spec.requests,
  };
}

/** What a schedule is planned from besides its own spec. */
export interface ArrivalsContext {
  readonly seed: number;
  readonly limits: ScheduleLimits;
  /** Of recorded arrivals. */
  readonly replay: Pick<Replay, "instantsNs"> | undefined;
}

/**
 * Turns a spec's arrivals into the phases and the intensity of a schedule, up to whichever end comes first: that of the
 * run's duration, of its count of requests, or the schedule's own.
 */
export function planArrivals(
  arrivalsSpec: Arrivals,
  { seed, limits, replay }: ArrivalsContext,
): PlannedArrivals {
  const { durationEndNs } = limits;
  const intensity = intensityOf(arrivalsSpec, durationEndNs);
  const arrivals = { spacing: spacingOf(arrivalsSpec, replay), intensity, seed };
  const timeEndNs = Math.min(durationEndNs ?? Infinity, ownEndNs(intensity));
  return { arrivals, end: { timeEndNs, count: countEnd(arrivals, limits) } };
}

/**
 * N arrivals at λ last N/λ from the end of the warm-up, wherever that lies between two arrivals. Random ones end where the
 * next one would have been, recorded ones with the last.
 */
function countEnd(
  arrivals: ArrivalsPlan,
  { warmupNs, requestCount }: ScheduleLimits,
): ScheduleEnd["count"] {
  const { spacing } = arrivals;
  const recordedCount = spacing.kind === "recorded" ? spacing.instantsNs.length : Infinity;
  if (requestCount === undefined && recordedCount === Infinity) return null;
  const schedule = createSchedule(arrivals);
  const countedIndex = schedule.countBefore(warmupNs) + (requestCount ?? Infinity);
  const endIndex = Math.min(recordedCount, countedIndex);
  const lastPhase = schedule.phaseOf(endIndex - 1);
  if (endIndex === recordedCount) return { endIndex, endPhase: lastPhase, lastPhase };
  const isEven = spacing.kind === "even" || spacing.kind === "burst";
  const endPhase =
    isEven && requestCount !== undefined
      ? createIntensity(arrivals.intensity).phaseAt(warmupNs) + requestCount
      : schedule.phaseOf(endIndex);
  return { endIndex, endPhase, lastPhase };
}

function ownEndNs(intensity: IntensityPlan): number {
  if (intensity.kind !== "pieces") return Infinity;
  return intensity.pieces.reduce((sum, { durationNs }) => sum + durationNs, 0);
}

function spacingOf(arrivals: Arrivals, replay: ArrivalsContext["replay"]): SpacingPlan {
  switch (arrivals.kind) {
    case "constant":
      return { kind: "even" };
    case "poisson":
      return { kind: "poisson" };
    case "gamma":
      return { kind: "gamma", cv2: arrivals.cv2 };
    case "burst":
      return { kind: "burst", size: arrivals.size };
    case "ramp":
    case "stages":
    case "sine":
      return { kind: arrivals.spacing };
    case "replay":
      return { kind: "recorded", instantsNs: replay?.instantsNs ?? new Float64Array(0) };
    default:
      return assertNever(arrivals);
  }
}

function intensityOf(arrivals: Arrivals, durationEndNs: number | null): IntensityPlan {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
    case "gamma":
    case "burst":
      return { kind: "constant", ratePerSecond: arrivals.ratePerSecond };
    case "replay":
      // The phase of a recorded arrival is its time: at speed 1 a second of it passes in a second.
      return { kind: "constant", ratePerSecond: arrivals.speed * NS_PER_SECOND };
    case "ramp":
      return { kind: "pieces", pieces: rampPieces(arrivals, durationEndNs) };
    case "stages":
      return { kind: "pieces", pieces: arrivals.stages.map(toPiece) };
    case "sine":
      return {
        kind: "sine",
        meanPerSecond: arrivals.meanPerSecond,
        amplitudePerSecond: arrivals.amplitudePerSecond,
        periodNs: durationNsOf(arrivals.period),
      };
    default:
      return assertNever(arrivals);
  }
}

/** After a ramp its last rate stays; one that has come down to 0 is over. */
function rampPieces(
  { fromPerSecond, toPerSecond, over }: Extract<Arrivals, { kind: "ramp" }>,
  durationEndNs: number | null,
): readonly RatePiece[] {
  const durationNs = over === undefined ? (durationEndNs ?? 0) : durationNsOf(over);
  const slope = { durationNs, fromPerSecond, toPerSecond };
  if (toPerSecond === 0) return [slope];
  return [slope, { durationNs: Infinity, fromPerSecond: toPerSecond, toPerSecond }];
}

function toPiece(stage: Extract<Arrivals, { kind: "stages" }>["stages"][number]): RatePiece {
  const durationNs = durationNsOf(stage.duration);
  return "ratePerSecond" in stage
    ? { durationNs, fromPerSecond: stage.ratePerSecond, toPerSecond: stage.ratePerSecond }
    : { durationNs, fromPerSecond: stage.fromPerSecond, toPerSecond: stage.toPerSecond };
}
