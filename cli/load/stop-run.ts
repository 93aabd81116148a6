import { LoadError } from "../../engine/core/index.js";
import type { Run, StopMode } from "../../engine/core/index.js";

/** Ends a run early; one that has ended by itself meanwhile is left as it is: its result is what was asked for. */
export function stopRun(run: Run, mode: StopMode): void {
  try {
    run.stop(mode);
  } catch (error) {
    if (!(error instanceof LoadError && error.code === "MB_RUN_STATE")) throw error;
  }
}
