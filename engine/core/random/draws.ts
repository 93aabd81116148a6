import { exponential, naturalLog } from "./elementary.js";
import type { RandomSource } from "./random-source.js";

/** @returns a draw from the exponential distribution of mean 1 */
export function drawExponential(random: RandomSource): number {
  return -naturalLog(1 - random.nextUniform());
}

/** @returns a draw from the normal distribution of mean 0 and deviation 1; @see G. Marsaglia's polar method (1964) */
export function drawNormal(random: RandomSource): number {
  for (;;) {
    const x = 2 * random.nextUniform() - 1;
    const y = 2 * random.nextUniform() - 1;
    const square = x * x + y * y;
    if (square < 1 && square > 0) return x * Math.sqrt((-2 * naturalLog(square)) / square);
  }
}

/**
 * @param shape - above 0; the squared coefficient of variation is 1 ÷ shape
 * @returns a draw from the gamma distribution of this shape and scale 1: its mean is `shape`
 * @see G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables" (2000)
 */
export function drawGamma(random: RandomSource, shape: number): number {
  if (shape < 1) {
    // The boost of section 6: a shape below 1 is a larger one, times U^(1/shape).
    const boost = naturalLog(1 - random.nextUniform()) / shape;
    return boost < -708 ? 0 : drawGamma(random, shape + 1) * exponential(boost);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = drawNormal(random);
    const root = 1 + c * x;
    if (root <= 0) continue;
    const v = root * root * root;
    const u = 1 - random.nextUniform();
    if (naturalLog(u) < 0.5 * x * x + d - d * v + d * naturalLog(v)) return d * v;
  }
}
