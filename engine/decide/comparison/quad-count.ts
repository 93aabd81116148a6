import { refused } from "./settings.js";

/** Finds 5 % where runs scatter by 3 %: see `bench/COMPARISON.md`. */
export const DEFAULT_QUAD_COUNT = 10;
const QUAD_COUNT_MAX = 1000;
/** What a number of quads must be, for messages. */
export const QUADS_WANTED = `a whole number from 1 to ${QUAD_COUNT_MAX}`;
/** A machine on which every third quad fails is none to compare on. */
const REPLACED_SHARE = 0.5;

/** @throws LoadError MB_COMPARISON when it is no number of quads */
export function assertQuadCount(quadCount: number): void {
  if (Number.isInteger(quadCount) && quadCount >= 1 && quadCount <= QUAD_COUNT_MAX) return;
  throw refused(`quads is ${quadCount}; it must be ${QUADS_WANTED}`);
}

/**
 * A quad whose generator was invalid is made again, so that as many count as were asked for: decided before, whatever the
 * latencies say.
 *
 * @returns how many quads are begun at most
 */
export function quadLimitOf(quadCount: number): number {
  return quadCount + Math.ceil(quadCount * REPLACED_SHARE);
}
