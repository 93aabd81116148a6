import type { BenchOptions, ScenarioId } from "./options.js";
import { BLOCKS_PER_ROUND } from "./rounds.js";

/** Start-up, connecting and drain of one run, measured with the slowest tool that is likely to take part. */
const OVERHEAD_SECONDS = 1;
const STALL_RUN_SECONDS = 4;
const START_UP_SECONDS = 12;
const RUNS_PER_BLOCK = 4;

function scenarioSeconds(id: ScenarioId, options: BenchOptions, toolCount: number): number {
  const runSeconds = options.seconds + OVERHEAD_SECONDS;
  switch (id) {
    case "live-frames":
      return options.rounds * BLOCKS_PER_ROUND * RUNS_PER_BLOCK * runSeconds;
    case "start-up":
      return START_UP_SECONDS;
    case "stalled-target":
      return options.rounds * (toolCount + 1) * STALL_RUN_SECONDS;
    case "closed-32":
    case "closed-5000":
    case "tls-32":
    case "open-1000":
    case "open-20000":
    case "open-100000":
      return options.rounds * toolCount * runSeconds;
  }
}

/** How long the bench will take at most, about, when every installed tool takes part in every scenario. */
export function estimateSeconds(options: BenchOptions, toolCount: number): number {
  return options.scenarios.reduce((sum, id) => sum + scenarioSeconds(id, options, toolCount), 0);
}
