import { RESULT_FORMATS, formatForPath } from "../../engine/index.js";
import type { ResultFormat } from "../../engine/index.js";
import { UsageError, quoteTyped } from "../usage-error.js";

/** @returns the format that a file's ending names. @throws UsageError when it names none */
export function formatOf(path: string): ResultFormat {
  const format = formatForPath(path);
  if (format !== undefined) return format;
  throw wrongEnding(
    path,
    RESULT_FORMATS.flatMap((each) => each.endings),
  );
}

/** @returns what is said of a file whose ending names none of the formats */
export function wrongEnding(path: string, endings: readonly string[]): UsageError {
  return new UsageError(
    `--output is ${quoteTyped(path)}; its ending must be ${endings.slice(0, -1).join(", ")} or ${endings.at(-1) ?? ""}`,
  );
}
