import { extname } from "node:path";
import { capacityChart, capacityCsv } from "../../engine/index.js";
import type { CapacityReport } from "../../engine/index.js";
import { assertJsonWritable, jsonText, writeJson } from "../load/json-file.js";
import { wrongEnding } from "../load/output-format.js";
import { printLines } from "../load/print-lines.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
import { say } from "../load/say.js";
import type { CapacityFlags } from "./capacity-flags.js";
import { capacitySummary } from "./capacity-summary.js";

const FORMATS: Readonly<Record<string, (report: CapacityReport) => string>> = {
  ".json": jsonText,
  ".svg": capacityChart,
  ".csv": capacityCsv,
};

/** Refuses files that could not be written at the end. @throws UsageError */
export function assertDeliverable({ json, output }: CapacityFlags): void {
  assertJsonWritable(json);
  if (output === undefined) return;
  if (FORMATS[extname(output)] === undefined) throw wrongEnding(output, Object.keys(FORMATS));
  assertWritable("--output", output);
}

/** Writes what a search has found to where the flags ask for it, and prints it. */
export function deliverCapacity(
  report: CapacityReport,
  { json, output, quiet }: CapacityFlags,
): void {
  if (output !== undefined) {
    const format = FORMATS[extname(output)] ?? jsonText;
    writeWhole(output, format(report));
  }
  writeJson(json, report);
  if (json !== "-" && quiet !== true && report.probes.length > 0) {
    printLines((columns) => capacitySummary(report, columns));
  }
  if (report.state === "failed") say(report.reason ?? "the search failed");
  else if (report.answer.conclusion === "generatorLimited") say(report.answer.reason);
}
