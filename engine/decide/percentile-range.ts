import type { PercentileValue } from "../core/index.js";

/** A percentile over runs: values that a run has had, never an average of percentiles. */
export interface PercentileRange {
  /** Of an even number of runs the lower one of the two in the middle. */
  readonly medianNs: number;
  readonly minNs: number;
  readonly maxNs: number;
}

/**
 * The range of a percentile over runs.
 *
 * @returns null where any run has no such value, or knows it only between two
 */
export function rangeOf(values: readonly (PercentileValue | undefined)[]): PercentileRange | null {
  const known = values.filter((value) => typeof value === "number");
  if (known.length < values.length) return null;
  known.sort((first, second) => first - second);
  // The middle run's own value, not a mean of the two in the middle: a percentile is one of a histogram, or none.
  const medianNs = known[Math.ceil(known.length / 2) - 1];
  const [minNs] = known;
  const maxNs = known.at(-1);
  return medianNs === undefined || minNs === undefined || maxNs === undefined
    ? null
    : { medianNs, minNs, maxNs };
}
