/** The views of a run's requests whose precision is told, and that can be judged over windows. */
export const PRECISION_VIEWS = ["outcome", "response", "service"] as const;

/** One of them. */
export type PrecisionView = (typeof PRECISION_VIEWS)[number];

/** @returns whether a view is one of them */
export function isPrecisionView(view: string): view is PrecisionView {
  return PRECISION_VIEWS.some((each) => each === view);
}

/** Why an interval is not known, or not to be relied on. */
export type PrecisionLimit =
  /** Fewer than 10 batches in which anything ended. */
  | "fewBatches"
  /** Fewer than 10 effective samples lie beyond the percentile. */
  | "littleSupport"
  /** Even the longest batches are alike where they meet: the interval is too narrow. */
  | "correlated";

/** How precisely a run knows a percentile. */
export interface PercentilePrecision {
  /** The lower end of the confidence interval, in ns; null: not known. */
  readonly low: number | null;
  /** The upper end; null also where there is none, because censored requests touch it. */
  readonly high: number | null;
  /** How often such an interval contains the percentile of a run without end. */
  readonly confidence: 0.95;
  /** Requests at the percentile's rank or beyond it. */
  readonly support: number;
  /** As many independent requests would know it as precisely; null: not known. */
  readonly effectiveSamples: number | null;
  /** Batches that the interval was computed from, and how long each of them is. */
  readonly batches: number;
  readonly batchSeconds: number;
  /** Null: the interval can be relied on. */
  readonly unreliable: PrecisionLimit | null;
}

/** Whether the response time changed over the run. */
export interface Stationarity {
  /** False: it has a trend. Null: the run is too short, or its batches too much alike, to say. */
  readonly stationary: boolean | null;
  /** How often a run without a trend looks at least as much like one as this one; null: not known. */
  readonly pValue: number | null;
  /** Where the response time went; null without a proven trend. */
  readonly trend: "rising" | "falling" | null;
}

/** How precise a run's percentiles are: by percentile as it is printed, `"99.9"`. */
export interface Precision extends Readonly<
  Record<PrecisionView, Readonly<Record<string, PercentilePrecision>>>
> {
  readonly stationarity: Stationarity;
}

/** How near a run is to the precision that it goes on for. */
export interface UntilProgress {
  /** As in the spec: `ci(p99) < 5%`. */
  readonly expression: string;
  /** Half of the confidence interval, in percent of the percentile; null: not known. */
  readonly relativeHalfWidthPercent: number | null;
}

/** Whether a run is as precise as it was asked to be. */
export interface UntilReport extends UntilProgress {
  /** The half width is below the bound, however the run ended. */
  readonly reached: boolean;
}
