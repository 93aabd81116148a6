import {
  assertNever,
  DURATION_WANTED,
  drawExponential,
  drawNormal,
  exponential,
} from "../../engine/core/index.js";
import type { RandomSource } from "../../engine/core/index.js";
import { parseMs } from "./query-arguments.js";

/** The longest `delay`; a draw above it is cut to it. */
export const DELAY_MS_MAX = 10_000;
const SIGMA_MAX = 10;
/** Below it nearly every draw is cut, and e^x would leave the range of a double. */
const ALPHA_MIN = 0.1;
const ALPHA_MAX = 100;

/** What a delay looks like, for messages. */
export const DELAY_WANTED = `${DURATION_WANTED}, at most ${DELAY_MS_MAX / 1000}s, or a distribution: exponential(<mean>), normal(<mean>;<deviation>), lognormal(<median>;<sigma>) or pareto(<minimum>;<alpha>), with sigma up to ${SIGMA_MAX} and alpha from ${ALPHA_MIN} to ${ALPHA_MAX}, such as "lognormal(5ms;0.5)"`;

/** How long answers wait: always the same, or drawn for each. */
export type Delay =
  | { readonly kind: "fixed"; readonly ms: number }
  | { readonly kind: "exponential"; readonly meanMs: number }
  | { readonly kind: "normal"; readonly meanMs: number; readonly deviationMs: number }
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly sigma: number }
  | { readonly kind: "pareto"; readonly minimumMs: number; readonly alpha: number };

/** Answers go out at once. */
export const NO_DELAY: Delay = { kind: "fixed", ms: 0 };

/** @returns whether it is certain that answers go out at once */
export function isNoDelay(delay: Delay | undefined): boolean {
  return delay?.kind === "fixed" && delay.ms === 0;
}

const DISTRIBUTION = /^([a-z]+)\(([^;()]*)(?:;([^;()]*))?\)$/;
const DECIMAL = /^\d+(?:\.\d+)?$/;

/** @returns the delay; undefined for a text that is none */
export function parseDelay(text: string): Delay | undefined {
  const [, name, first = "", second] = DISTRIBUTION.exec(text) ?? [];
  const scaleMs = parseMs(name === undefined ? text : first, DELAY_MS_MAX);
  if (scaleMs === undefined) return undefined;
  if (name === undefined) return { kind: "fixed", ms: scaleMs };
  return scaleMs > 0 ? parseDistribution(name, scaleMs, second) : undefined;
}

function parseDistribution(
  name: string,
  scaleMs: number,
  second: string | undefined,
): Delay | undefined {
  if (name === "exponential") {
    return second === undefined ? { kind: name, meanMs: scaleMs } : undefined;
  }
  if (second === undefined) return undefined;
  if (name === "normal") {
    const deviationMs = parseMs(second, DELAY_MS_MAX);
    return deviationMs === undefined ? undefined : { kind: name, meanMs: scaleMs, deviationMs };
  }
  const shape = DECIMAL.test(second) ? Number(second) : Number.NaN;
  if (name === "lognormal" && shape <= SIGMA_MAX) {
    return { kind: name, medianMs: scaleMs, sigma: shape };
  }
  if (name === "pareto" && shape >= ALPHA_MIN && shape <= ALPHA_MAX) {
    return { kind: name, minimumMs: scaleMs, alpha: shape };
  }
  return undefined;
}

/**
 * Draws how long one answer waits.
 *
 * Units: milliseconds with all their decimals, from 0 to {@link DELAY_MS_MAX}. What a normal distribution has below 0 is
 * drawn as 0.
 */
export function drawDelayMs(delay: Delay, random: RandomSource): number {
  return Math.min(Math.max(drawUncutMs(delay, random), 0), DELAY_MS_MAX);
}

function drawUncutMs(delay: Delay, random: RandomSource): number {
  switch (delay.kind) {
    case "fixed":
      return delay.ms;
    case "exponential":
      return delay.meanMs * drawExponential(random);
    case "normal":
      return delay.meanMs + delay.deviationMs * drawNormal(random);
    case "lognormal":
      return delay.medianMs * exponential(delay.sigma * drawNormal(random));
    case "pareto":
      // The inverse of 1 − (minimum ÷ x)^alpha, at a uniform number whose −ln(1 − u) is exponential.
      return delay.minimumMs * exponential(drawExponential(random) / delay.alpha);
    default:
      return assertNever(delay);
  }
}
