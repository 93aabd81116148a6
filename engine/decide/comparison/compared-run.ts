import type { RunResult } from "../../core/index.js";
import type { ComparedRun } from "./comparison.js";
import { placeOf } from "./quad-place.js";
import { refused } from "./settings.js";
import type { ComparisonSettings } from "./settings.js";
import type { Side } from "./side.js";

/**
 * What a comparison needs of a result.
 *
 * @param name - of the result, for messages
 * @throws LoadError MB_COMPARISON when the result does not have a percentile that is to be compared
 */
export function toComparedRun(
  result: RunResult,
  side: Side,
  { view, percentiles }: ComparisonSettings,
  name: string,
): ComparedRun {
  const { id, labels, spec, startedAt, state, generator, requests, rate } = result;
  const known = result.latency[view].percentiles;
  const missing = percentiles.find((percentile) => known[String(percentile)] === undefined);
  if (missing !== undefined) {
    throw refused(
      `${name} has no p${missing} of ${view}; it has ${Object.keys(known).join(", ")}: compare those, or run again with this one among --percentiles`,
    );
  }
  return {
    side,
    id,
    place: placeOf(labels),
    seed: spec.seed,
    startedAt,
    state,
    generatorVerdict: generator.verdict,
    planned: requests.planned,
    unsuccessful: requests.planned - requests.completed,
    achievedPerSecond: rate.achievedPerSecond,
    percentiles: Object.fromEntries(
      percentiles.map((percentile) => {
        const key = String(percentile);
        return [key, known[key] ?? null];
      }),
    ),
  };
}
