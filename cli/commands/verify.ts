import type { Command } from "commander";
import type { VerifyOptions } from "../verify/run-verify.js";

const EXAMPLES = `
Example:
  mesh-bench load http://127.0.0.1:8081/ -r 1000 --bundle run.bundle.json
  mesh-bench verify run.bundle.json

Exit codes:
  0 every figure comes out again, 2 bad usage: the file can't be read or is no
  bundle, 3 a figure is another one, or the books, the plan or the analysis
  plan don't hold
`;

/** Adds `mesh-bench verify <bundle>`. */
export function registerVerify(program: Command): void {
  program
    .command("verify")
    .summary("compute a bundled run's figures again")
    .description(
      "Computes every figure of a run again, from the histograms and counts that its bundle holds, and compares them bit for bit; and holds them against the run's books, its planned arrivals and its analysis plan.",
    )
    .argument("<bundle>", "a bundle that mesh-bench load has kept (--bundle)")
    .option("--json <file|->", "write what was found as JSON; -: to standard output")
    .option("--quiet", "print nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, options: VerifyOptions) => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { runVerify } = await import("../verify/run-verify.js");
      process.exitCode = await runVerify(path, options);
    });
}
