import { compareWithTargetLog, readRunResult } from "../../engine/index.js";
import type { Truth } from "../../engine/index.js";
import { printLines } from "../load/print-lines.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
import { printable } from "../printable.js";
import { truthLines } from "./truth-summary.js";

/** What `mesh-bench truth` may be told. */
export interface TruthOptions {
  /** A file, or `-` for standard output. */
  readonly json?: string;
}

/**
 * Holds a result against its target's log, and prints what is found.
 *
 * @throws UsageError or LoadError when one of the files is not what it should be
 */
export async function runTruth(
  resultPath: string,
  logPath: string,
  { json }: TruthOptions,
): Promise<void> {
  if (json !== undefined && json !== "-") assertWritable("--json", json);
  const result = await readRunResult(resultPath);
  const truth = await compareWithTargetLog(result, logPath);
  const text = `${JSON.stringify({ ...result, truth }, null, 2)}\n`;
  if (json === "-") process.stdout.write(text);
  else {
    if (json !== undefined) writeWhole(json, text);
    printLines((columns) => truthLines(result, truth, columns));
  }
  const doubt = doubtIn(truth);
  if (doubt !== null) {
    process.stderr.write(`mesh-bench: warning: the arrivals don't match: ${printable(doubt)}\n`);
  }
}

function doubtIn({ arrivals }: Truth): string | null {
  return arrivals.kind === "matched" ? null : arrivals.reason;
}
