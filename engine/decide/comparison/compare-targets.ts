import type { ResolvedSpec, RunResult } from "../../core/index.js";
import { compareRuns } from "./compare-runs.js";
import { toComparedRun } from "./compared-run.js";
import type { ComparedRun, Comparison } from "./comparison.js";
import { planComparison } from "./plan.js";
import type { PlannedRun } from "./plan.js";
import { toSettings } from "./settings.js";
import type { ComparisonOptions } from "./settings.js";

/** How to compare two targets. */
export interface CompareTargetsOptions extends ComparisonOptions {
  /** Each is four runs. Default: 10; fewer than 5 are inconclusive. */
  readonly quads?: number;
}

/**
 * Makes the runs of an interleaved comparison, one after the other, and compares them.
 *
 * It ends with the first run that is not completed, or not made: what is whole until then is compared.
 *
 * @param execute - makes a run, and waits for its result; undefined when no more runs are wanted
 * @throws LoadError MB_COMPARISON when the loads differ or an option is not what it must be; whatever `execute` throws
 */
export async function compareTargets(
  execute: (run: PlannedRun) => Promise<RunResult | undefined>,
  a: ResolvedSpec,
  b: ResolvedSpec,
  options: CompareTargetsOptions = {},
): Promise<Comparison> {
  const { quads, ...rest } = options;
  const settings = toSettings(rest);
  // What the generator adds is judged by the percentiles that are looked at.
  const percentiles = [...settings.percentiles];
  const runs: ComparedRun[] = [];
  for (const planned of planComparison({ ...a, percentiles }, { ...b, percentiles }, quads)) {
    const result = await execute(planned);
    if (result === undefined) break;
    runs.push(toComparedRun(result, planned.side, settings, `run ${result.id}`));
    if (result.state !== "completed") break;
  }
  return compareRuns(runs, settings);
}
