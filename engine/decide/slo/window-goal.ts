import { NS_PER_SECOND } from "../../core/duration.js";
import { assertNever } from "../../core/errors.js";
import type { SloReport, SloVerdict } from "../../core/slo.js";
import type { SloComparison } from "../../core/spec/slo.js";
import type { Objective } from "../../run/objectives.js";
import { shareRangeOf } from "./figures.js";
import { verdictOfRange, verdictOfTally } from "./verdict.js";
import type { Range, Tally } from "./verdict.js";

/** What is held against an objective in each window. */
export interface WindowGoal extends Pick<SloReport, "unit" | "comparison" | "bound"> {
  /** Undefined: there is nothing in the window. */
  readonly rangeOf: (tally: Tally) => Range | undefined;
  readonly verdictOf: (tally: Tally) => SloVerdict;
  /** Requests of a window that are under way may yet change it. */
  readonly waitsForEnds: boolean;
}

/**
 * A percentile keeps its bound where at least so many per cent of the requests do: that share is what a window is told by, for
 * no single value is kept.
 */
export function windowGoalOf({ goal, windowNs }: Objective): WindowGoal {
  switch (goal.kind) {
    case "percentile":
      return {
        unit: "percent",
        comparison: ">=",
        bound: goal.percentile,
        rangeOf: shareRangeOf,
        verdictOf: (tally) => verdictOfTally(tally, goal.percentile),
        waitsForEnds: true,
      };
    case "share": {
      const { comparison, boundPercent: bound } = goal;
      return { ...goalBy(shareRangeOf, comparison, bound), unit: "percent", waitsForEnds: true };
    }
    case "rate": {
      const { comparison, boundPerSecond: bound } = goal;
      const rangeOf = ({ within }: Tally): Range => exactly((within * NS_PER_SECOND) / windowNs);
      return { ...goalBy(rangeOf, comparison, bound), unit: "perSecond", waitsForEnds: false };
    }
    default:
      return assertNever(goal);
  }
}

function goalBy(
  rangeOf: WindowGoal["rangeOf"],
  comparison: SloComparison,
  bound: number,
): Pick<WindowGoal, "comparison" | "bound" | "rangeOf" | "verdictOf"> {
  const verdictOf = (tally: Tally): SloVerdict => {
    const range = rangeOf(tally);
    return range === undefined ? "inconclusive" : verdictOfRange(range, comparison, bound);
  };
  return { comparison, bound, rangeOf, verdictOf };
}

function exactly(value: number): Range {
  return { low: value, high: value };
}
