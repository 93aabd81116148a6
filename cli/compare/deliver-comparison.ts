import { extname } from "node:path";
import { comparisonChart } from "../../engine/index.js";
import type { Comparison } from "../../engine/index.js";
import { EXIT_INVALID } from "../exit-codes.js";
import { assertJsonWritable, jsonText, writeJson } from "../load/json-file.js";
import { wrongEnding } from "../load/output-format.js";
import { printLines } from "../load/print-lines.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
import { say } from "../load/say.js";
import type { CompareFlags } from "./compare-flags.js";
import { comparisonExitCode } from "./comparison-exit-code.js";
import { comparisonLines } from "./comparison-lines.js";
import type { Headings } from "./comparison-lines.js";

const FORMATS: Readonly<Record<string, (comparison: Comparison) => string>> = {
  ".json": jsonText,
  ".svg": comparisonChart,
};

/** Refuses files that could not be written at the end. @throws UsageError */
export function assertDeliverable({ json, output }: CompareFlags): void {
  assertJsonWritable(json);
  if (output === undefined) return;
  if (FORMATS[extname(output)] === undefined) {
    throw wrongEnding(output, Object.keys(FORMATS));
  }
  assertWritable("--output", output);
}

/** Writes a comparison to where the flags ask for it, and prints it. */
export function deliverComparison(
  comparison: Comparison,
  headings: Headings,
  { json, output, quiet }: CompareFlags,
): void {
  if (output !== undefined) {
    const format = FORMATS[extname(output)] ?? jsonText;
    writeWhole(output, format(comparison));
  }
  writeJson(json, comparison);
  if (json !== "-" && quiet !== true) {
    printLines((columns) => comparisonLines(comparison, headings, columns));
  }
  for (const warning of quiet === true ? [] : comparison.warnings) say(`warning: ${warning}`);
  sayFault(comparison);
}

/** What a script should notice even when nobody reads the table. */
function sayFault(comparison: Comparison): void {
  if (comparisonExitCode(comparison) !== EXIT_INVALID) return;
  const fault = comparison.leftOut.find(({ code }) => code === "generatorInvalid");
  say(`too few runs count, because the generator was invalid: ${fault?.message ?? ""}`);
}
