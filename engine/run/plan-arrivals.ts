import { parseDurationNs } from "../core/duration.js";
import { assertNever } from "../core/errors.js";
import { createIntensity, createSchedule } from "../core/schedule/arrivals-plan.js";
import type { ArrivalsPlan, IntensityPlan, SpacingPlan } from "../core/schedule/arrivals-plan.js";
import type { RatePiece } from "../core/schedule/piecewise-intensity.js";
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

/**
 * Turns a spec's arrivals into the phases and the intensity of a schedule, up to whichever end comes first: that of the
 * run's duration, of its count of requests, or the schedule's own.
 */
export function planArrivals(
  arrivalsSpec: Arrivals,
  seed: number,
  limits: ScheduleLimits,
): PlannedArrivals {
  const { durationEndNs, requestCount } = limits;
  const intensity = intensityOf(arrivalsSpec, durationEndNs);
  const arrivals = { spacing: spacingOf(arrivalsSpec), intensity, seed };
  const timeEndNs = Math.min(durationEndNs ?? Infinity, ownEndNs(intensity));
  const count =
    requestCount === undefined ? null : countEnd(arrivals, limits.warmupNs, requestCount);
  return { arrivals, end: { timeEndNs, count } };
}

/**
 * N arrivals at λ last N/λ from the end of the warm-up, wherever that lies between two arrivals. Random ones end where the
 * next one would have been.
 */
function countEnd(arrivals: ArrivalsPlan, warmupNs: number, count: number): ScheduleEnd["count"] {
  const schedule = createSchedule(arrivals);
  const endIndex = schedule.countBefore(warmupNs) + count;
  const { kind } = arrivals.spacing;
  const endPhase =
    kind === "even" || kind === "burst"
      ? createIntensity(arrivals.intensity).phaseAt(warmupNs) + count
      : schedule.phaseOf(endIndex);
  return { endIndex, endPhase, lastPhase: schedule.phaseOf(endIndex - 1) };
}

function ownEndNs(intensity: IntensityPlan): number {
  if (intensity.kind !== "pieces") return Infinity;
  return intensity.pieces.reduce((sum, { durationNs }) => sum + durationNs, 0);
}

function spacingOf(arrivals: Arrivals): SpacingPlan {
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
    case "ramp":
      return { kind: "pieces", pieces: rampPieces(arrivals, durationEndNs) };
    case "stages":
      return { kind: "pieces", pieces: arrivals.stages.map(toPiece) };
    case "sine":
      return {
        kind: "sine",
        meanPerSecond: arrivals.meanPerSecond,
        amplitudePerSecond: arrivals.amplitudePerSecond,
        periodNs: toNs(arrivals.period),
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
  const durationNs = over === undefined ? (durationEndNs ?? 0) : toNs(over);
  const slope = { durationNs, fromPerSecond, toPerSecond };
  if (toPerSecond === 0) return [slope];
  return [slope, { durationNs: Infinity, fromPerSecond: toPerSecond, toPerSecond }];
}

function toPiece(stage: Extract<Arrivals, { kind: "stages" }>["stages"][number]): RatePiece {
  const durationNs = toNs(stage.duration);
  return "ratePerSecond" in stage
    ? { durationNs, fromPerSecond: stage.ratePerSecond, toPerSecond: stage.ratePerSecond }
    : { durationNs, fromPerSecond: stage.fromPerSecond, toPerSecond: stage.toPerSecond };
}

function toNs(duration: string): number {
  const ns = parseDurationNs(duration);
  if (ns === undefined) throw new RangeError(`not a duration: ${duration}`);
  return ns;
}
