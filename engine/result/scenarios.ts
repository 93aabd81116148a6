import type { ScenarioReport } from "../core/frame.js";
import { nameOfScenario } from "../core/spec/scenario-name.js";
import type { RunFacts } from "../run/run-facts.js";
import { toStretch } from "../run/stretch.js";
import { encodeLatencies } from "./encode-latencies.js";

/** @returns what became of each scenario of a run, in the order of the spec; undefined in a run that has none */
export function scenariosOf(facts: RunFacts): readonly ScenarioReport[] | undefined {
  const { spec, scenarios, measuredSeconds } = facts;
  return spec.scenarios?.map((scenario, index) => {
    const recorded = scenarios[index];
    if (recorded === undefined) throw new RangeError(`nothing was recorded of scenario ${index}`);
    const { requests, rate, latency, status, errors } = toStretch(recorded, {
      seconds: measuredSeconds,
      requestedPerSecond: shareOf(facts, scenario.weight),
      percentiles: spec.percentiles,
    });
    const { response, responseSuccess, outcome, service, lateness, queue, firstByte, readDelay } =
      encodeLatencies(latency, recorded);
    return {
      name: nameOfScenario(scenario, spec.target.url),
      weight: scenario.weight,
      requests,
      rate,
      latency: {
        response,
        responseSuccess,
        outcome,
        service,
        lateness,
        queue,
        firstByte,
        readDelay,
      },
      status,
      errors,
      bytes: { sent: recorded.counter("bytesSent"), received: recorded.counter("bytesReceived") },
    };
  });
}

function shareOf({ spec, requestedPerSecond }: RunFacts, weight: number): number | null {
  const total = spec.scenarios?.reduce((sum, scenario) => sum + scenario.weight, 0) ?? weight;
  return requestedPerSecond === null ? null : (requestedPerSecond * weight) / total;
}
