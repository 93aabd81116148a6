import type { KneeSearch, SearchOptions } from "./knee-search.js";
import type { Probe } from "./probe.js";

/** What a search came to. */
export type CapacityConclusion =
  /** Both ends are known, and the lower one was confirmed. */
  | "found"
  /** The highest rate of the range passes, which was confirmed: the capacity is that, or more. */
  | "aboveRange"
  /** The lowest rate of the range fails. */
  | "noRatePasses"
  /** Something is missing: an end, or a confirmation that passed. */
  | "inconclusive"
  /** No probe says anything of the target: the generator limited all of them. */
  | "generatorLimited";

/** The last run of a search, which must pass for its answer to stand. */
export interface Confirmation {
  readonly ratePerSecond: number;
  /** How far below the lower end it was made, because runs scatter. */
  readonly marginPercent: number;
  readonly verdict: Probe["verdict"];
}

/** The highest rate at which the objectives hold, as far as it is known. */
export interface CapacityAnswer {
  readonly conclusion: CapacityConclusion;
  /** In a sentence. */
  readonly reason: string;
  /** The highest rate that passed and that the knee lies above; null: none is known. */
  readonly lowPerSecond: number | null;
  /** The lowest rate that failed and that the knee lies below; null: none is known. */
  readonly highPerSecond: number | null;
  /** From the lower to the upper end, in percent of the lower one; null: an end is not known. */
  readonly widthPercent: number | null;
  /** How often such an interval holds the knee. */
  readonly confidence: 0.95;
  /** By how much runs seem to scatter about the knee, in percent of it. */
  readonly scatterPercent: number;
  /** Null: none was made. */
  readonly confirmation: Confirmation | null;
}

/** @returns what a search that is over, or was ended, has come to */
export function answerOf(search: KneeSearch, options: SearchOptions): CapacityAnswer {
  const { interval } = search.end;
  const { lowPerSecond, highPerSecond } = interval;
  const isWhole = lowPerSecond !== null && highPerSecond !== null;
  return {
    ...concludeFrom(search, options),
    lowPerSecond,
    highPerSecond,
    widthPercent: isWhole ? 100 * (highPerSecond / lowPerSecond - 1) : null,
    confidence: 0.95,
    scatterPercent: search.scatterPercent,
    confirmation: confirmationOf(search),
  };
}

function confirmationOf({ end }: KneeSearch): Confirmation | null {
  const { confirmation, interval } = end;
  if (confirmation === undefined) return null;
  const { ratePerSecond } = confirmation.request;
  const { lowPerSecond } = interval;
  const margin = lowPerSecond === null ? 0 : 1 - ratePerSecond / lowPerSecond;
  return {
    ratePerSecond,
    marginPercent: Math.max(0, 100 * margin),
    verdict: confirmation.verdict,
  };
}

type Conclusion = Pick<CapacityAnswer, "conclusion" | "reason">;

function concludeFrom(search: KneeSearch, options: SearchOptions): Conclusion {
  const { probes, end } = search;
  const { lowPerSecond, highPerSecond } = end.interval;
  if (probes.length > 0 && probes.every(({ isGeneratorLimited }) => isGeneratorLimited)) {
    return {
      conclusion: "generatorLimited",
      reason: "the generator limited every probe: nothing is known of the target",
    };
  }
  if (highPerSecond !== null && highPerSecond <= options.fromPerSecond) {
    return {
      conclusion: "noRatePasses",
      reason: "the lowest rate fails: the capacity is below the range",
    };
  }
  if (lowPerSecond === null || end.confirmation?.verdict !== "passed") {
    return inconclusive(search, options);
  }
  if (highPerSecond !== null) {
    return { conclusion: "found", reason: "both ends are known, and the lower one was confirmed" };
  }
  if (lowPerSecond < options.toPerSecond) return inconclusive(search, options);
  return {
    conclusion: "aboveRange",
    reason: "the highest rate of the range passes: the capacity is that, or more",
  };
}

function inconclusive({ end }: KneeSearch, { secondsMax }: SearchOptions): Conclusion {
  const { confirmation, interval, generatorLimitPerSecond, isOutOfTime } = end;
  const missing = [
    ...(interval.lowPerSecond === null ? ["no rate is known to pass"] : []),
    ...(interval.highPerSecond === null ? ["no rate is known to fail"] : []),
    ...(confirmation?.verdict === "failed" ? ["the confirmation failed"] : []),
    ...(confirmation?.verdict === "uncertain" ? ["the confirmation stayed uncertain"] : []),
    ...(generatorLimitPerSecond === null
      ? []
      : [`the generator is limited from ${generatorLimitPerSecond}/s on`]),
    ...(isOutOfTime ? [`the ${secondsMax} s that the search may last were over`] : []),
  ];
  return {
    conclusion: "inconclusive",
    reason: missing.length === 0 ? "nothing was confirmed" : missing.join(", "),
  };
}
