import type { Command } from "commander";
import type { ReportOptions } from "../report/run-report.js";

const EXAMPLES = `
Examples:
  mesh-bench report run.json                    writes run.html
  mesh-bench report run.json -o /srv/www/7.html
  mesh-bench report run.json -o - | gzip > run.html.gz

Exit codes:
  0 written, 2 bad usage: the result can't be read, or is none
`;

/** Adds `mesh-bench report <result>`. */
export function registerReport(program: Command): void {
  program
    .command("report")
    .summary("make a page of a result, with charts")
    .description(
      "Writes a result as one HTML file: tables, charts, the spec, and the result itself. It needs no network and no JavaScript, and prints well.",
    )
    .argument(
      "<result>",
      "a result that mesh-bench load has kept (-o, --json, --bundle), or a report of one",
    )
    .option(
      "-o, --output <file|->",
      "where to write it; -: to standard output (default: beside the result, as .html)",
    )
    .addHelpText("after", EXAMPLES)
    .action(async (resultPath: string, options: ReportOptions) => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { runReport } = await import("../report/run-report.js");
      await runReport(resultPath, options);
    });
}
