import type { RunResult } from "../../engine/index.js";
import { EXIT_DONE, EXIT_FAILED, EXIT_INTERRUPTED, EXIT_INVALID } from "../exit-codes.js";

/** @returns what a finished run means to a script; contract: 1 before 5 */
export function exitCodeOf(result: RunResult, wasInterrupted: boolean): number {
  if (result.state === "failed") return EXIT_FAILED;
  if (wasInterrupted && result.requests.planned === 0) return EXIT_INTERRUPTED;
  return result.generator.verdict === "invalid" ? EXIT_INVALID : EXIT_DONE;
}
