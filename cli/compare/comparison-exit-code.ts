import { assertNever } from "../../engine/index.js";
import type { Comparison } from "../../engine/index.js";
import { EXIT_NOT_MET, EXIT_DONE, EXIT_INCONCLUSIVE, EXIT_INVALID } from "../exit-codes.js";

/** @returns what a comparison means to a script; contract: 5 before 3 before 4 */
export function comparisonExitCode(comparison: Comparison): number {
  const { verdict } = comparison;
  switch (verdict) {
    case "equivalent":
      return EXIT_DONE;
    case "slower":
    case "faster":
    case "mixed":
      return EXIT_NOT_MET;
    case "inconclusive":
      return isGeneratorsFault(comparison) ? EXIT_INVALID : EXIT_INCONCLUSIVE;
    default:
      return assertNever(verdict);
  }
}

/** Too little is left because runs were invalid: more of them on this machine would not help. */
function isGeneratorsFault({ percentiles, leftOut }: Comparison): boolean {
  const isTooLittle = percentiles.some(
    ({ reason }) => reason?.code === "tooFewQuads" || reason?.code === "tooFewRuns",
  );
  return isTooLittle && leftOut.some(({ code }) => code === "generatorInvalid");
}
