import { squareOf } from "../random/index.js";

/*
 * Requests that follow each other are alike: a queue that one of them found, its neighbours found too. Requests that are far
 * apart are not. So a run is cut into batches of equal time, and what the batches' shares of hits scatter tells how sure the
 * run's own share is, whatever goes on inside of a batch; batches that are still alike are merged in pairs before.
 */

/** What a batch holds: how many requests, and how many of them were hits. Hits may be fractions. */
export interface BatchSums {
  readonly count: number;
  readonly hits: number;
}

/** Batches that are long enough to have little to do with each other, or as long as there may be. */
export interface IndependentBatches {
  readonly batches: readonly BatchSums[];
  /** Of the given batches are in one of these. */
  readonly mergedCount: number;
  /** Neighbours are alike even so: a standard error from them is too small. */
  readonly isCorrelated: boolean;
}

/** Fewer batches than these say too little about their own scatter: a t of 9 degrees is 15 % above that of very many. */
export const BATCHES_MIN = 10;
/**
 * Merge on suspicion: one in four series of independent batches scores as much. The price of a merge is a slightly larger t
 * (2.00 with 64 batches, 2.04 with 32), that of a correlation overlooked is an interval which is too narrow.
 */
const SCORE_TO_MERGE = 0.674;
/** Accuse on evidence: one in twenty series of independent batches scores as much. */
const SCORE_TO_ACCUSE = 1.645;

/**
 * Merges neighbours in pairs, again and again, while they are alike and at least {@link BATCHES_MIN} are left.
 *
 * @param batches - in the order of time, of equal length; empty ones too
 */
export function toIndependentBatches(batches: readonly BatchSums[]): IndependentBatches {
  let current = batches;
  let mergedCount = 1;
  let score = serialCorrelationScore(residualsOf(current));
  while (score > SCORE_TO_MERGE) {
    const merged = mergePairs(current);
    if (countWithData(merged) < BATCHES_MIN) break;
    current = merged;
    mergedCount *= 2;
    score = serialCorrelationScore(residualsOf(current));
  }
  return { batches: current, mergedCount, isCorrelated: score > SCORE_TO_ACCUSE };
}

/** @returns how many batches hold anything */
export function countWithData(batches: readonly BatchSums[]): number {
  return batches.filter(({ count }) => count > 0).length;
}

/**
 * The standard error of the share of hits over all batches: that of a ratio, because batches hold different numbers of
 * requests.
 *
 * @returns 0 to 1; NaN with fewer than two batches that hold anything
 * @see Source: W. G. Cochran, "Sampling Techniques" (1977), chapter 6
 */
export function standardErrorOfShare(batches: readonly BatchSums[]): number {
  const withDataCount = countWithData(batches);
  const total = batches.reduce((sum, { count }) => sum + count, 0);
  const squares = residualsOf(batches).reduce((sum, residual) => sum + residual * residual, 0);
  return Math.sqrt((withDataCount / (withDataCount - 1)) * squares) / total;
}

/**
 * How much alike neighbours are, in standard deviations: von Neumann's ratio of the squared steps to the squared deviations
 * is 2 on average where neighbours have nothing to do with each other, and below where they are alike.
 *
 * @returns about standard normal for independent values, positive where neighbours are alike; 0 when all values are equal
 * @see Source: J. von Neumann, "Distribution of the ratio of the mean square successive difference to the variance" (1941);
 * as a test of batch means: G. S. Fishman, "Grouping observations in digital simulation" (1978)
 */
export function serialCorrelationScore(values: readonly number[]): number {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let steps = 0;
  let deviations = 0;
  values.forEach((value, at) => {
    deviations += squareOf(value - mean);
    if (at > 0) steps += squareOf(value - (values[at - 1] ?? 0));
  });
  if (deviations === 0 || n < 3) return 0;
  const deviation = 2 * Math.sqrt((n - 2) / (n * n - 1));
  return (2 - steps / deviations) / deviation;
}

/** Hits beyond those that the overall share gives a batch of its size. They add up to 0. */
function residualsOf(batches: readonly BatchSums[]): readonly number[] {
  const total = batches.reduce((sum, { count }) => sum + count, 0);
  const hits = batches.reduce((sum, batch) => sum + batch.hits, 0);
  const share = total === 0 ? 0 : hits / total;
  return batches.map((batch) => batch.hits - share * batch.count);
}

/** An odd one at the end stays alone. */
function mergePairs(batches: readonly BatchSums[]): readonly BatchSums[] {
  const merged: BatchSums[] = [];
  for (let at = 0; at < batches.length; at += 2) {
    const [first, second] = [batches[at], batches[at + 1]];
    if (first === undefined) break;
    merged.push({
      count: first.count + (second?.count ?? 0),
      hits: first.hits + (second?.hits ?? 0),
    });
  }
  return merged;
}
