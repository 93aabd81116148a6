import type { ResolvedSpec, RunResult } from "../../core/index.js";
import { compareRuns } from "./compare-runs.js";
import { toComparedRun } from "./compared-run.js";
import type { ComparedRun, Comparison } from "./comparison.js";
import { planComparison } from "./plan.js";
import type { PlannedRun } from "./plan.js";
import { DEFAULT_QUAD_COUNT, assertQuadCount, quadLimitOf } from "./quad-count.js";
import { toSettings } from "./settings.js";
import type { ComparisonOptions } from "./settings.js";

/** How to compare two targets. */
export interface CompareTargetsOptions extends ComparisonOptions {
  /**
   * Each is four runs. Default: 10; fewer than 5 are inconclusive. So many are to count: one whose generator is invalid is left
   * where it is, and made again as another one, up to half as often as there are quads.
   */
  readonly quads?: number;
}

/** Makes a run, and waits for its result; undefined when no more runs are wanted. */
type Execute = (run: PlannedRun) => Promise<RunResult | undefined>;

/** What came of the runs of a quad: all of them, one whose generator was invalid, or the end of the comparison. */
type QuadEnding = "whole" | "invalid" | "over";

/**
 * Makes the runs of an interleaved comparison, one after the other, and compares them.
 *
 * It ends with the first run that is not completed, or not made: what is whole until then is compared.
 *
 * @throws LoadError MB_COMPARISON when the loads differ or an option is not what it must be; whatever `execute` throws
 */
export async function compareTargets(
  execute: Execute,
  a: ResolvedSpec,
  b: ResolvedSpec,
  options: CompareTargetsOptions = {},
): Promise<Comparison> {
  const { quads: quadCount = DEFAULT_QUAD_COUNT, ...rest } = options;
  assertQuadCount(quadCount);
  const settings = toSettings(rest);
  // What the generator adds is judged by the percentiles that are looked at.
  const percentiles = [...settings.percentiles];
  const planQuad = planComparison({ ...a, percentiles }, { ...b, percentiles });
  const runs: ComparedRun[] = [];
  const add = ({ side }: PlannedRun, result: RunResult): void => {
    runs.push(toComparedRun(result, side, settings, `run ${result.id}`));
  };
  const quadLimit = quadLimitOf(quadCount);
  let wholeCount = 0;
  for (let quadIndex = 0; wholeCount < quadCount && quadIndex < quadLimit; quadIndex++) {
    const ending = await makeQuad(planQuad(quadIndex), execute, add);
    if (ending === "over") break;
    if (ending === "whole") wholeCount++;
  }
  return compareRuns(runs, settings);
}

async function makeQuad(
  quad: readonly PlannedRun[],
  execute: Execute,
  add: (planned: PlannedRun, result: RunResult) => void,
): Promise<QuadEnding> {
  for (const planned of quad) {
    const result = await execute(planned);
    if (result === undefined) return "over";
    add(planned, result);
    if (result.state !== "completed") return "over";
    // The quad counts whole or not at all: its other runs would be made for nothing.
    if (result.generator.verdict === "invalid") return "invalid";
  }
  return "whole";
}
