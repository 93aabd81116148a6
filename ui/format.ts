import type { LatencyStatistics, PercentilePrecision, UntilProgress } from "../engine/index.js";

/** A percentile as results carry it: a number, two bounds, or nothing. */
export type PercentileValue = LatencyStatistics["percentiles"][string];

const UNITS = [
  { ns: 1e9, name: "s" },
  { ns: 1e6, name: "ms" },
  { ns: 1e3, name: "µs" },
] as const;
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const fraction = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** What is shown where there is nothing to show. */
export const NOTHING = "–";

/** @returns nanoseconds for people, three significant digits: `1.23 ms` */
export function formatNs(ns: number): string {
  // By what it rounds to: 999 999 ns is 1.00 ms and not 1000 µs.
  for (const unit of UNITS) {
    const amount = ns / unit.ns;
    if (amount < 0.9995) continue;
    const decimals = amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2;
    return `${amount.toFixed(decimals)} ${unit.name}`;
  }
  return `${String(Math.round(ns))} ns`;
}

/** @returns `x`, `x…y` where censored requests leave a range, `≥ x` where they leave no upper bound */
export function formatPercentile(value: PercentileValue | undefined): string {
  if (value === null || value === undefined) return NOTHING;
  if (typeof value === "number") return formatNs(value);
  if (value.high === null) return `≥ ${formatNs(value.low)}`;
  return `${formatNs(value.low)}…${formatNs(value.high)}`;
}

/** @returns the value as it came, for those who read the page by program */
export function rawPercentile(value: PercentileValue | undefined): string {
  if (value === null || value === undefined) return "";
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** @returns what a chart draws of a percentile: what is known of it for certain */
export function lowerBound(value: PercentileValue | undefined): number | null {
  if (value === null || value === undefined) return null;
  return typeof value === "number" ? value : value.low;
}

/** A percentile that rests on fewer values than this says on how many. */
const FEW_VALUES = 100;

/** @returns how many values are at a percentile's rank or above it, when they are few */
export function formatSupport(percentile: number, count: number): string {
  if (count === 0) return "";
  const support = count - Math.max(1, Math.ceil((percentile / 100) * count - 1e-6)) + 1;
  if (support >= FEW_VALUES) return "";
  return `(${formatCount(support)} ${support === 1 ? "sample" : "samples"})`;
}

/** @returns a percentile's confidence interval and what it rests on, where it is known */
export function formatInterval(precision: PercentilePrecision | undefined): string {
  if (precision === undefined || precision.low === null) return "";
  const { low, high, effectiveSamples, unreliable } = precision;
  const interval = `95 % interval ${formatPercentile({ low, high })}`;
  return unreliable === null
    ? `${interval}, ${formatCount(effectiveSamples ?? 0)} effective samples`
    : `${interval}, too narrow: the run wandered`;
}

/** @returns how near a run is to the precision that it goes on for: `ci(p99) < 5%: now ± 12.3 %` */
export function formatUntil({ expression, relativeHalfWidthPercent }: UntilProgress): string {
  const now =
    relativeHalfWidthPercent === null
      ? NOTHING
      : `± ${fraction.format(relativeHalfWidthPercent)} %`;
  return `${expression}: ${now}`;
}

/** @returns a share of requests; with more digits than others have, for an objective may ask for 99.99 % */
export function formatShare(percent: number): string {
  return `${String(Number(percent.toFixed(4)))} %`;
}

/** @returns a count with separators */
export function formatCount(count: number): string {
  return whole.format(count);
}

/** @returns a rate; small ones with decimals, for 0.2 per second is a rate too */
export function formatRate(perSecond: number | null): string {
  if (perSecond === null) return NOTHING;
  return Math.abs(perSecond) < 100 ? fraction.format(perSecond) : whole.format(perSecond);
}

/** @returns seconds with one decimal */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}
