import type { RunResult } from "../../core/index.js";
import { compareRuns } from "./compare-runs.js";
import { toComparedRun } from "./compared-run.js";
import type { Comparison } from "./comparison.js";
import { differenceBetween } from "./same-spec.js";
import { refused, toSettings } from "./settings.js";
import type { ComparisonOptions } from "./settings.js";
import type { Side } from "./side.js";

/** How to compare results that are there. */
export interface CompareResultsOptions extends ComparisonOptions {
  /** What messages call a result; its id by default. */
  readonly nameOf?: (result: RunResult) => string;
}

/**
 * Says whether one target is slower than another one, of results of the same load on both.
 *
 * Results of `Engine.compare` and `mesh-bench compare` know their place in its quads, and are compared as they were made:
 * interleaved, so that drift cancels. Others are compared as two sets, with a warning. `docs/comparison.md` says how.
 *
 * @param a - of what was
 * @param b - of what is asked about: `slower` is that this one is slower
 * @throws LoadError MB_COMPARISON when a side is empty, the loads differ, a result is given twice, or one lacks a percentile
 */
export function compareResults(
  a: readonly RunResult[],
  b: readonly RunResult[],
  options: CompareResultsOptions = {},
): Comparison {
  const { nameOf = nameById, ...rest } = options;
  const settings = toSettings(rest);
  assertComparable(a, b, nameOf);
  const runsOf = (results: readonly RunResult[], side: Side) =>
    results.map((result) => toComparedRun(result, side, settings, nameOf(result)));
  return compareRuns([...runsOf(a, "a"), ...runsOf(b, "b")], settings);
}

function assertComparable(
  a: readonly RunResult[],
  b: readonly RunResult[],
  nameOf: (result: RunResult) => string,
): void {
  const [first] = a;
  if (first === undefined || b.length === 0) {
    throw refused(`there is no result of ${first === undefined ? "A" : "B"}; both sides need some`);
  }
  const seen = new Map<string, RunResult>();
  for (const result of [...a, ...b]) {
    const twin = seen.get(result.id);
    if (twin !== undefined) {
      throw refused(
        `${nameOf(result)} and ${nameOf(twin)} are the same run, ${result.id}; each counts once`,
      );
    }
    seen.set(result.id, result);
    const difference = differenceBetween(first.spec, result.spec);
    if (difference === undefined) continue;
    const { field } = difference;
    throw refused(
      `${field} is ${shown(difference.first)} in ${nameOf(first)} and ${shown(difference.second)} in ${nameOf(result)}; both sides must have the same load, but for the target's address`,
    );
  }
}

function nameById({ id }: RunResult): string {
  return `run ${id}`;
}

const SHOWN_CHARACTERS_MAX = 60;

function shown(value: unknown): string {
  return value === undefined ? "not given" : JSON.stringify(value).slice(0, SHOWN_CHARACTERS_MAX);
}
