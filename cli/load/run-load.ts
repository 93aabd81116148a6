import { Engine, withFloor } from "../../engine/index.js";
import type { ResolvedSpec, Run } from "../../engine/index.js";
import { EXIT_INTERRUPTED } from "../exit-codes.js";
import { measureFloor } from "../floor/measure-floor.js";
import { numberedOutput, parseRepeat } from "../repeat/repeat-flag.js";
import type { Outputs } from "../repeat/repeat-flag.js";
import { repeatRuns } from "../repeat/repeat-runs.js";
import { openAccessLog } from "./access-log-output.js";
import type { AccessLogOutput } from "./access-log-output.js";
import { deliver } from "./deliver.js";
import type { LoadOptions } from "./options.js";
import { readSpec } from "./read-spec.js";
import { writeWhole } from "./result-file.js";
import { settledCodeOf } from "./settled-code.js";
import type { Done } from "./settled-code.js";
import { viewFor, watch } from "./watch.js";

/**
 * Does what `mesh-bench load` was asked for, from the flags to the printed result.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started, Error when a floor was asked for and can't be measured
 */
export async function runLoad(url: string, options: LoadOptions): Promise<number> {
  const runCount = parseRepeat(options.repeat);
  const first = runCount === 1 ? options : { ...options, ...numberedOutput(options, 0) };
  const { spec, inFlagWords } = await readSpec(url, first);
  return withEngine(spec, async (engine) => {
    const floor =
      options.floor === true
        ? await inFlagWords(() => measureFloor(engine, spec, options))
        : undefined;
    if (floor?.wasInterrupted === true) return EXIT_INTERRUPTED;
    const runOnce = async (one: ResolvedSpec, outputs: Outputs): Promise<Done> => {
      const log = outputs.accessLog === undefined ? undefined : openAccessLog(outputs.accessLog);
      const run = await inFlagWords(() => startLogged(engine, one, log));
      const { result, wasInterrupted } = await watch(run, viewFor(options));
      if (outputs.bundle !== undefined)
        writeWhole(outputs.bundle, JSON.stringify(await run.bundle()));
      const whole = floor === undefined ? result : withFloor(result, floor.result);
      return { result: whole, wasInterrupted, log };
    };
    if (runCount > 1) return repeatRuns(spec, runCount, runOnce, options);
    const done = await runOnce(spec, options);
    deliver(done.result, options);
    return settledCodeOf(done);
  });
}

/** Starts a run whose log, if it has one, replaces an older one only when the run has begun. */
function startLogged(engine: Engine, spec: ResolvedSpec, log: AccessLogOutput | undefined): Run {
  if (log === undefined) return engine.start(spec);
  try {
    const run = engine.start(spec, { accessLog: log.stream });
    log.keep();
    return run;
  } catch (error) {
    log.discard();
    throw error;
  }
}

/** Lends out an engine that is large enough for one run of this spec at a time, and closes it. */
export async function withEngine<T>(
  spec: Pick<ResolvedSpec, "workers">,
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
function engineSize({ workers }: Pick<ResolvedSpec, "workers">): {
  maxRuns: number;
  workers?: number;
} {
  return workers === "auto" ? { maxRuns: 1 } : { maxRuns: 1, workers };
}
