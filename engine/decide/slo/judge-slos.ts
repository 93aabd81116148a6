import type { SloReport } from "../../core/slo.js";
import { namesOfScenarios } from "../../core/spec/scenario-name.js";
import { slosOf } from "../../core/spec/slo.js";
import type { Slo } from "../../core/spec/slo.js";
import type { RunFacts } from "../../run/run-facts.js";
import { judgeWholeRun } from "./whole-run.js";
import type { JudgedRequests } from "./whole-run.js";

/** @returns what became of the objectives of a run, in the order of its spec */
export function judgeSlos(facts: RunFacts): readonly SloReport[] {
  return slosOf(facts.spec).map((slo) => ({
    expression: slo.expression,
    ...judgeWholeRun(slo, requestsOf(slo, facts)),
    ...(slo.scenario === null ? {} : { scenario: slo.scenario }),
  }));
}

function requestsOf({ scenario }: Slo, facts: RunFacts): JudgedRequests {
  const { recorded, measuredSeconds, spec, scenarios } = facts;
  if (scenario === null) return { recorded, measuredSeconds, precision: facts };
  const ofScenario = scenarios[namesOfScenarios(spec).indexOf(scenario)];
  if (ofScenario === undefined) throw new RangeError(`nothing was recorded of ${scenario}`);
  return { recorded: ofScenario, measuredSeconds, precision: undefined };
}
