import type { LatencyStatistics } from "../engine/index.js";

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
