import { countText } from "../../../core/text/index.js";
import { linearScale, logScale } from "../../chart/scale.js";
import type { AxisEnds, Scale } from "../../chart/scale.js";
import { timeTickText } from "../../chart/tick-texts.js";

/**
 * An axis for times that may be far apart: a stall of a second must not flatten the microseconds before it.
 *
 * @param values - in ns; those that are not known are passed over, and 0 counts as 1 ns
 */
export function timeScaleOf(values: readonly (number | null)[]): (ends: AxisEnds) => Scale {
  let low = Infinity;
  let high = 1;
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, Math.max(1, value));
    high = Math.max(high, value);
  }
  const extent = { low: Math.min(low, high), high };
  return (ends) => logScale(extent, ends, timeTickText);
}

/** @returns an axis from 0 for counts and rates */
export function countScaleOf(values: readonly (number | null)[]): (ends: AxisEnds) => Scale {
  const high = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  return (ends) => linearScale({ low: 0, high: high > 0 ? high * 1.05 : 1 }, ends, countText);
}

/** @returns the axis of a run's seconds */
export function secondsScaleOf(endSeconds: number): (ends: AxisEnds) => Scale {
  return (ends) =>
    linearScale({ low: 0, high: endSeconds }, ends, (seconds) => `${countText(seconds)} s`);
}
