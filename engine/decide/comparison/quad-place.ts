import { hashOf } from "../../core/random/index.js";
import type { Side } from "./side.js";

/** The order of a quad's four runs. What drifts in a straight line adds as much to the outer two as to the inner two. */
export type QuadOrder = "ABBA" | "BAAB";

/** Where a run stands in an interleaved comparison. */
export interface QuadPlace {
  /** The comparison that the run was made for. */
  readonly comparisonId: string;
  /** Of the order of all quads. */
  readonly seed: number;
  /** From 0. */
  readonly quadIndex: number;
  /** From 0 to 3, in the order of time. */
  readonly positionIndex: number;
}

/** Two of each side. */
export const RUNS_PER_QUAD = 4;
const SIDES: Readonly<Record<QuadOrder, readonly Side[]>> = {
  ABBA: ["a", "b", "b", "a"],
  BAAB: ["b", "a", "a", "b"],
};
/** Keeps the draws of the order apart from those of the runs' seeds. */
const ORDER_STREAM = 2 ** 32;

/**
 * The order of a quad, drawn: what neither order cancels, such as a disturbance of every fourth run, then speaks for either
 * side as often as for the other one.
 */
export function orderOfQuad(seed: number, quadIndex: number): QuadOrder {
  return hashOf(seed, ORDER_STREAM + quadIndex) % 2 === 0 ? "ABBA" : "BAAB";
}

/** @returns the sides of a quad's four runs */
export function sidesOf(order: QuadOrder): readonly Side[] {
  return SIDES[order];
}

/**
 * The seed of a run: the first runs of both sides in a quad have one in common, and so have the second ones, so that both
 * sides meet the same arrivals.
 *
 * @param occurrence - 0 for the first run of its side in the quad, 1 for the second
 */
export function runSeedOf(seed: number, quadIndex: number, occurrence: number): number {
  return hashOf(seed, 2 * quadIndex + occurrence);
}

/** What a run's labels begin with that tell its place. */
const PREFIX = "compare.";

/** @returns a place as labels, with which it goes wherever the result goes */
export function toLabels(place: QuadPlace, side: Side): Readonly<Record<string, string>> {
  return {
    [`${PREFIX}id`]: place.comparisonId,
    [`${PREFIX}seed`]: String(place.seed),
    [`${PREFIX}quad`]: String(place.quadIndex + 1),
    [`${PREFIX}position`]: String(place.positionIndex + 1),
    [`${PREFIX}side`]: side,
  };
}

/** @returns the place that labels tell; null where they tell none, or none that there is */
export function placeOf(labels: Readonly<Record<string, string>>): QuadPlace | null {
  const comparisonId = labels[`${PREFIX}id`];
  const seed = wholeNumber(labels[`${PREFIX}seed`]);
  const quad = wholeNumber(labels[`${PREFIX}quad`]);
  const position = wholeNumber(labels[`${PREFIX}position`]);
  if (comparisonId === undefined || seed === null || quad === null || position === null) {
    return null;
  }
  if (quad < 1 || position < 1 || position > RUNS_PER_QUAD) return null;
  return { comparisonId, seed, quadIndex: quad - 1, positionIndex: position - 1 };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text) ? Number(text) : null;
}
