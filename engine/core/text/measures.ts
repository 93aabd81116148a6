import { formatNs } from "../duration.js";
import { assertNever } from "../errors.js";
import type { PercentileValue } from "../histogram/index.js";
import type { SloUnit } from "../slo.js";
import { NOTHING, rateText, shareText } from "./figures.js";

/** Both ends of a confidence interval; null: not known. A low end of Infinity: it has certainly no upper one. */
interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** @returns what was observed, in its unit; where a range is left both its ends: `99.2 %…99.9 %`, `≥ 1.2 %`; a dash for nothing */
export function observedText(value: PercentileValue | undefined, unit: SloUnit): string {
  if (value === undefined || value === null) return NOTHING;
  if (typeof value === "number") return measureText(value, unit);
  const low = measureText(value.low, unit);
  return value.high === null ? `≥ ${low}` : `${low}…${measureText(value.high, unit)}`;
}

/** @returns a percentile for people: `1.23ms`; where censored values touch it `1.23ms…2.00s` or `≥ 1.23ms` */
export function percentileText(value: PercentileValue | undefined): string {
  return observedText(value, "ns");
}

/** @returns a confidence interval for people: `1.10ms…1.41ms`, `≥ 1.10ms`, `≤ 1.41ms`; a dash where neither end is known */
export function intervalText({ low, high }: Interval, unit: SloUnit = "ns"): string {
  if (low === null) return high === null ? NOTHING : `≤ ${measureText(high, unit)}`;
  return observedText(low === high ? low : { low, high }, unit);
}

function measureText(value: number, unit: SloUnit): string {
  switch (unit) {
    case "ns":
      return formatNs(value);
    case "percent":
      return shareText(value);
    case "perSecond":
      return rateText(value);
    default:
      return assertNever(unit);
  }
}
