import { compareWithTargetLog, readRunResult } from "../../engine/index.js";
import type { Truth } from "../../engine/index.js";
import { assertJsonWritable, writeJson } from "../load/json-file.js";
import { printLines } from "../load/print-lines.js";
import { say } from "../load/say.js";
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
  assertJsonWritable(json);
  const result = await readRunResult(resultPath);
  const truth = await compareWithTargetLog(result, logPath);
  writeJson(json, { ...result, truth });
  if (json !== "-") printLines((columns) => truthLines(result, truth, columns));
  const doubt = doubtIn(truth);
  if (doubt !== null) say(`warning: the arrivals don't match: ${doubt}`);
}

function doubtIn({ arrivals }: Truth): string | null {
  return arrivals.kind === "matched" ? null : arrivals.reason;
}
