import { floorSpecOf } from "../../engine/index.js";
import type { Engine, ResolvedSpec, Run } from "../../engine/index.js";
import type { LoadOptions } from "../load/options.js";
import { stopRun } from "../load/stop-run.js";
import { LiveView, PlainView, silentView } from "../load/views.js";
import type { View } from "../load/views.js";
import { viewFor, watch } from "../load/watch.js";
import type { Watched } from "../load/watch.js";
import { openNullTarget } from "./null-target.js";
import type { NullTarget } from "./null-target.js";

const FAILED = "the floor could not be measured: ";
const NOTE = "Measuring the floor: the same load against a null target on the loopback.";

/**
 * Measures the floor of a run, before the run.
 *
 * @throws Error in one line when it can't be measured; LoadError when the run itself could not be started
 */
export async function measureFloor(
  engine: Engine,
  spec: ResolvedSpec,
  options: LoadOptions,
): Promise<Watched> {
  return withNullTarget(async (target) => {
    const run = engine.start(floorSpecOf(spec, target.url));
    const watched = await watchNullRun(run, target, floorViewFor(options));
    const { state, reason = "it failed" } = watched.result;
    if (state === "failed") throw new Error(`${FAILED}${reason}`);
    return watched;
  });
}

/** Lends out a null target, and ends it. @throws Error in one line when it can't be started */
export async function withNullTarget<T>(action: (target: NullTarget) => Promise<T>): Promise<T> {
  const target = await openNullTarget().catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${FAILED}the null target did not start (${reason})`, { cause: error });
  });
  try {
    return await action(target);
  } finally {
    await target.close();
  }
}

/** Watches a run against the null target. @throws Error in one line when the target dies under it */
export async function watchNullRun(run: Run, target: NullTarget, view: View): Promise<Watched> {
  void target.died.then(() => {
    stopRun(run, "abort");
  });
  const watched = await watch(run, view);
  if (target.death === undefined) return watched;
  throw new Error(`${FAILED}the null target has ended early (${target.death})`);
}

/** A log has one line of it: lines per interval are those of the run that follows. */
function floorViewFor(options: LoadOptions): View {
  const view = viewFor(options);
  if (view instanceof LiveView) view.hint = NOTE;
  if (!(view instanceof PlainView)) return view;
  view.say(NOTE);
  return {
    ...silentView,
    say: (text) => {
      view.say(text);
    },
  };
}
