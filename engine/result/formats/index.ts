import { basename } from "node:path";
import type { ResultFormat } from "./format.js";
import { jsonFormat } from "./json.js";

export type { FormatName, ResultFormat, WrittenFormat } from "./format.js";

/** All formats that a result can be written in, the whole one first. */
export const RESULT_FORMATS: readonly ResultFormat[] = [jsonFormat];

/**
 * The format that a file's name asks for, by its ending.
 *
 * @param path - with or without folders; an ending alone names no file
 * @returns that of the longest ending that fits; undefined when none does
 */
export function formatForPath(path: string): ResultFormat | undefined {
  const name = basename(path);
  let longest = "";
  let found: ResultFormat | undefined;
  for (const format of RESULT_FORMATS) {
    for (const ending of format.endings) {
      if (!name.endsWith(ending) || name === ending || ending.length <= longest.length) continue;
      longest = ending;
      found = format;
    }
  }
  return found;
}

/** @returns the format of this name; undefined when there is none */
export function formatNamed(name: string): ResultFormat | undefined {
  return RESULT_FORMATS.find((format) => format.name === name);
}
