import { assertNever } from "../../core/index.js";
import { exponential, naturalLog } from "../../core/random/index.js";
import {
  boundsOf,
  differencePValue,
  equivalencePValue,
  holmPValues,
} from "../../core/statistics/index.js";
import type {
  ComparisonVerdict,
  InconclusiveReason,
  PercentChange,
  PercentileComparison,
  PercentileVerdict,
} from "./comparison.js";
import type { Effect } from "./effect.js";

/** How often a comparison may find a difference where there is none, in any of its percentiles. */
export const ALPHA = 0.05;
/** Of the intervals that are told. */
export const CONFIDENCE = 1 - ALPHA;
/** Beyond these no ratio is worth a figure: e^±700 is near the ends of what a number can be. */
const LOG_RATIO_MAX = 700;

/** What was found of an effect, before it is told of which percentile. */
export type Finding = Omit<PercentileComparison, "percentile" | "a" | "b">;

const NO_FIGURES = {
  changePercent: null,
  pValue: null,
  holmPValue: null,
  signFlipPValue: null,
  equivalencePValue: null,
} as const;

/**
 * Says of each effect what is known of it.
 *
 * @param effects - of all declared percentiles, also of those that are unknown: they were asked for as well
 * @param marginPercent - above 0
 */
export function judge(effects: readonly Effect[], marginPercent: number): readonly Finding[] {
  const holm = holmPValues(effects.map(pValueOf));
  return effects.map((effect, at) => judgeOne(effect, holm[at] ?? 1, marginPercent));
}

/** @returns the verdict on all percentiles: a difference in any, or else equivalence in all */
export function overallOf(verdicts: readonly PercentileVerdict[]): ComparisonVerdict {
  const has = (verdict: PercentileVerdict): boolean => verdicts.includes(verdict);
  if (has("slower")) return has("faster") ? "mixed" : "slower";
  if (has("faster")) return "faster";
  return has("inconclusive") ? "inconclusive" : "equivalent";
}

function pValueOf(effect: Effect): number {
  return effect.kind === "unknown" ? 1 : differencePValue(effect.logRatio);
}

function judgeOne(effect: Effect, holmPValue: number, marginPercent: number): Finding {
  switch (effect.kind) {
    case "unknown":
      return { verdict: "inconclusive", reason: effect.reason, ...NO_FIGURES };
    case "estimated": {
      const { logRatio } = effect;
      const figures = {
        changePercent: changePercentOf(logRatio),
        pValue: differencePValue(logRatio),
        holmPValue,
        signFlipPValue: effect.signFlipPValue,
        equivalencePValue: equivalencePValue(logRatio, naturalLog(1 + marginPercent / 100)),
      };
      return { ...verdictOf(figures, logRatio.value, marginPercent), ...figures };
    }
    default:
      return assertNever(effect);
  }
}

type Figures = Pick<PercentileComparison, "signFlipPValue"> & {
  readonly holmPValue: number;
  readonly equivalencePValue: number;
};

/** A difference that is known to be small is none to speak of, however certain it is. */
function verdictOf(
  { holmPValue, signFlipPValue, equivalencePValue: withinPValue }: Figures,
  logRatio: number,
  marginPercent: number,
): Pick<Finding, "verdict" | "reason"> {
  if (withinPValue <= ALPHA) return { verdict: "equivalent" };
  if (holmPValue > ALPHA) {
    return inconclusive(
      "tooWide",
      `no difference is certain, nor is it that there is none larger than ${marginPercent} %: more quads or longer runs tell`,
    );
  }
  // Student's t trusts that quads scatter as normal values do; with few of them one cluster is enough to mislead it.
  if (signFlipPValue !== null && signFlipPValue > ALPHA) {
    return inconclusive(
      "signsDisagree",
      `Student's t finds a difference and the signs of the quads do not (p = ${signFlipPValue.toFixed(3)}): more quads tell`,
    );
  }
  return { verdict: logRatio > 0 ? "slower" : "faster" };
}

function inconclusive(
  code: InconclusiveReason["code"],
  message: string,
): Pick<Finding, "verdict" | "reason"> {
  return { verdict: "inconclusive", reason: { code, message } };
}

function changePercentOf(logRatio: Parameters<typeof boundsOf>[0]): PercentChange {
  const { low, high } = boundsOf(logRatio, CONFIDENCE);
  return {
    estimate: percentOf(logRatio.value),
    low: percentOf(low),
    high: percentOf(high),
  };
}

function percentOf(logRatio: number): number {
  const clamped = Math.max(-LOG_RATIO_MAX, Math.min(LOG_RATIO_MAX, logRatio));
  return 100 * (exponential(clamped) - 1);
}
