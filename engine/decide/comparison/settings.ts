import { LoadError } from "../../core/index.js";
import type { ComparedView } from "./comparison.js";

/** What is asked of a comparison. */
export interface ComparisonOptions {
  /** Those that are to be compared, all of them declared before anything is known. Default: 50, 90 and 99. */
  readonly percentiles?: readonly number[];
  /** A difference up to so many percent is none to speak of. Default: 5. */
  readonly marginPercent?: number;
  /** The histogram whose percentiles are compared. Default: `outcome`. */
  readonly view?: ComparedView;
}

/** The same with the defaults, checked. */
export type ComparisonSettings = Required<ComparisonOptions>;

/** Twice as large is no margin any more. */
const MARGIN_PERCENT_MAX = 100;
const DEFAULTS: ComparisonSettings = {
  percentiles: [50, 90, 99],
  marginPercent: 5,
  view: "outcome",
};

/** What a margin must be, for messages. */
export const MARGIN_WANTED = `a percentage above 0 and up to ${MARGIN_PERCENT_MAX}`;
/** The views that there are. */
export const COMPARED_VIEWS: readonly ComparedView[] = ["outcome", "response", "service"];

/** @throws LoadError MB_COMPARISON naming the first option that is not what it must be */
export function toSettings(options: ComparisonOptions = {}): ComparisonSettings {
  const settings = { ...DEFAULTS, ...options };
  const { percentiles, marginPercent, view } = settings;
  if (!(marginPercent > 0 && marginPercent <= MARGIN_PERCENT_MAX)) {
    throw refused(`marginPercent is ${marginPercent}; it must be ${MARGIN_WANTED}`);
  }
  if (!COMPARED_VIEWS.includes(view)) {
    throw refused(
      `view is ${JSON.stringify(view)}; it must be one of ${COMPARED_VIEWS.join(", ")}`,
    );
  }
  assertPercentiles(percentiles);
  return settings;
}

function assertPercentiles(percentiles: readonly number[]): void {
  const wrong = percentiles.find((each) => !(each > 0 && each <= 100));
  if (wrong !== undefined) {
    throw refused(`percentiles contains ${wrong}; each must be above 0 and up to 100`);
  }
  if (percentiles.length === 0 || new Set(percentiles).size < percentiles.length) {
    throw refused(
      `percentiles is [${percentiles.join(", ")}]; it must be at least one percentile, each of them once`,
    );
  }
}

/** @returns the error of what can't be compared */
export function refused(message: string): LoadError {
  return new LoadError("MB_COMPARISON", message);
}
