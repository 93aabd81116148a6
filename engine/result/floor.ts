import type { FloorReport, RunResult } from "../core/frame.js";

/** @returns a run's result with what the same load took against a null target beside it */
export function withFloor(result: RunResult, floor: RunResult): RunResult {
  return { ...result, floor: toFloorReport(floor) };
}

function toFloorReport({
  spec,
  measuredSeconds,
  rate,
  latency,
  generator,
}: RunResult): FloorReport {
  return {
    spec,
    measuredSeconds,
    requestedPerSecond: rate.requestedPerSecond,
    achievedPerSecond: rate.achievedPerSecond,
    latency: { response: latency.response, service: latency.service, lateness: latency.lateness },
    verdict: generator.verdict,
    reasons: generator.reasons,
  };
}
