import { PRINTED_AMOUNT_MIN, formatNs, threeDigits } from "../duration.js";
import { supportCount } from "../histogram/index.js";

/** What stands where there is no value: an empty statistic is never printed as 0. */
export const NOTHING = "–";

/** @returns a time in ns for people, or a dash */
export function timeText(ns: number | null): string {
  // A mean has a fraction, which means nothing below a nanosecond.
  return ns === null ? NOTHING : formatNs(Math.round(ns));
}

/** With fewer values at a percentile's rank or above, it is a matter of chance: what is printed says how many there are. */
const LITTLE_SUPPORT_COUNT = 30;

/** @returns how many of so many values carry a percentile, where they are few; undefined where they suffice or there are none */
export function littleSupport(percentile: string, count: number): number | undefined {
  const support = supportCount(Number(percentile), count);
  return count === 0 || support >= LITTLE_SUPPORT_COUNT ? undefined : support;
}

/** @returns a percentile's name where there is little room: `p99.9`, with few values `p99.9 (n=2)` */
export function shortPercentileName(percentile: string, count: number): string {
  const support = littleSupport(percentile, count);
  return support === undefined ? `p${percentile}` : `p${percentile} (n=${countText(support)})`;
}

/** @returns a percentile's name where there is room: `p99.9`, with few values `p99.9 (2 samples)` */
export function percentileName(percentile: string, count: number): string {
  const support = littleSupport(percentile, count);
  return support === undefined ? `p${percentile}` : `p${percentile} (${plural(support, "sample")})`;
}

/** @returns a count with its thousands apart: `12,345` */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** @returns `1 sample`, `2 samples` */
export function plural(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** @returns a rate for people, four digits that count: `998.7/s`, `236,012/s`; a dash for none */
export function rateText(perSecond: number | null): string {
  if (perSecond === null) return NOTHING;
  if (perSecond >= 10_000) return `${countText(Math.round(perSecond))}/s`;
  const decimals = perSecond >= 100 ? 1 : perSecond >= 10 ? 2 : 3;
  // A plan of 1000 is printed as 1,000 and not as 1,000.0.
  const rounded = Number(perSecond.toFixed(decimals));
  return `${rounded.toLocaleString("en-US", { maximumFractionDigits: decimals })}/s`;
}

const BYTE_UNITS = [
  { bytes: 1e12, name: "TB" },
  { bytes: 1e9, name: "GB" },
  { bytes: 1e6, name: "MB" },
  { bytes: 1e3, name: "kB" },
] as const;

/** @returns a size for people in powers of ten: `1.23 MB` */
export function bytesText(bytes: number): string {
  for (const unit of BYTE_UNITS) {
    const amount = bytes / unit.bytes;
    if (amount >= PRINTED_AMOUNT_MIN) return `${threeDigits(amount)} ${unit.name}`;
  }
  return `${String(Math.round(bytes))} B`;
}

/** @returns a share for people: `12.3 %` */
export function percentText(percent: number): string {
  return `${threeDigits(percent)} %`;
}

/** @returns a share of requests; with more digits than other shares have, for an objective may ask for 99.99 % */
export function shareText(percent: number): string {
  return `${String(Number(percent.toFixed(4)))} %`;
}

/** @returns seconds for people: `12.0s` */
export function secondsText(seconds: number): string {
  return `${seconds.toFixed(1)}s`;
}

/** The usual percentiles, the ones to keep longest first. */
const USUAL: readonly number[] = [99, 50, 99.9, 90];

/**
 * The percentiles that fit on a line.
 *
 * @param reported - those the run computes
 * @param most - how many fit
 * @returns the usual ones if the run has at least two of them, else its own first ones; in ascending order
 */
export function chosenPercentiles(reported: readonly number[], most: number): readonly string[] {
  const usual = USUAL.filter((percentile) => reported.includes(percentile));
  const chosen = (usual.length >= 2 ? usual : reported).slice(0, most);
  return chosen.sort((a, b) => a - b).map(String);
}

/** @returns the sum of all counts by name */
export function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** @returns of the percentiles of a result the one for its headline: p99, or else the one next below it */
export function headlinePercentile(names: readonly string[]): string {
  const below = names.filter((name) => Number(name) <= 99).sort((a, b) => Number(a) - Number(b));
  return below.at(-1) ?? names[0] ?? "99";
}
