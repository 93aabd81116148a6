import type { RunResult } from "../../engine/index.js";
import { paintLine } from "./line.js";
import { columnsOf } from "./live-screen.js";
import type { LoadOptions } from "./options.js";
import { paintFor } from "./paint.js";
import { reasonText } from "./reason-text.js";
import { writeWhole } from "./result-file.js";
import { say } from "./say.js";
import { summaryLines } from "./summary.js";

const WIDEST_SUMMARY_COLUMNS = 100;

/** Writes a result to where the flags ask for it, and prints its summary. */
export function deliver(result: RunResult, { json, output, quiet }: LoadOptions): void {
  const text = `${JSON.stringify(result, null, 2)}\n`;
  if (output !== undefined) writeWhole(output, text);
  if (json === "-") process.stdout.write(text);
  else if (json !== undefined) writeWhole(json, text);
  // A run that never began has nothing to summarize: its reason is the whole story.
  const hasStory = result.state !== "failed" || result.requests.planned > 0;
  if (json !== "-" && quiet !== true && hasStory) printSummary(result);
  printRemark(result, quiet === true);
}

function printSummary(result: RunResult): void {
  const { stdout, env } = process;
  // Whatever is no terminal has no columns either, and gets the default.
  const columns = Math.min(columnsOf(stdout), WIDEST_SUMMARY_COLUMNS);
  const paint = paintFor(stdout, env);
  const lines = summaryLines(result, columns).map((line) => paintLine(line, Infinity, paint));
  stdout.write(`${lines.join("\n")}\n`);
}

/** What a script should notice even when nobody reads the summary: at most one line, on standard error. */
function printRemark(result: RunResult, isQuiet: boolean): void {
  const { state, reason, generator } = result;
  const cause = generator.reasons.find(({ severity }) => severity === generator.verdict);
  const because = cause === undefined ? "" : `: ${reasonText(cause)}`;
  if (state === "failed") say(reason ?? "the run failed");
  else if (generator.verdict === "invalid") say(`the result is invalid${because}`);
  else if (generator.verdict === "suspect" && !isQuiet)
    say(`warning: the result is suspect${because}`);
}
