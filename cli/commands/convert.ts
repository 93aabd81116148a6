import type { Command } from "commander";
import type { ConvertOptions } from "../convert/run-convert.js";

const EXAMPLES = `
Formats (--to): json, yaml, csv, csv-run, hgrm, hlog, prometheus, smp, junit,
                fortio, html
Sources (--from): json, fortio, k6, wrk2, hgrm

Examples:
  A result for fortio's report page:
    mesh-bench convert run.json --to fortio -o run.fortio.json

  What fortio, k6 and wrk2 have measured, as results of ours:
    mesh-bench convert saved.json --to json
    mesh-bench convert summary.json -o k6-run.json
    wrk2 -R 1000 --latency http://127.0.0.1:8081/ > wrk2.txt
    mesh-bench convert wrk2.txt -o wrk2-run.json

  A percentile text of another tool, which does not say its unit:
    mesh-bench convert latencies.hgrm --unit us --to json

Exit codes:
  0 converted, 1 the file could not be written, 2 bad usage or a bad file
`;

/** Adds `mesh-bench convert <file>`. */
export function registerConvert(program: Command): void {
  program
    .command("convert")
    .summary("a result in another format, or of another tool")
    .description(
      "Writes a result in another format, and reads those of fortio, k6, wrk2 and HdrHistogram. What a format can't hold is said on standard error; what a tool does not tell is null in the result, and named there.",
    )
    .argument("<file>", "a result, of mesh-bench or of another tool")
    .option("--from <source>", "what the file is; default: what it looks like")
    .option("--to <format>", "the format to write; default: that of --output's ending")
    .option("-o, --output <file>", "where to write; default: to standard output")
    .option("--unit <us|ms|ns>", "what the values of a percentile text are")
    .option("--quiet", "print nothing but errors")
    .addHelpText("after", EXAMPLES)
    .action(async (path: string, options: ConvertOptions) => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { runConvert } = await import("../convert/run-convert.js");
      await runConvert(path, options);
    });
}
