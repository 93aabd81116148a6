import { Engine } from "../../engine/index.js";
import type { ResolvedSpec } from "../../engine/index.js";
import { deliver } from "./deliver.js";
import { exitCodeOf } from "./exit-code.js";
import type { LoadOptions } from "./options.js";
import { readSpec } from "./read-spec.js";
import { viewFor, watch } from "./watch.js";

/**
 * Does what `mesh-bench load` was asked for, from the flags to the printed result.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started
 */
export async function runLoad(url: string, options: LoadOptions): Promise<number> {
  const { spec, inFlagWords } = await readSpec(url, options);
  return withEngine(spec, async (engine) => {
    const run = await inFlagWords(() => engine.start(spec));
    const { result, wasInterrupted } = await watch(run, viewFor(options));
    deliver(result, options);
    return exitCodeOf(result, wasInterrupted);
  });
}

/** Lends out an engine that is large enough for one run of this spec, and closes it. */
async function withEngine<T>(
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
