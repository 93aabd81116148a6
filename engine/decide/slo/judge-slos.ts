import { NS_PER_SECOND } from "../../core/duration.js";
import type { SloReport } from "../../core/slo.js";
import { namesOfScenarios } from "../../core/spec/scenario-name.js";
import { slosOf } from "../../core/spec/slo.js";
import type { Slo } from "../../core/spec/slo.js";
import type { Decisions } from "../../result/run-result.js";
import type { RunFacts } from "../../run/run-facts.js";
import { WindowWatch, judgeWindows } from "./windows.js";
import { judgeWholeRun } from "./whole-run.js";
import type { JudgedRequests } from "./whole-run.js";

/** What the engine decides about objectives. */
export const SLO_DECISIONS: Decisions = {
  judgeSlos,
  watchWindows: (ticks) => new WindowWatch(ticks),
};

/** @returns what became of the objectives of a run, in the order of its spec */
function judgeSlos(facts: RunFacts): readonly SloReport[] {
  const endNs = facts.windowStartNs + Math.round(facts.measuredSeconds * NS_PER_SECOND);
  // The spec's objectives over windows are the first that the run has counted for, in this order.
  let windowed = 0;
  return slosOf(facts.spec).map((slo) => {
    const ticks = slo.windowNs === null ? undefined : facts.windows[windowed++];
    return {
      expression: slo.expression,
      ...(ticks === undefined
        ? judgeWholeRun(slo, requestsOf(slo, facts))
        : judgeWindows(ticks, endNs)),
      ...(slo.scenario === null ? {} : { scenario: slo.scenario }),
    };
  });
}

function requestsOf({ scenario }: Slo, facts: RunFacts): JudgedRequests {
  const { recorded, measuredSeconds, spec, scenarios } = facts;
  if (scenario === null) return { recorded, measuredSeconds, precision: facts };
  const ofScenario = scenarios[namesOfScenarios(spec).indexOf(scenario)];
  if (ofScenario === undefined) throw new RangeError(`nothing was recorded of ${scenario}`);
  return { recorded: ofScenario, measuredSeconds, precision: undefined };
}
