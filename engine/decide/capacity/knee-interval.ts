import type { KneeBelief } from "./knee-belief.js";
import type { Probe } from "./probe.js";

/** How often the knee may lie beyond either end of an answer. */
export const MISS_PROBABILITY = 0.02;

/** What is known of the knee: both ends are rates that were probed. Null: no rate is known to be one. */
export interface KneeInterval {
  /** The highest rate that has passed and that the knee lies above. */
  readonly lowPerSecond: number | null;
  /** The lowest rate that has failed and that the knee lies below. */
  readonly highPerSecond: number | null;
}

/**
 * What the probes made so far answer.
 *
 * An end needs a probe of its own that said so, and all probes together to say so too: one that passed by chance where runs
 * scatter is no end. Probes that the generator limited have no part in either.
 *
 * @param ceilingPerSecond - the lower end lies below it: there a confirmation has failed
 */
export function intervalOf(
  probes: readonly Probe[],
  belief: KneeBelief,
  ceilingPerSecond: number,
): KneeInterval {
  let lowPerSecond: number | null = null;
  let highPerSecond: number | null = null;
  for (const { verdict, request } of probes) {
    const rate = request.ratePerSecond;
    if (verdict === "uncertain") continue;
    const below = belief.probabilityBelow(rate);
    const isLow = verdict === "passed" && below <= MISS_PROBABILITY && rate < ceilingPerSecond;
    if (isLow) lowPerSecond = Math.max(rate, lowPerSecond ?? rate);
    const isHigh = verdict === "failed" && 1 - below <= MISS_PROBABILITY;
    if (isHigh) highPerSecond = Math.min(rate, highPerSecond ?? rate);
  }
  return { lowPerSecond, highPerSecond };
}
