import { BATCHES_MIN, testTrend, toIndependentBatches } from "../../core/statistics/index.js";
import type { BacklogTrend } from "./probe.js";

/** One in two hundred probes without a trend is taken for one with a rising one, and is made again or lost. */
const ALPHA = 0.01;
/** A backlog that takes up less of the arrivals than this may rise by chance: the target is not known to be overloaded. */
const GROWTH_SHARE_MIN = 0.005;
/** Looks beat with evenly spaced arrivals: by so little a backlog rises that is none or one request at every look. */
const RISE_COUNT_MIN = 2;

/**
 * Whether the backlog of a probe rises: Daniels' test on its means over stretches that are long enough to have little to do
 * with each other. It grows when it rises and the arrivals that it swallows are more than a few.
 *
 * @param backlogs - requests in flight and waiting, at the ends of equal intervals
 * @param intervalSeconds - how long each of these is
 */
export function backlogTrendOf(
  backlogs: readonly number[],
  intervalSeconds: number,
  ratePerSecond: number,
): BacklogTrend {
  if (backlogs.length < BATCHES_MIN) return { kind: "unknown", requestsPerSecond: null };
  const { batches } = toIndependentBatches(backlogs.map((hits) => ({ count: 1, hits })));
  const { rankCorrelation, pValue } = testTrend(batches.map(({ hits, count }) => hits / count));
  const slope = slopeOf(backlogs);
  const requestsPerSecond = slope / intervalSeconds;
  const isRise = slope * backlogs.length > RISE_COUNT_MIN;
  if (pValue >= ALPHA || rankCorrelation <= 0 || !isRise)
    return { kind: "none", requestsPerSecond };
  const isMuch = requestsPerSecond > GROWTH_SHARE_MIN * ratePerSecond;
  return { kind: isMuch ? "growing" : "creeping", requestsPerSecond };
}

/** @returns by how much values rise from one to the next, by least squares */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  let products = 0;
  let squares = 0;
  values.forEach((value, at) => {
    products += (at - middle) * value;
    squares += (at - middle) ** 2;
  });
  return products / squares;
}
