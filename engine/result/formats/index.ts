import { basename } from "node:path";
import { csvRunFormat } from "./csv-run.js";
import { csvFormat } from "./csv.js";
import type { ResultFormat } from "./format.js";
import { fortioFormat } from "./fortio.js";
import { hgrmFormat } from "./hgrm.js";
import { hlogFormat } from "./hlog.js";
import { htmlFormat } from "./html/html.js";
import { jsonFormat } from "./json.js";
import { junitFormat } from "./junit.js";
import { prometheusFormat } from "./prometheus.js";
import { smpFormat } from "./smp.js";
import { yamlFormat } from "./yaml.js";

export type { FormatName, ResultFormat, WrittenFormat } from "./format.js";

/** All formats that a result can be written in, the whole ones first. */
export const RESULT_FORMATS: readonly ResultFormat[] = [
  jsonFormat,
  yamlFormat,
  csvFormat,
  csvRunFormat,
  hgrmFormat,
  hlogFormat,
  prometheusFormat,
  smpFormat,
  junitFormat,
  fortioFormat,
  htmlFormat,
];

const LONGEST_ENDING_FIRST = RESULT_FORMATS.flatMap((format) =>
  format.endings.map((ending) => ({ ending, format })),
).sort((a, b) => b.ending.length - a.ending.length);

/**
 * The format that a file's name asks for, by its ending.
 *
 * @param path - with or without folders; an ending alone names no file
 * @returns that of the longest ending that fits; undefined when none does
 */
export function formatForPath(path: string): ResultFormat | undefined {
  const name = basename(path);
  const fits = (ending: string): boolean => name.endsWith(ending) && name !== ending;
  return LONGEST_ENDING_FIRST.find(({ ending }) => fits(ending))?.format;
}

/** @returns the format of this name; undefined when there is none */
export function formatNamed(name: string): ResultFormat | undefined {
  return RESULT_FORMATS.find((format) => format.name === name);
}
