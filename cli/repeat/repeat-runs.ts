import { repeatSeedOf, summarizeRepeats } from "../../engine/index.js";
import type { ResolvedSpec, RunResult } from "../../engine/index.js";
import { EXIT_INTERRUPTED } from "../exit-codes.js";
import { withInterruption } from "../interruption.js";
import { deliver } from "../load/deliver.js";
import { writeJson } from "../load/json-file.js";
import type { LoadOptions } from "../load/options.js";
import { printLines } from "../load/print-lines.js";
import { settledCodeOf } from "../load/settled-code.js";
import type { Done } from "../load/settled-code.js";
import { numberedOutput } from "./repeat-flag.js";
import type { Outputs } from "./repeat-flag.js";
import { repeatLines } from "./repeat-lines.js";
import { worstOf } from "./worst-exit-code.js";

/**
 * Makes runs of one spec, one after the other, keeps each result, and sums them up. A run that failed, or was interrupted, is
 * the last one.
 *
 * @param runOnce - makes a run, and shows it meanwhile
 * @returns the exit code: the worst of all runs
 */
export async function repeatRuns(
  spec: ResolvedSpec,
  runCount: number,
  runOnce: (spec: ResolvedSpec, outputs: Outputs) => Promise<Done>,
  options: LoadOptions,
): Promise<number> {
  const results: RunResult[] = [];
  const codes: number[] = [];
  await withInterruption(async (interruption) => {
    for (let runIndex = 0; runIndex < runCount && !interruption.hasCome; runIndex++) {
      const seed = repeatSeedOf(spec.seed, runIndex);
      tellRun(`Run ${runIndex + 1} of ${runCount}, seed ${seed}`, options);
      const outputs = numberedOutput(options, runIndex);
      const done = await runOnce({ ...spec, seed }, outputs);
      const { result, wasInterrupted } = done;
      // What nothing was measured in tells nothing of the runs before it.
      if (wasInterrupted && result.requests.planned === 0) break;
      deliver(result, { ...outputs, quiet: true });
      results.push(result);
      codes.push(await settledCodeOf(done));
      if (result.state === "failed") break;
    }
  });
  if (results.length === 0) return EXIT_INTERRUPTED;
  deliverSummary(results, options);
  return worstOf(codes);
}

function tellRun(line: string, { quiet }: LoadOptions): void {
  if (quiet !== true) process.stderr.write(`${line}\n`);
}

function deliverSummary(results: readonly RunResult[], { json, quiet }: LoadOptions): void {
  const summary = summarizeRepeats(results);
  const document = { schema: "mesh-bench/repeats/v1", summary, runs: results };
  writeJson(json, document);
  // A run that never began has nothing to sum up: its reason has been said.
  const hasStory = results.some(({ requests }) => requests.planned > 0);
  if (json !== "-" && quiet !== true && hasStory) {
    printLines((columns) => repeatLines(results, summary, columns));
  }
}
