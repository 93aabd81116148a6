import type { Command } from "commander";
import type { TruthOptions } from "../truth/run-truth.js";

const EXAMPLES = `
Example, the target in the background:
  mesh-bench target --log target.csv & sleep 1
  mesh-bench load http://127.0.0.1:8081/ -r 1000 -d 10s -o run.json
  kill %1; wait %1          the log is whole when its target has ended
  mesh-bench truth run.json target.csv

Exit codes:
  0 compared, with a warning where the arrivals don't match, 2 bad usage: one of
  the files can't be read, is not what it should be, or is not of that run
`;

/** Adds `mesh-bench truth <result> <log>`. */
export function registerTruth(program: Command): void {
  program
    .command("truth")
    .summary("compare a result with what its target saw")
    .description(
      "Holds the result of a run against the log that its target wrote: the arrivals against the plan, and the reported times against the true ones.",
    )
    .argument("<result>", "a result that mesh-bench load has kept (-o, --json)")
    .argument("<log>", "the log of the target (mesh-bench target --log), which has ended")
    .option(
      "--json <file|->",
      "write the result with its truth block as JSON; -: to standard output",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (resultPath: string, logPath: string, options: TruthOptions) => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { runTruth } = await import("../truth/run-truth.js");
      await runTruth(resultPath, logPath, options);
    });
}
