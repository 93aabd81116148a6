import { NS_PER_SECOND } from "../../core/duration.js";
import { rankOf } from "../../core/histogram/index.js";
import type { ArrivalBins, ArrivalOffsets } from "../../core/truth.js";
import type { PlannedInstants } from "./planned-instants.js";

const BIN_NS = 100e6;
const BIN_TOLERANCE = 2;

/**
 * How far arrivals were off their planned instants.
 *
 * @param arrivalNs - ascending; at the position of its planned instant, and not empty
 * @param percentiles - each above 0 and up to 100
 */
export function offsetsOf(
  arrivalNs: Float64Array,
  plannedNs: readonly number[],
  percentiles: readonly number[],
): ArrivalOffsets {
  const signedNs = arrivalNs.map((ns, index) => ns - (plannedNs[index] ?? Number.NaN));
  const [firstNs = 0] = signedNs;
  const offsetsNs = signedNs.map(Math.abs).sort();
  return {
    percentiles: Object.fromEntries(
      percentiles.map((percentile) => [
        String(percentile),
        offsetsNs[rankOf(percentile, offsetsNs.length) - 1] ?? 0,
      ]),
    ),
    max: offsetsNs.at(-1) ?? 0,
    cumulativeMax: signedNs.reduce((most, ns) => Math.max(most, Math.abs(ns - firstNs)), 0),
  };
}

/** Counts arrivals per 100 ms of the measured window; one that is late for its stretch counts in the one it came in. */
export function binsOf(arrivalNs: Float64Array, plan: PlannedInstants): ArrivalBins {
  const { fromNs, endNs, instantsNs } = plan;
  const count = Math.ceil((endNs - fromNs) / BIN_NS);
  const deviations = new Array<number>(count).fill(0);
  const add = (ns: number, amount: number): void => {
    const bin = Math.floor((ns - fromNs) / BIN_NS);
    // What came before or after the window is in no bin of it.
    if (bin >= 0 && bin < count) deviations[bin] = (deviations[bin] ?? 0) + amount;
  };
  for (const ns of arrivalNs) add(ns, 1);
  for (const ns of instantsNs) add(ns, -1);
  return {
    seconds: BIN_NS / NS_PER_SECOND,
    count,
    withinCount: deviations.filter((each) => Math.abs(each) <= BIN_TOLERANCE).length,
    tolerance: BIN_TOLERANCE,
    deviationMax: deviations.reduce((most, each) => Math.max(most, Math.abs(each)), 0),
  };
}
