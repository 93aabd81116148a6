import { assertNever } from "../core/errors.js";
import { formatNs } from "../core/duration.js";
import { isPrecisionView } from "../core/precision.js";
import type { PrecisionView } from "../core/precision.js";
import type { ObjectivePlan } from "../core/slo-windows.js";
import { abortConditionsOf } from "../core/spec/abort.js";
import { namesOfScenarios } from "../core/spec/scenario-name.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { limitNsOf, slosOf } from "../core/spec/slo.js";
import type { Slo, SloGoal } from "../core/spec/slo.js";
import { specError } from "../core/spec/spec-issue.js";
import type { ScenarioPlan } from "../core/worker-plan.js";

/** What can be judged over windows: times and statuses are not kept by tick, but for those of these views against a limit. */
export type WindowedGoal =
  (Goal<"percentile"> & { readonly view: PrecisionView }) | Goal<"share"> | Goal<"rate">;

type Goal<Kind extends SloGoal["kind"]> = Extract<SloGoal, { readonly kind: Kind }>;

/** An objective over a window, and whose requests it is about. */
export interface Objective {
  readonly slo: Slo;
  /** That of `slo`. */
  readonly goal: WindowedGoal;
  readonly windowNs: number;
  /** Null: over all requests. */
  readonly scenarioIndex: number | null;
  /** Which field of the spec it comes from: it is to be judged, or is to end the run. */
  readonly origin: "slo" | "abortOn";
}

/** @returns what of a run is looked at over windows: its objectives in the order of the spec, then what is to end it */
export function objectivesOf(spec: ResolvedSpec): readonly Objective[] {
  const names = namesOfScenarios(spec);
  const judged = slosOf(spec).flatMap((slo): readonly Objective[] => {
    const { windowNs, scenario } = slo;
    const scenarioIndex = scenario === null ? null : names.indexOf(scenario);
    return windowNs === null
      ? []
      : [{ slo, goal: windowedGoalOf(slo), windowNs, scenarioIndex, origin: "slo" }];
  });
  const ending = abortConditionsOf(spec).flatMap((condition): readonly Objective[] => {
    if (condition.kind !== "errors") return [];
    const { slo } = condition;
    const goal = windowedGoalOf(slo);
    return [{ slo, goal, windowNs: slo.windowNs, scenarioIndex: null, origin: "abortOn" }];
  });
  return [...judged, ...ending];
}

/** @returns whether the requests of a scenario count for an objective */
export function concerns({ scenarioIndex }: Objective, index: number): boolean {
  return scenarioIndex === null || scenarioIndex === index;
}

/** @returns the plan of a scenario with what is to be counted of its requests */
export function withObjectives(
  scenario: ScenarioPlan,
  index: number,
  objectives: readonly Objective[],
): ScenarioPlan {
  const counted = objectives.filter((objective) => concerns(objective, index));
  return counted.length === 0 ? scenario : { ...scenario, objectives: counted.map(planObjective) };
}

/** @throws LoadError MB_SPEC_INVALID for an objective whose window is longer than what the run measures */
export function assertWindowsFit(spec: ResolvedSpec, measuredNs: number): void {
  const fields = {
    slo: slosOf(spec),
    abortOn: abortConditionsOf(spec).map((each) => (each.kind === "errors" ? each.slo : null)),
  };
  for (const [field, all] of Object.entries(fields)) {
    const index = all.findIndex((each) => (each?.windowNs ?? 0) > measuredNs);
    const expression = all[index]?.expression;
    if (expression === undefined) continue;
    throw specError(
      `/${field}/${index}`,
      `is ${JSON.stringify(expression)}; it must be over at most what the run measures: ${formatNs(measuredNs)}`,
    );
  }
}

/** @returns what a worker counts of an objective */
function planObjective({ goal }: Objective): ObjectivePlan {
  switch (goal.kind) {
    case "percentile":
      return { kind: "latency", view: goal.view, limitNs: limitNsOf(goal) };
    case "share":
      return { kind: "share", of: goal.of };
    case "rate":
      return { kind: "rate" };
    default:
      return assertNever(goal);
  }
}

/** The schema has let no other pass. */
function windowedGoalOf({ goal }: Slo): WindowedGoal {
  switch (goal.kind) {
    case "percentile": {
      const { view } = goal;
      if (isPrecisionView(view)) return { ...goal, view };
      throw new RangeError(`${view} can't be judged over a window`);
    }
    case "share":
    case "rate":
      return goal;
    case "mean":
    case "status":
    case "error":
      throw new RangeError(`no ${goal.kind} can be judged over a window`);
    default:
      return assertNever(goal);
  }
}
