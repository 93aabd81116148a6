import { Option } from "commander";
import type { Command } from "commander";
import type { CompareFlags } from "../compare/compare-flags.js";
import { addLoadOptionsOfCompare } from "../load/options.js";

const EXAMPLES = `
Examples:
  Is the new version slower? 10 quads of 10 s, interleaved, under the same load:
    mesh-bench compare http://old.example/ http://new.example/ -r 500 -d 10s

  The median and the p99 within 2 %, every result and a chart kept:
    mesh-bench compare http://old.example/ http://new.example/ -r 500 \\
      --quads 24 --percentiles 50,99 --margin 2% --keep runs -o intervals.svg

  The same again, of the results that were kept:
    mesh-bench compare --a runs/a --b runs/b --percentiles 50,99 --margin 2%

Exit codes:
  0 no difference larger than the margin, 1 a target could not be reached,
  2 bad usage, 3 a difference was found, 4 inconclusive, 5 too few runs are left
  because the generator was invalid, 130 interrupted before a quad was whole
`;

const GROUP = "The comparison:";
const FLAGS: readonly (readonly [flags: string, description: string])[] = [
  ["--quads <n>", "quads of runs, each A B B A or B A A B as drawn (default: 10)"],
  ["--percentiles <list>", "percentiles to compare, all declared here (default: 50,90,99)"],
  ["--margin <percent>", "a difference up to this is none to speak of (default: 5%)"],
  ["--view <name>", "latency to compare: outcome, response or service (default: outcome)"],
  ["--a <results...>", "in place of URLs: results of A, files or folders"],
  ["--b <results...>", "in place of URLs: results of B, files or folders"],
  ["--keep <folder>", "keep the result of every run, in the folders a and b of this one"],
  ["--json <file|->", "write the comparison as JSON; -: to standard output, and nothing else"],
  ["-o, --output <file>", "write it in the format of its ending: .json, or .svg for the chart"],
];

/** Adds `mesh-bench compare [urlA] [urlB]`. */
export function registerCompare(program: Command): void {
  const compare = program
    .command("compare")
    .summary("say whether one target is slower than another one")
    .description(
      "Loads two targets in turn, interleaved so that drift cancels, and says of each percentile whether B is slower, faster or the same within a margin, or that the runs can't tell.",
    )
    .argument("[urlA]", "what was: http:// or https:// address of a target")
    .argument("[urlB]", "what is asked about: address of the other one");
  for (const [syntax, description] of FLAGS) {
    compare.addOption(new Option(syntax, description).helpGroup(GROUP));
  }
  addLoadOptionsOfCompare(compare);
  compare
    .addHelpText("after", EXAMPLES)
    .action(async (a: string | undefined, b: string | undefined, flags: CompareFlags) => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { runCompare } = await import("../compare/run-compare.js");
      const urls = [a, b].filter((url) => url !== undefined);
      process.exitCode = await runCompare(urls, flags);
    });
}
