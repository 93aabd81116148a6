import { LoadError } from "../../core/errors.js";
import type { LatencyName, RunResult } from "../../core/frame.js";
import type { FormatName } from "./format.js";

/**
 * @returns the histogram of a latency as text
 * @throws LoadError MB_RESULT_FORMAT if the result has only its statistics
 */
export function encodedOf(result: RunResult, name: LatencyName, format: FormatName): string {
  const { encoded } = result.latency[name];
  if (encoded !== undefined) return encoded;
  throw new LoadError(
    "MB_RESULT_FORMAT",
    `latency.${name}.encoded is missing in the result ${result.id}; ${format} is made of that histogram`,
  );
}
