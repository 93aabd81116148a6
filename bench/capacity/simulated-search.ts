import { RandomSource } from "../../engine/core/index.js";
import { KneeSearch, answerOf } from "../../engine/decide/capacity/index.js";
import type { CapacityAnswer, Probe, SearchOptions } from "../../engine/decide/capacity/index.js";
import { simulateProbe } from "./simulated-probe.js";
import type { SimulatedTarget, TargetKind } from "./simulated-target.js";

/** Scatters of a run's own knee, as shares of it. */
export const SCATTERS = [0.01, 0.02, 0.03] as const;
/** One generator in so many is limited not far above the knee. */
const LIMITED_EVERY = 4;
/** Which targets the seeds have, in turn. */
const KINDS: readonly TargetKind[] = ["queue", "wall", "noise", "wall", "noise"];

/**
 * The p99 of a queue is hard to know: half a million requests tell it to within the 9 % that a rate 2.2 % away makes, because
 * neighbours find the same queue. So these are fast ones.
 */
const KNEE_MIN_PER_SECOND: Readonly<Record<TargetKind, number>> = {
  queue: 6000,
  wall: 600,
  noise: 600,
};

/** As the command line has them, but for the length of the whole: how much time a search needs is what is asked. */
export const SEARCH_OPTIONS: SearchOptions = {
  fromPerSecond: 100,
  toPerSecond: 50_000,
  precisionPercent: 5,
  probeSeconds: 10,
  probeSecondsMax: 80,
  requestsMin: 2500,
  secondsMax: 14_400,
};

/** A search of a target whose knee is known. */
export interface SimulatedSearch {
  readonly target: SimulatedTarget;
  readonly answer: CapacityAnswer;
  readonly probes: readonly Probe[];
}

/** @returns the target of a seed: kinds, scatters and limits of the generator in every combination, knees anywhere in an octave */
export function targetOf(seed: number): SimulatedTarget {
  const random = new RandomSource(seed);
  const kind = KINDS[seed % KINDS.length] ?? "queue";
  const kneePerSecond = KNEE_MIN_PER_SECOND[kind] * 2 ** random.nextUniform();
  const limit = kneePerSecond * (1.15 + random.nextUniform());
  return {
    kind,
    scatter: SCATTERS[Math.floor(seed / KINDS.length) % SCATTERS.length] ?? 0.01,
    kneePerSecond,
    generatorLimitPerSecond: seed % LIMITED_EVERY === 0 ? limit : Infinity,
  };
}

/** @returns the search of a seed's target; the same for the same seed */
export function simulateSearch(
  seed: number,
  target: SimulatedTarget = targetOf(seed),
  options: SearchOptions = SEARCH_OPTIONS,
): SimulatedSearch {
  const search = new KneeSearch(options);
  for (;;) {
    const request = search.next();
    if (request === undefined) break;
    const random = new RandomSource(seed, search.probes.length + 1);
    search.record(request, simulateProbe(target, request, random));
  }
  return { target, answer: answerOf(search, options), probes: search.probes };
}
