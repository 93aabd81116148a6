import type { StageName } from "./stages/index.js";

/**
 * Where the requests of a tail spent their time, as means in ns: the parts add up to `response`. The share of a part is the
 * part by `response`.
 */
export interface TailAttribution {
  /** The response time from which on requests are counted: at most 1/64 below the percentile (16 ns below 1 µs). */
  readonly from: number;
  readonly count: number;
  readonly response: number;
  readonly parts: Readonly<Record<StageName, number>>;
}

/** Where time was spent by all requests that were not skipped, and by those at or beyond each printed percentile of `response`. */
export interface Attribution {
  readonly unit: "ns";
  /** Null without a request. */
  readonly all: TailAttribution | null;
  /** By the percentile as it is printed: `"99.9"`. */
  readonly percentiles: Readonly<Record<string, TailAttribution | null>>;
}
