import type { Stationarity, UntilReport } from "../precision.js";
import { percentText } from "./figures.js";

/** @returns whether a run became as precise as it was to be, and how precise it is */
export function untilReportText({
  expression,
  reached,
  relativeHalfWidthPercent,
}: UntilReport): string {
  const found =
    relativeHalfWidthPercent === null
      ? "the interval is not known"
      : `the interval is ± ${percentText(relativeHalfWidthPercent)}`;
  return `${expression} ${reached ? "reached" : "not reached"}: ${found}`;
}

/** @returns what a trend means for the figures of a run */
export function trendText(trend: NonNullable<Stationarity["trend"]>): string {
  return `the response time ${trend === "rising" ? "rose" : "fell"} over the run: these figures describe it, and not a longer one`;
}
