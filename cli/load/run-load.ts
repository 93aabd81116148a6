import { Engine, withFloor } from "../../engine/index.js";
import type { ResolvedSpec } from "../../engine/index.js";
import { EXIT_INTERRUPTED } from "../exit-codes.js";
import { measureFloor } from "../floor/measure-floor.js";
import { deliver } from "./deliver.js";
import { exitCodeOf } from "./exit-code.js";
import type { LoadOptions } from "./options.js";
import { readSpec } from "./read-spec.js";
import { writeWhole } from "./result-file.js";
import { viewFor, watch } from "./watch.js";

/**
 * Does what `mesh-bench load` was asked for, from the flags to the printed result.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started, Error when a floor was asked for and can't be measured
 */
export async function runLoad(url: string, options: LoadOptions): Promise<number> {
  const { spec, inFlagWords } = await readSpec(url, options);
  return withEngine(spec, async (engine) => {
    const floor =
      options.floor === true
        ? await inFlagWords(() => measureFloor(engine, spec, options))
        : undefined;
    if (floor?.wasInterrupted === true) return EXIT_INTERRUPTED;
    const run = await inFlagWords(() => engine.start(spec));
    const { result, wasInterrupted } = await watch(run, viewFor(options));
    deliver(floor === undefined ? result : withFloor(result, floor.result), options);
    if (options.bundle !== undefined)
      writeWhole(options.bundle, JSON.stringify(await run.bundle()));
    return exitCodeOf(result, wasInterrupted);
  });
}

/** Lends out an engine that is large enough for one run of this spec, and closes it. */
export async function withEngine<T>(
  spec: ResolvedSpec,
  action: (engine: Engine) => Promise<T>,
): Promise<T> {
  const engine = new Engine(engineSize(spec));
  try {
    return await action(engine);
  } finally {
    await engine.close();
  }
}

/** One run: as many threads as it asks for, or as many as "auto" makes of this machine. */
function engineSize({ workers }: ResolvedSpec): { maxRuns: number; workers?: number } {
  return workers === "auto" ? { maxRuns: 1 } : { maxRuns: 1, workers };
}
