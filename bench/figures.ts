import type { ReportedTime } from "./peers/index.js";

/** What stands in a cell that has no figure. */
export const NO_FIGURE = "–";

/** Digits in groups of three, by narrow spaces that keep the number on one line. */
export function grouped(value: number, decimals = 0): string {
  const [whole = "", fraction] = value.toFixed(decimals).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f");
  return fraction === undefined ? text : `${text}.${fraction}`;
}

/** A figure with fixed decimals, or the mark for none. */
export function figure(value: number | undefined, decimals: number): string {
  return value === undefined || !Number.isFinite(value) ? NO_FIGURE : grouped(value, decimals);
}

export function nsToUs(valueNs: number | undefined): number | undefined {
  return valueNs === undefined ? undefined : valueNs / 1000;
}

/** A time in µs, no finer than its tool prints it: a zero is “below one step”, not nothing. */
export function reportedUs(time: ReportedTime | undefined): string {
  if (time === undefined) return NO_FIGURE;
  const { valueNs, resolutionNs } = time;
  if (valueNs === 0) return `< ${grouped(resolutionNs / 1000)}`;
  return grouped(valueNs / 1000, resolutionNs < 1000 ? 1 : 0);
}
