import { randomInt } from "node:crypto";
import { createRunId } from "../../core/index.js";
import type { ResolvedSpec } from "../../core/index.js";
import { orderOfQuad, runSeedOf, sidesOf, toLabels } from "./quad-place.js";
import type { QuadOrder } from "./quad-place.js";
import { differenceBetween } from "./same-spec.js";
import { refused } from "./settings.js";
import type { Side } from "./side.js";

const ID_SPACE = 36 ** 6;

/** A run of an interleaved comparison that is yet to be made. */
export interface PlannedRun {
  readonly side: Side;
  /** From 0. */
  readonly quadIndex: number;
  /** From 0 to 3. */
  readonly positionIndex: number;
  readonly order: QuadOrder;
  /** With its own seed, and with labels that tell its place. */
  readonly spec: ResolvedSpec;
}

/** @returns the runs of a quad, in the order in which they are to be made; quads are numbered from 0 */
export type QuadPlan = (quadIndex: number) => readonly PlannedRun[];

/**
 * Plans the runs of an interleaved comparison, quad by quad.
 *
 * The seed of `a` decides the order, and the seeds of all runs.
 *
 * @throws LoadError MB_COMPARISON when the two ask for different loads
 */
export function planComparison(a: ResolvedSpec, b: ResolvedSpec): QuadPlan {
  const difference = differenceBetween(a, b);
  if (difference !== undefined) {
    throw refused(
      `${difference.field} is not the same in both specs; only the target's address may differ`,
    );
  }
  const comparisonId = createRunId(new Date(), randomInt(ID_SPACE));
  return (quadIndex) => planQuad({ a, b }, quadIndex, comparisonId);
}

function planQuad(
  specs: Readonly<Record<Side, ResolvedSpec>>,
  quadIndex: number,
  comparisonId: string,
): readonly PlannedRun[] {
  const { seed } = specs.a;
  const order = orderOfQuad(seed, quadIndex);
  const sides = sidesOf(order);
  return sides.map((side, positionIndex) => {
    const occurrence = sides.slice(0, positionIndex).filter((each) => each === side).length;
    const place = { comparisonId, seed, quadIndex, positionIndex };
    const spec = {
      ...specs[side],
      seed: runSeedOf(seed, quadIndex, occurrence),
      labels: { ...specs[side].labels, ...toLabels(place, side) },
    };
    return { side, quadIndex, positionIndex, order, spec };
  });
}
