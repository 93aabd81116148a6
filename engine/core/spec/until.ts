import type { PrecisionView } from "../precision.js";

/** How precisely a run is to know a percentile before it ends. */
export interface PrecisionGoal {
  readonly view: PrecisionView;
  /** Above 0 and below 100. */
  readonly percentile: number;
  /** Half of the confidence interval, as a share of the percentile, is to be below this. */
  readonly relativeHalfWidthPercentMax: number;
}

/** Completes "… it must be". */
export const UNTIL_WANTED =
  '"ci(p<percentile>) < <bound>%", such as "ci(p99) < 5%" or "ci(service.p50) < 2.5%": a percentile above 0 and below 100 of outcome, response or service, and a bound above 0 and up to 100';

const EXPRESSION =
  /^\s*ci\(\s*(?:(outcome|response|service)\.)?p(\d+(?:\.\d+)?)\s*\)\s*<\s*(\d+(?:\.\d+)?)\s*%\s*$/;
const VIEWS: Readonly<Record<string, PrecisionView>> = {
  outcome: "outcome",
  response: "response",
  service: "service",
};

/** @returns the precision that an expression asks for, of `outcome` unless it names another view; undefined when it asks for none */
export function parseUntil(text: string): PrecisionGoal | undefined {
  const [, name = "outcome", percentileText, boundText] = EXPRESSION.exec(text) ?? [];
  const view = VIEWS[name];
  const percentile = Number(percentileText);
  const relativeHalfWidthPercentMax = Number(boundText);
  const isPossible =
    percentile > 0 &&
    percentile < 100 &&
    relativeHalfWidthPercentMax > 0 &&
    relativeHalfWidthPercentMax <= 100;
  return view === undefined || !isPossible
    ? undefined
    : { view, percentile, relativeHalfWidthPercentMax };
}
