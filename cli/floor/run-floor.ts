import { FLOOR_WARMUP } from "../../engine/index.js";
import { deliver } from "../load/deliver.js";
import { exitCodeOf } from "../load/exit-code.js";
import type { LoadOptions } from "../load/options.js";
import { readSpec } from "../load/read-spec.js";
import { withEngine } from "../load/run-load.js";
import { viewFor } from "../load/watch.js";
import { watchNullRun, withNullTarget } from "./measure-floor.js";

/** Stands for the null target until it listens; the flags of `floor` say nothing of a target. */
const URL_TO_COME = "http://127.0.0.1/null";

/**
 * Does what `mesh-bench floor` was asked for: the load of `mesh-bench load`, against the null target.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started, Error when the null target fails
 */
export async function runFloor(options: LoadOptions): Promise<number> {
  const { warmup = FLOOR_WARMUP } = options;
  const { spec, inFlagWords } = await readSpec(URL_TO_COME, { ...options, warmup });
  return withNullTarget((target) =>
    withEngine(spec, async (engine) => {
      const aimed = { ...spec, target: { ...spec.target, url: target.url } };
      const run = await inFlagWords(() => engine.start(aimed));
      const { result, wasInterrupted } = await watchNullRun(run, target, viewFor(options));
      deliver(result, options);
      return exitCodeOf(result, wasInterrupted);
    }),
  );
}
