import { isPrecisionView } from "../precision.js";
import type { Objection } from "./arrivals-issues.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";
import { namesOfScenarios } from "./scenario-name.js";
import { SLO_TICK_NS } from "../slo-windows.js";
import { slosOf } from "./slo.js";
import type { Slo } from "./slo.js";

/** Objects to objectives that name what the run does not have. */
export function checkSlos(spec: RunSpecWithDefaults, object: Objection): void {
  for (const [index, slo] of slosOf(spec).entries()) {
    const wanted = wantedOf(slo, spec);
    if (wanted === undefined) continue;
    object(`/slo/${index}`, `is ${JSON.stringify(slo.expression)}; it must be ${wanted}`);
  }
}

/** @returns what would be right instead; undefined where nothing is wrong */
function wantedOf(slo: Slo, spec: RunSpecWithDefaults): string | undefined {
  return wantedScenarioOf(slo, spec) ?? wantedViewOf(slo, spec) ?? wantedWindowOf(slo);
}

function wantedScenarioOf({ scenario }: Slo, spec: RunSpecWithDefaults): string | undefined {
  if (scenario === null) return undefined;
  const names = namesOfScenarios(spec);
  if (names.length === 0) return "about all requests: this run has no scenarios";
  const count = names.filter((name) => name === scenario).length;
  if (count === 1) return undefined;
  if (count > 1) return "about a scenario whose name no other one has: give each its own";
  return `about one of the scenarios: ${names.map((name) => JSON.stringify(name)).join(", ")}`;
}

function wantedViewOf({ goal }: Slo, { load }: RunSpecWithDefaults): string | undefined {
  const isLateness = "view" in goal && goal.view === "lateness";
  if (!isLateness || load.model !== "closed") return undefined;
  return "about another latency: a closed run has no plan that it could be late for";
}

function wantedWindowOf({ windowNs, goal }: Slo): string | undefined {
  if (windowNs === null) return undefined;
  if (windowNs % SLO_TICK_NS !== 0) return "over a multiple of 100ms, by which windows slide";
  if (goal.kind === "mean") return "about the whole run: a window keeps no sums, only percentiles";
  if (goal.kind === "status" || goal.kind === "error") {
    return "about the whole run: a window tells only how requests ended";
  }
  if (goal.kind !== "percentile" || isPrecisionView(goal.view)) return undefined;
  return "about outcome, response or service, to be judged over a window";
}
