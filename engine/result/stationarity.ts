import type { Stationarity } from "../core/precision.js";
import {
  BATCHES_MIN,
  countWithData,
  testTrend,
  toIndependentBatches,
} from "../core/statistics/index.js";
import type { TrendTest } from "../core/statistics/index.js";
import type { PrecisionSource } from "../run/run-facts.js";
import { hitsOf, viewOf } from "./batched-view.js";
import type { Hits } from "./batched-view.js";

/** The bulk and the tail: a run may get worse in either. */
const PERCENTILES = [50, 99] as const;
/** One in a hundred stationary runs is taken for one with a trend: a run that is doubted wrongly is made again. */
const ALPHA = 0.01;

/** A percentile's test, and whether its batches are independent enough to believe that there is no trend. */
interface Finding extends TrendTest {
  readonly isCorrelated: boolean;
}

/**
 * Whether the outcome of requests has a trend over the run: Daniels' test on the shares of requests below the run's own p50
 * and p99, batch by batch, of batches that are merged until neighbours are no longer alike. The smaller p-value counts, times
 * two because two were looked at.
 *
 * Batches that stay alike at any length are no proof of a trend, but with them none can be excluded.
 */
export function stationarityOf(source: PrecisionSource): Stationarity {
  const view = viewOf("outcome", source);
  const findings = PERCENTILES.map((percentile) => findingOf(hitsOf(view, percentile))).filter(
    (finding) => finding !== undefined,
  );
  const [first, ...others] = findings;
  if (first === undefined) return { stationary: null, pValue: null, trend: null };
  const worst = others.reduce((a, b) => (b.pValue < a.pValue ? b : a), first);
  const pValue = Math.min(1, findings.length * worst.pValue);
  if (pValue < ALPHA) {
    // The share below the percentile falls where the response time rises.
    return { stationary: false, pValue, trend: worst.rankCorrelation < 0 ? "rising" : "falling" };
  }
  const isDoubtful = findings.some(({ isCorrelated }) => isCorrelated);
  return { stationary: isDoubtful ? null : true, pValue, trend: null };
}

/** @returns undefined where there are too few batches to tell */
function findingOf({ batches: given }: Hits): Finding | undefined {
  const { batches, isCorrelated } = toIndependentBatches(given);
  if (countWithData(batches) < BATCHES_MIN) return undefined;
  const shares = batches.filter(({ count }) => count > 0).map(({ hits, count }) => hits / count);
  return { ...testTrend(shares), isCorrelated };
}
