import type { PercentileValue } from "../../core/histogram/index.js";
import type { Range, Tally } from "./verdict.js";

/** @returns a share in per cent, its ends where undecided requests leave a range; undefined of nothing */
export function shareRangeOf({ count, within, beyond }: Tally): Range | undefined {
  if (count === 0) return undefined;
  return { low: (100 * within) / count, high: (100 * (count - beyond)) / count };
}

/** @returns the same as results have it; null of nothing */
export function withinPercentOf(tally: Tally): PercentileValue {
  const range = shareRangeOf(tally);
  return range === undefined ? null : figureOf(range);
}

/** @returns a range as results have it: a number where both ends are one */
export function figureOf({ low, high }: Range): PercentileValue {
  if (low === high) return low;
  return { low, high: high === Infinity ? null : high };
}
