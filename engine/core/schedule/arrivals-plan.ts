import { assertNever } from "../errors.js";
import { ConstantIntensity } from "./constant-intensity.js";
import { IndexedSchedule, WalkedSchedule } from "./arrival-schedule.js";
import type { ArrivalSchedule } from "./arrival-schedule.js";
import type { Intensity } from "./intensity.js";
import {
  EveryNthCursor,
  ExponentialGaps,
  GammaGaps,
  HashedCursor,
  RandomCursor,
} from "./phase-cursors.js";
import type { PhaseCursor } from "./phase-cursors.js";
import { BurstPhases, EvenPhases, RecordedPhases } from "./phases.js";
import { PiecewiseIntensity } from "./piecewise-intensity.js";
import type { RatePiece } from "./piecewise-intensity.js";
import { SineIntensity } from "./sine-intensity.js";
import type { Stripe } from "./stripe.js";

/** How arrivals are spread in phase. */
export type SpacingPlan =
  | { readonly kind: "even" }
  | { readonly kind: "burst"; readonly size: number }
  | { readonly kind: "poisson" }
  | { readonly kind: "gamma"; readonly cv2: number }
  | {
      readonly kind: "recorded";
      /** Ascending, the first at 0. */
      readonly instantsNs: Float64Array;
    };

/** How the phase passes in time. */
export type IntensityPlan =
  | { readonly kind: "constant"; readonly ratePerSecond: number }
  | { readonly kind: "pieces"; readonly pieces: readonly RatePiece[] }
  | {
      readonly kind: "sine";
      readonly meanPerSecond: number;
      readonly amplitudePerSecond: number;
      readonly periodNs: number;
    };

/** A run's schedule in numbers, the same for all stripes. */
export interface ArrivalsPlan {
  readonly spacing: SpacingPlan;
  readonly intensity: IntensityPlan;
  readonly seed: number;
}

const WHOLE: Stripe = { stripeIndex: 0, stripeCount: 1 };

/** @returns the intensity of a plan */
export function createIntensity(plan: IntensityPlan): Intensity {
  switch (plan.kind) {
    case "constant":
      return new ConstantIntensity(plan.ratePerSecond);
    case "pieces":
      return new PiecewiseIntensity(plan.pieces);
    case "sine":
      return new SineIntensity(plan.meanPerSecond, plan.amplitudePerSecond, plan.periodNs);
    default:
      return assertNever(plan);
  }
}

/** @returns one stripe of a plan's arrivals, at its first one */
export function createPhaseCursor({ spacing, seed }: ArrivalsPlan, stripe: Stripe): PhaseCursor {
  switch (spacing.kind) {
    case "even":
      return new EveryNthCursor(new EvenPhases(), stripe);
    case "burst":
      return new EveryNthCursor(new BurstPhases(spacing.size), stripe);
    case "poisson":
      return new RandomCursor(new ExponentialGaps(seed), seed, stripe);
    case "gamma":
      return new RandomCursor(new GammaGaps(seed, spacing.cv2), seed, stripe);
    case "recorded":
      return new HashedCursor(new RecordedPhases(spacing.instantsNs), seed, stripe);
    default:
      return assertNever(spacing);
  }
}

/** @returns the plan as a function of the index, for counting */
export function createSchedule(plan: ArrivalsPlan): ArrivalSchedule {
  const intensity = createIntensity(plan.intensity);
  const { spacing } = plan;
  switch (spacing.kind) {
    case "even":
      return new IndexedSchedule(new EvenPhases(), intensity);
    case "burst":
      return new IndexedSchedule(new BurstPhases(spacing.size), intensity);
    case "recorded":
      return new IndexedSchedule(new RecordedPhases(spacing.instantsNs), intensity);
    case "poisson":
    case "gamma":
      return new WalkedSchedule(() => createPhaseCursor(plan, WHOLE), intensity);
    default:
      return assertNever(spacing);
  }
}
