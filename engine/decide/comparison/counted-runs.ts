import type { ComparedRun, LeftOut, LeftOutCode } from "./comparison.js";
import { sidesOf } from "./quad-place.js";
import type { QuadPlace } from "./quad-place.js";
import type { Side } from "./side.js";

/** Two runs of each side, made in an order in which drift cancels. */
export interface Quad {
  readonly a: readonly ComparedRun[];
  readonly b: readonly ComparedRun[];
}

/** The runs that count, as what they can be compared. */
export type CountedRuns = {
  readonly leftOut: readonly LeftOut[];
} & (
  | { readonly design: "quads"; readonly quads: readonly Quad[] }
  | {
      readonly design: "unpaired";
      readonly a: readonly ComparedRun[];
      readonly b: readonly ComparedRun[];
    }
);

/**
 * Sorts runs into quads where all of them have a place in one, and says which ones do not count. A quad counts whole or not
 * at all: half of one would bring the drift back.
 */
export function countRuns(runs: readonly ComparedRun[]): CountedRuns {
  const groups = new Map<string, PlacedRun[]>();
  for (const run of runs) {
    const { place } = run;
    if (place === null) return countUnpaired(runs);
    const key = `${place.comparisonId} ${place.quadIndex}`;
    groups.set(key, [...(groups.get(key) ?? []), { ...run, place }]);
  }
  const quads: Quad[] = [];
  const leftOut: LeftOut[] = [];
  for (const members of groups.values()) {
    const reason = doubtInQuad(members);
    if (reason === null) quads.push(bySide(members));
    else leftOut.push({ ...reason, runIds: members.map(({ id }) => id) });
  }
  return { design: "quads", quads, leftOut };
}

type PlacedRun = ComparedRun & { readonly place: QuadPlace };
type Doubt = Pick<LeftOut, "code" | "message">;

function countUnpaired(runs: readonly ComparedRun[]): CountedRuns {
  const counted: ComparedRun[] = [];
  const leftOut: LeftOut[] = [];
  for (const run of runs) {
    const doubt = doubtInRun(run);
    if (doubt === null) counted.push(run);
    else leftOut.push({ ...doubt, runIds: [run.id] });
  }
  return { design: "unpaired", ...bySide(counted), leftOut };
}

function bySide(runs: readonly ComparedRun[]): Quad {
  return {
    a: runs.filter(({ side }) => side === "a"),
    b: runs.filter(({ side }) => side === "b"),
  };
}

/** @returns why a quad does not count; null when it does */
function doubtInQuad(members: readonly PlacedRun[]): Doubt | null {
  const name = `quad ${String((members[0]?.place.quadIndex ?? 0) + 1)}`;
  for (const run of members) {
    const doubt = doubtInRun(run);
    if (doubt !== null) return { ...doubt, message: `${name}: ${doubt.message}` };
  }
  if (isBalanced(members)) return null;
  const message = `${name}: it takes two runs of each side in the order ABBA or BAAB; ${orderText(members)} is there`;
  return { code: "quadIncomplete", message };
}

function doubtInRun({ id, generatorVerdict, state }: ComparedRun): Doubt | null {
  const doubt = (code: LeftOutCode, message: string): Doubt => ({ code, message });
  if (state !== "completed") {
    return doubt(
      "notCompleted",
      `run ${id} is ${state}, and says little of what it was to measure`,
    );
  }
  if (generatorVerdict === "invalid") {
    return doubt("generatorInvalid", `run ${id} is invalid through the generator's own fault`);
  }
  return null;
}

/** Either side may be called A: sets of files can be given the other way round. */
function isBalanced(members: readonly PlacedRun[]): boolean {
  const found = orderText(members);
  return found === letters(sidesOf("ABBA")) || found === letters(sidesOf("BAAB"));
}

/** @returns a letter for each run in the order of time; a dash for each that is missing */
function orderText(members: readonly PlacedRun[]): string {
  const at = (position: number): string =>
    letters(members.filter(({ place }) => place.positionIndex === position).map(sideOf)) || "–";
  return [0, 1, 2, 3].map(at).join("");
}

function sideOf({ side }: ComparedRun): Side {
  return side;
}

function letters(sides: readonly Side[]): string {
  return sides.join("").toUpperCase();
}
