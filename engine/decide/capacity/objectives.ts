import { LoadError } from "../../core/errors.js";
import { isPrecisionView } from "../../core/precision.js";
import type { PrecisionView } from "../../core/precision.js";
import { SLO_WANTED, parseSlo } from "../../core/spec/slo.js";
import type { Slo, SloComparison, SloOutcome } from "../../core/spec/slo.js";

/** An objective that a probe can be held against: one of those whose confidence interval is known. */
export type Objective =
  | {
      readonly kind: "percentile";
      readonly expression: string;
      readonly view: PrecisionView;
      readonly percentile: number;
      readonly comparison: "<" | "<=";
      readonly boundNs: number;
    }
  | {
      readonly kind: "share";
      readonly expression: string;
      readonly of: SloOutcome;
      readonly comparison: SloComparison;
      readonly boundPercent: number;
    };

/** Requests beyond a percentile: ten independent ones must be among them for anything to be known of it. */
const SUPPORT_WANTED = 25;
/** Requests without one failure from which a share is known to be small, times it. */
const SHARE_SUPPORT_WANTED = 4;

/** Completes "… it must be". */
const WANTED =
  "a percentile of outcome, response or service or a share of requests, over the whole run and all scenarios: others have no confidence interval";

/**
 * Reads the objectives of a search.
 *
 * @param expressions - such as `p99 < 10ms` and `failed < 0.1%`
 * @throws LoadError MB_SPEC_INVALID when one says nothing, or has no confidence interval
 */
export function parseObjectives(expressions: readonly string[]): readonly Objective[] {
  return expressions.map((expression, index) => parseObjective(expression, index));
}

/** @returns how many requests a probe must have before it can tell whether an objective holds */
export function requestsNeeded(objective: Objective): number {
  if (objective.kind === "percentile") {
    const share = objective.percentile / 100;
    return Math.round(SUPPORT_WANTED / Math.min(share, 1 - share));
  }
  const share = objective.boundPercent / 100;
  const nearest = Math.min(share, 1 - share);
  // A share that must be exactly none, or all, of the requests is told by any that is not.
  return nearest === 0 ? 0 : Math.round(SHARE_SUPPORT_WANTED / nearest);
}

function parseObjective(expression: string, index: number): Objective {
  const found = `slo is ${JSON.stringify(expression)}; it must be`;
  const slo = parseSlo(expression);
  if (slo === undefined) throw invalid(`/slo/${index}`, `${found} ${SLO_WANTED}`);
  const objective = toObjective(slo);
  if (objective === undefined) throw invalid(`/slo/${index}`, `${found} ${WANTED}`);
  return objective;
}

function toObjective({ expression, goal, windowNs, scenario }: Slo): Objective | undefined {
  if (windowNs !== null || scenario !== null) return undefined;
  if (goal.kind === "share") return { ...goal, expression };
  if (goal.kind !== "percentile" || goal.percentile >= 100) return undefined;
  const { view } = goal;
  if (!isPrecisionView(view)) return undefined;
  return { ...goal, view, expression };
}

function invalid(pointer: string, message: string): LoadError {
  return new LoadError("MB_SPEC_INVALID", message, { issues: [{ pointer, message }] });
}
