import type { PercentileValue } from "../../core/histogram/index.js";
import type { Range, Tally } from "./verdict.js";

/** @returns a share in per cent, its ends where undecided requests leave a range; null of nothing */
export function withinPercentOf({ count, within, beyond }: Tally): PercentileValue {
  if (count === 0) return null;
  return figureOf({ low: (100 * within) / count, high: (100 * (count - beyond)) / count });
}

/** @returns a range as results have it: a number where both ends are one */
export function figureOf({ low, high }: Range): PercentileValue {
  if (low === high) return low;
  return { low, high: high === Infinity ? null : high };
}
