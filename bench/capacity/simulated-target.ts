import { drawExponential, drawNormal } from "../../engine/core/index.js";
import type { RandomSource } from "../../engine/core/index.js";

/**
 * Targets whose knee is known exactly:
 *
 * - `queue`: Poisson arrivals at one server of exponential service times, whose p99 of the response time is ln 100 ÷ (μ − λ);
 * - `wall`: a server of constant service time behind a noisy delay; below its capacity nothing waits, above it the backlog
 *   grows, and the p99 of a probe is far below the objective all the same;
 * - `noise`: a delay that rises with the third power of the rate, under noise whose neighbours are alike.
 */
export const TARGET_KINDS = ["queue", "wall", "noise"] as const;

/** One of them. */
export type TargetKind = (typeof TARGET_KINDS)[number];

/** A target of known knee. */
export interface SimulatedTarget {
  readonly kind: TargetKind;
  readonly kneePerSecond: number;
  /** Standard deviation of a run's own knee about that, as a share of it. */
  readonly scatter: number;
  /** From here on the generator's own share is too large; Infinity: never. */
  readonly generatorLimitPerSecond: number;
}

/** The objective's bound on the p99, in seconds. */
export const BOUND_SECONDS = 0.5;
const LN_100 = Math.log(100);
/** The 99th percentile of the normal distribution. */
const NORMAL_P99 = 2.326347874;
/** Of the noise, and after which time it has e-fold forgotten itself. */
const NOISE_DEVIATION = 0.3;
const NOISE_SECONDS = 0.01;
/** The delay of a `wall` without its queue: far from the bound. */
const WALL_SECONDS = 0.05;
/** Load at the knee of a `queue`. */
const QUEUE_UTILIZATION = 0.8;
const NOISE_ELASTICITY = 3;

/** One run of a target. Times are in units of its own, so that the bound lies where the knee wants it. */
export interface TargetRun {
  /** Whether arrivals are a Poisson process; otherwise they are evenly spaced. */
  readonly isPoisson: boolean;
  /** @returns the response time in seconds of a request that arrives now; arrivals ascend */
  answer(atSeconds: number): number;
  /** @returns requests that are under way or wait */
  backlogAt(atSeconds: number): number;
}

/** @param ratePerSecond - of the arrivals; @param random - of this run alone */
export function runTarget(
  { kind, kneePerSecond, scatter }: SimulatedTarget,
  ratePerSecond: number,
  random: RandomSource,
): TargetRun {
  const ownKneePerSecond = kneePerSecond * Math.exp(scatter * drawNormal(random));
  switch (kind) {
    case "queue":
      return new Queue(ownKneePerSecond, random);
    case "wall":
      return new Wall(ownKneePerSecond, ratePerSecond, random);
    case "noise":
      return new Noise(ownKneePerSecond, ratePerSecond, random);
  }
}

/** Its response times are stretched so that the p99 is the bound at the knee. */
class Queue implements TargetRun {
  readonly isPoisson = true;
  readonly #random: RandomSource;
  readonly #servicePerSecond: number;
  readonly #stretch: number;
  #freeAtSeconds = 0;

  constructor(kneePerSecond: number, random: RandomSource) {
    this.#random = random;
    this.#servicePerSecond = kneePerSecond / QUEUE_UTILIZATION;
    this.#stretch = (BOUND_SECONDS * (this.#servicePerSecond - kneePerSecond)) / LN_100;
  }

  answer(atSeconds: number): number {
    const startSeconds = Math.max(atSeconds, this.#freeAtSeconds);
    this.#freeAtSeconds = startSeconds + drawExponential(this.#random) / this.#servicePerSecond;
    return this.#stretch * (this.#freeAtSeconds - atSeconds);
  }

  backlogAt(atSeconds: number): number {
    const workSeconds = Math.max(0, this.#freeAtSeconds - atSeconds);
    return Math.ceil(workSeconds * this.#servicePerSecond);
  }
}

class Wall implements TargetRun {
  readonly isPoisson = false;
  readonly #capacityPerSecond: number;
  readonly #noise: CorrelatedNormals;
  #freeAtSeconds = 0;

  constructor(capacityPerSecond: number, ratePerSecond: number, random: RandomSource) {
    this.#capacityPerSecond = capacityPerSecond;
    this.#noise = new CorrelatedNormals(ratePerSecond, random);
  }

  answer(atSeconds: number): number {
    const startSeconds = Math.max(atSeconds, this.#freeAtSeconds);
    this.#freeAtSeconds = startSeconds + 1 / this.#capacityPerSecond;
    const delaySeconds = WALL_SECONDS * Math.exp(NOISE_DEVIATION * this.#noise.next());
    return this.#freeAtSeconds - atSeconds + delaySeconds;
  }

  backlogAt(atSeconds: number): number {
    const workSeconds = Math.max(0, this.#freeAtSeconds - atSeconds);
    return Math.ceil(workSeconds * this.#capacityPerSecond);
  }
}

class Noise implements TargetRun {
  readonly isPoisson = false;
  readonly #ratePerSecond: number;
  readonly #noise: CorrelatedNormals;
  readonly #medianSeconds: number;
  #lastSeconds = 0;

  constructor(kneePerSecond: number, ratePerSecond: number, random: RandomSource) {
    this.#ratePerSecond = ratePerSecond;
    this.#noise = new CorrelatedNormals(ratePerSecond, random);
    const atKneeSeconds = BOUND_SECONDS * Math.exp(-NOISE_DEVIATION * NORMAL_P99);
    this.#medianSeconds = atKneeSeconds * (ratePerSecond / kneePerSecond) ** NOISE_ELASTICITY;
  }

  answer(): number {
    this.#lastSeconds = this.#medianSeconds * Math.exp(NOISE_DEVIATION * this.#noise.next());
    return this.#lastSeconds;
  }

  /** By Little's law. */
  backlogAt(): number {
    return Math.round(this.#ratePerSecond * this.#lastSeconds);
  }
}

/** Normal values of deviation 1 that forget each other with time: an autoregressive process of the first order. */
class CorrelatedNormals {
  readonly #random: RandomSource;
  readonly #kept: number;
  readonly #fresh: number;
  #value: number;

  constructor(ratePerSecond: number, random: RandomSource) {
    this.#random = random;
    this.#kept = Math.exp(-1 / (ratePerSecond * NOISE_SECONDS));
    this.#fresh = Math.sqrt(1 - this.#kept ** 2);
    this.#value = drawNormal(random);
  }

  next(): number {
    this.#value = this.#kept * this.#value + this.#fresh * drawNormal(this.#random);
    return this.#value;
  }
}
