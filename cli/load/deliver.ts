import type { RunResult, SloVerdict } from "../../engine/index.js";
import type { LoadOptions } from "./options.js";
import { writeJson } from "./json-file.js";
import { printLines } from "./print-lines.js";
import { reasonText } from "./reason-text.js";
import { formatOf } from "./output-format.js";
import { writeWhole } from "./result-file.js";
import { say } from "./say.js";
import { summaryLines } from "./summary.js";

/** Writes a result to where the flags ask for it, and prints its summary. */
export function deliver(result: RunResult, options: LoadOptions): void {
  const { json, output = [], quiet } = options;
  for (const path of output) writeInFormat(result, path, quiet === true);
  writeJson(json, result);
  // A run that never began has nothing to summarize: its reason is the whole story.
  const hasStory = result.state !== "failed" || result.requests.planned > 0;
  if (!isOutputTaken(options) && quiet !== true && hasStory) {
    printLines((columns) => summaryLines(result, columns));
  }
  printRemark(result, quiet === true);
}

/** Standard output is for the result, or for the access log, and nothing else. */
function isOutputTaken({ json, accessLog }: LoadOptions): boolean {
  return json === "-" || accessLog === "-";
}

function writeInFormat(result: RunResult, path: string, isQuiet: boolean): void {
  const { text, lost } = formatOf(path).write(result);
  writeWhole(path, text);
  if (isQuiet) return;
  for (const sentence of lost) say(`${path}: ${sentence}`);
}

/** What a script should notice even when nobody reads the summary: at most one line, on standard error. */
function printRemark(result: RunResult, isQuiet: boolean): void {
  const { state, reason, generator } = result;
  const cause = generator.reasons.find(({ severity }) => severity === generator.verdict);
  const because = cause === undefined ? "" : `: ${reasonText(cause)}`;
  if (state === "failed") say(reason ?? "the run failed");
  else if (generator.verdict === "invalid") say(`the result is invalid${because}`);
  else if (!sayObjectives(result) && generator.verdict === "suspect" && !isQuiet)
    say(`warning: the result is suspect${because}`);
}

/** @returns whether there was anything to say: of what has ended the run, or of an objective that was not met or not decided */
function sayObjectives({ slo, abort, reason }: RunResult): boolean {
  const expressionsOf = (wanted: SloVerdict): string =>
    slo
      .filter(({ verdict }) => verdict === wanted)
      .map(({ expression }) => expression)
      .join(", ");
  const failed = expressionsOf("failed");
  const undecided = expressionsOf("inconclusive");
  if (abort !== undefined) say(reason ?? `aborted on ${abort.condition}`);
  else if (failed !== "") say(`not met: ${failed}`);
  else if (undecided !== "") say(`inconclusive: ${undecided}`);
  return abort !== undefined || failed !== "" || undecided !== "";
}
