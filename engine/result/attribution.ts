import type { Attribution, TailAttribution } from "../core/attribution.js";
import { percentilesOf } from "../core/histogram/index.js";
import { STAGES, lowestOfStageGroupNs, stageGroupOf } from "../core/stages/index.js";
import type { StageName } from "../core/stages/index.js";
import type { Accumulator } from "../run/accumulator.js";

/**
 * Where the requests at or beyond each percentile of the response time spent their time. What was censored is in its tail at
 * the age it had reached.
 *
 * @param percentiles - each above 0 and up to 100
 */
export function attributionOf(recorded: Accumulator, percentiles: readonly number[]): Attribution {
  const values = percentilesOf(recorded.histogram("response"), percentiles);
  const tails = percentiles.map((percentile, position): [string, TailAttribution | null] => {
    const valueNs = values[position] ?? null;
    return [String(percentile), valueNs === null ? null : tailOf(recorded, stageGroupOf(valueNs))];
  });
  return {
    unit: "ns",
    all: recorded.histogram("response").isEmpty ? null : tailOf(recorded, 0),
    percentiles: Object.fromEntries(tails),
  };
}

function tailOf({ stages }: Accumulator, group: number): TailAttribution {
  const { count, sumsNs } = stages.from(group);
  const means = STAGES.map((name) => [name, sumsNs[name] / count] as const);
  const totalNs = STAGES.reduce((sum, name) => sum + sumsNs[name], 0);
  return {
    from: lowestOfStageGroupNs(group),
    count,
    response: totalNs / count,
    // One entry for each of the names.
    parts: Object.fromEntries(means) as Record<StageName, number>,
  };
}
