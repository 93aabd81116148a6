import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { RESULT_FORMATS } from "../../engine/index.js";
import type { LoadOptions } from "../load/options.js";
import { UsageError, quoteTyped } from "../usage-error.js";

const BUNDLE_ENDING = ".bundle.json";
const ACCESS_LOG_ENDINGS = [".ndjson", ".jsonl"];

/** The flags that say where a run goes. */
export type Outputs = Pick<LoadOptions, "output" | "bundle" | "accessLog">;

/** @returns how many runs are wanted; 1 unless told otherwise. @throws UsageError */
export function parseRepeat(typed: string | undefined): number {
  if (typed === undefined) return 1;
  if (/^[1-9]\d{0,2}$|^1000$/.test(typed)) return Number(typed);
  throw new UsageError(
    `--repeat is ${quoteTyped(typed)}; it must be a whole number from 1 to 1000`,
  );
}

/**
 * Where one of several runs goes: `out.json` becomes `out.1.json`, a folder holds `run.1.json`.
 *
 * @param runIndex - from 0
 * @returns what takes the place of `output`, `bundle` and `accessLog`
 */
export function numberedOutput({ output, bundle, accessLog }: Outputs, runIndex: number): Outputs {
  return {
    ...(output === undefined
      ? {}
      : { output: output.map((path) => numberedResult(path, runIndex)) }),
    ...(bundle === undefined ? {} : { bundle: numbered(bundle, runIndex) }),
    ...(accessLog === undefined ? {} : { accessLog: numberedLog(accessLog, runIndex) }),
  };
}

/** @returns whether a path is that of a folder, which takes a file for each of several runs */
function isFolder(path: string): boolean {
  return path.endsWith("/") || statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** A path that names no format is refused by the name that was typed. */
function numberedResult(path: string, runIndex: number): string {
  return isFolder(path) || endingOf(path) !== "" ? numbered(path, runIndex) : path;
}

/** Standard output stays what it is: it is refused for several runs. */
function numberedLog(path: string, runIndex: number): string {
  return path === "-" ? path : numbered(path, runIndex, ".ndjson");
}

function numbered(path: string, runIndex: number, endingInFolder = ".json"): string {
  const number = runIndex + 1;
  if (isFolder(path)) return join(path, `run.${number}${endingInFolder}`);
  const ending = endingOf(path);
  return `${path.slice(0, path.length - ending.length)}.${number}${ending}`;
}

/** Of several endings that fit the longest one counts, as with formats. */
function endingOf(path: string): string {
  const name = basename(path);
  const fitting = [
    BUNDLE_ENDING,
    ...ACCESS_LOG_ENDINGS,
    ...RESULT_FORMATS.flatMap(({ endings }) => endings),
  ].filter((ending) => name.endsWith(ending) && name !== ending);
  return fitting.reduce(
    (longest, ending) => (ending.length > longest.length ? ending : longest),
    "",
  );
}
