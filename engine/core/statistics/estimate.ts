import { studentCentralProbability, studentTOf } from "./student-t.js";

/** What a sample says of a quantity: it is off by as many standard errors as Student's t distribution has it. */
export interface Estimate {
  readonly value: number;
  /** 0 when the values of the sample are all equal. */
  readonly standardError: number;
  /** Degrees of freedom, a whole number from 1 on. */
  readonly degrees: number;
}

/** From where to where. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of independent values.
 *
 * @param values - at least 2
 * @throws RangeError for fewer
 */
export function estimateOfMean(values: readonly number[]): Estimate {
  const { mean, variance } = momentsOf(values);
  return {
    value: mean,
    standardError: Math.sqrt(variance / values.length),
    degrees: values.length - 1,
  };
}

/**
 * The mean of one sample less the mean of another one, whose deviations need not be equal.
 *
 * The degrees of freedom are rounded down to a whole number, which makes an interval wider, never narrower.
 *
 * @param values - at least 2
 * @param others - at least 2; what is subtracted
 * @throws RangeError for fewer
 * @see Source: B. L. Welch, "The generalization of 'Student's' problem when several different population variances are
 * involved" (1947)
 */
export function estimateOfDifference(
  values: readonly number[],
  others: readonly number[],
): Estimate {
  const [first, second] = [momentsOf(values), momentsOf(others)];
  const firstPart = first.variance / values.length;
  const secondPart = second.variance / others.length;
  const variance = firstPart + secondPart;
  const spread = firstPart ** 2 / (values.length - 1) + secondPart ** 2 / (others.length - 1);
  const fewest = Math.min(values.length, others.length) - 1;
  return {
    value: first.mean - second.mean,
    standardError: Math.sqrt(variance),
    // Without any spread the formula is 0 ÷ 0; its least value is what stays true.
    degrees: spread === 0 ? fewest : Math.max(fewest, Math.floor(variance ** 2 / spread)),
  };
}

/**
 * The interval that holds the quantity with a confidence.
 *
 * @param confidence - from 0 up to, and without, 1
 * @throws RangeError if there is no such confidence
 */
export function boundsOf(estimate: Estimate, confidence: number): Bounds {
  const { value, standardError, degrees } = estimate;
  const half = standardError * studentTOf(confidence, degrees);
  return { low: value - half, high: value + half };
}

/** @returns how often an estimate is at least as far from 0, on either side, when the quantity is 0 */
export function differencePValue({ value, standardError, degrees }: Estimate): number {
  if (value === 0) return 1;
  return 1 - studentCentralProbability(Math.abs(value) / standardError, degrees);
}

/**
 * Two one-sided tests of whether a quantity lies within ± a margin: the larger of their p-values. Below α it is the same as an
 * interval of confidence 1 − 2α inside of the margin.
 *
 * @param margin - above 0
 * @returns how often an estimate says "within" as clearly, when the quantity is just as large as the margin
 * @see Source: D. J. Schuirmann, "A comparison of the two one-sided tests procedure and the power approach for assessing the
 * equivalence of average bioavailability" (1987)
 */
export function equivalencePValue(estimate: Estimate, margin: number): number {
  // The side that the estimate is nearer to has the larger p-value.
  const distance = margin - Math.abs(estimate.value);
  const inner = differencePValue({ ...estimate, value: distance }) / 2;
  return distance > 0 ? inner : 1 - inner;
}

function momentsOf(values: readonly number[]): {
  readonly mean: number;
  readonly variance: number;
} {
  const count = values.length;
  if (count < 2) throw new RangeError(`there are ${count} values; at least 2 are needed`);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (count - 1) };
}
