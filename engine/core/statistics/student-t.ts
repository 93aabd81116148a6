import { sineOfTurns, turnsOfTangent } from "../random/index.js";

/** Halvings of a quarter turn until two neighbouring doubles are left. */
const HALVINGS = 60;

/**
 * The probability that a variable of Student's t distribution lies in [−t, t].
 *
 * Exact finite sums for a whole number of degrees of freedom, with θ = atan(t ÷ √ν).
 * Cost: ν ÷ 2 multiplications.
 *
 * @param t - at least 0
 * @param degrees - degrees of freedom ν, a whole number from 1 on
 * @returns from 0 to 1, to about 10⁻¹⁴: a tail below that is 0
 * @throws RangeError if there is no such distribution
 * @see Source: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.3 and 26.7.4
 */
export function studentCentralProbability(t: number, degrees: number): number {
  assertDegrees(degrees);
  return centralProbabilityAt(turnsOfTangent(t / Math.sqrt(degrees)), degrees);
}

/**
 * The t of which an interval of ± t standard errors has a confidence.
 *
 * Found by halving the range of θ: the probability rises with it.
 *
 * @param confidence - from 0 up to, and without, 1: 0.95 for the 97.5th percentile of the distribution
 * @param degrees - degrees of freedom, a whole number from 1 on
 * @throws RangeError if there is no such distribution, or no such confidence
 */
export function studentTOf(confidence: number, degrees: number): number {
  assertDegrees(degrees);
  if (!(confidence >= 0 && confidence < 1)) {
    throw new RangeError(`confidence is ${confidence}; it must be at least 0 and below 1`);
  }
  let low = 0;
  let high = 0.25;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (centralProbabilityAt(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  const turns = (low + high) / 2;
  return (Math.sqrt(degrees) * sineOfTurns(turns)) / sineOfTurns(0.25 - turns);
}

function centralProbabilityAt(turns: number, degrees: number): number {
  const cosine = sineOfTurns(0.25 - turns);
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= ((power - 1) / power) * cosine * cosine;
    sum += term;
  }
  const central = sineOfTurns(turns) * sum;
  return Math.min(1, isOdd ? 4 * turns + (2 / Math.PI) * central : central);
}

function assertDegrees(degrees: number): void {
  if (Number.isInteger(degrees) && degrees >= 1) return;
  throw new RangeError(`degrees is ${degrees}; it must be a whole number from 1 on`);
}
