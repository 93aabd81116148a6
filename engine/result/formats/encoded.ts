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

/**
 * Reads a histogram of a result that may come from a file.
 *
 * @param field - where it is in the result
 * @throws LoadError MB_RESULT_FORMAT if it is none, or has another unit or precision than ours
 */
export function readEncoded<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError(
      "MB_RESULT_FORMAT",
      `${field} is no histogram of nanoseconds as a result has it: ${reason}`,
      { cause },
    );
  }
}
