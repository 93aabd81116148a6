import { naturalLog } from "../../core/random/index.js";
import {
  BATCHES_MIN,
  countWithData,
  standardErrorOfShare,
  studentTOf,
  toIndependentBatches,
} from "../../core/statistics/index.js";
import type { BatchSums } from "../../core/statistics/index.js";

const CONFIDENCE = 0.95;

/** A share with its confidence interval, in percent. */
export interface ShareInterval {
  readonly observedPercent: number | null;
  readonly lowPercent: number | null;
  readonly highPercent: number | null;
  /** Why the interval is not to be relied on; null: it can be. */
  readonly doubt: string | null;
}

/**
 * The share of hits by batch means over time.
 *
 * Where none, or all, of n requests are hits, batches do not scatter, and yet the share is not known exactly: the probability
 * of such a run is below 2.5 % once n times the share is 3.69.
 *
 * @param given - in the order of time, of equal length
 */
export function shareIntervalOf(given: readonly BatchSums[]): ShareInterval {
  const count = given.reduce((sum, batch) => sum + batch.count, 0);
  const hits = given.reduce((sum, batch) => sum + batch.hits, 0);
  if (count === 0) {
    return { observedPercent: null, lowPercent: null, highPercent: null, doubt: "no requests" };
  }
  const share = hits / count;
  const { batches, isCorrelated } = toIndependentBatches(given);
  const batchCount = countWithData(batches);
  const observedPercent = 100 * share;
  if (batchCount < BATCHES_MIN) {
    return { observedPercent, lowPercent: null, highPercent: null, doubt: "too few batches" };
  }
  // Never more sure than as many independent requests.
  const standardError = Math.max(
    standardErrorOfShare(batches),
    Math.sqrt((share * (1 - share)) / count),
  );
  const reach = studentTOf(CONFIDENCE, batchCount - 1) * standardError;
  const least = -naturalLog((1 - CONFIDENCE) / 2) / count;
  return {
    observedPercent,
    lowPercent: 100 * Math.max(0, Math.min(share - reach, 1 - least)),
    highPercent: 100 * Math.min(1, Math.max(share + reach, least)),
    doubt: isCorrelated ? "its batches are alike at any length" : null,
  };
}
