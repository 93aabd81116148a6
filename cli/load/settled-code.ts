import { EXIT_FAILED } from "../exit-codes.js";
import type { AccessLogOutput } from "./access-log-output.js";
import { exitCodeOf } from "./exit-code.js";
import type { Watched } from "./watch.js";

/** A run that has ended, and what it still writes. */
export interface Done extends Watched {
  readonly log: AccessLogOutput | undefined;
}

/** Waits for what a run still writes. @returns its exit code; 1 when something that was asked for could not be written */
export async function settledCodeOf({ result, wasInterrupted, log }: Done): Promise<number> {
  const isWritten = log === undefined || (await log.settle(result));
  return isWritten ? exitCodeOf(result, wasInterrupted) : EXIT_FAILED;
}
