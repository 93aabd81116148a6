import type { RunResult } from "../../engine/index.js";
import {
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_INCONCLUSIVE,
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_NOT_MET,
} from "../exit-codes.js";

/** @returns what a finished run means to a script; contract: 1 before 5 before 3 before 4 */
export function exitCodeOf(result: RunResult, wasInterrupted: boolean): number {
  if (result.state === "failed") return EXIT_FAILED;
  if (wasInterrupted && result.requests.planned === 0) return EXIT_INTERRUPTED;
  if (result.generator.verdict === "invalid") return EXIT_INVALID;
  return objectivesCodeOf(result);
}

/** Whoever has a run end early on a condition wants to hear of it, objective or not. */
function objectivesCodeOf({ slo, abort }: RunResult): number {
  if (abort !== undefined || slo.some(({ verdict }) => verdict === "failed")) return EXIT_NOT_MET;
  return slo.some(({ verdict }) => verdict === "inconclusive") ? EXIT_INCONCLUSIVE : EXIT_DONE;
}
