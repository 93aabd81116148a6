import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runEntry, say } from "../entry.js";
import { UsageError } from "../options.js";
import { renderTable } from "../render.js";
import { equivalenceTable, otherRulesTable, powerTable, sameTable } from "./tables.js";

const DEFAULT_OUT = fileURLToPath(new URL("../../../bench/COMPARISON.md", import.meta.url));
const SEEDS = 1000;

interface ComparisonBenchOptions {
  readonly seedCount: number;
  /** Absent: printed only. */
  readonly out: string | undefined;
}

/** Fewer seeds than all never replace the whole table. */
function parseOptions(argv: readonly string[]): ComparisonBenchOptions {
  const options = { seeds: { type: "string" }, out: { type: "string" } } as const;
  const { seeds, out } = parseArgs({ args: [...argv], options }).values;
  if (seeds === undefined) return { seedCount: SEEDS, out: out ?? DEFAULT_OUT };
  if (/^[1-9]\d{1,4}$/.test(seeds)) return { seedCount: Number(seeds), out };
  throw new UsageError(`--seeds is "${seeds}"; it must be a whole number from 10 to 99999`);
}

const HOW_TO_READ = [
  "Virtual experiments: a run is a logarithm of time with normal noise of the given CV, half of it common to the run's " +
    "percentiles, half of each percentile's own; `correlation` is that of the noise with the run before. Five percentiles are " +
    "declared. The runs go through the same code as those of `mesh-bench compare`.",
  "Drifts: `line`: each run is 1 % slower than the one before. `settling`: 20 % slower at first, and over with a time constant " +
    "of 8 runs. `everyFourth`: every fourth run takes 5 % longer.",
  "Bars are those of a rule that errs in 5 of 100, and of one that finds 90 of 100, at 2.5 standard errors of so many experiments.",
];

async function run(argv: readonly string[]): Promise<void> {
  const { seedCount, out } = parseOptions(argv);
  const same = sameTable(seedCount);
  say("A/A: done");
  const power = powerTable(seedCount);
  say("power: done");
  const equivalence = equivalenceTable(seedCount);
  say("equivalence: done");
  const others = otherRulesTable(seedCount);
  const text = `${[
    "# How far a comparison can be believed",
    "Written by `npm run bench:comparison`; edits are lost with its next run. Nothing here depends on the speed of the " +
      `machine. Experiments in each row: ${seedCount}, with the seeds from 0 on.`,
    HOW_TO_READ.map((line) => `- ${line}`).join("\n"),
    "## A target that is compared with itself",
    renderTable(same.table),
    "## A target that is 5 % slower",
    renderTable(power.table),
    "- With 3 quads no verdict is given: `found` is 0 there, and the bar is on Student's t of one percentile.",
    "## Equivalence, with a margin of 5 %",
    renderTable(equivalence.table),
    "- A difference that is known to be below the margin is called equivalent, also where it is certain that there is one.",
    "## A target that is compared with itself by other rules",
    renderTable(others),
  ].join("\n\n")}\n`;
  process.stdout.write(text);
  if (out === undefined) say("fewer seeds, and no --out: printed only, no file written");
  else {
    writeFileSync(out, text);
    say(`written: ${out}`);
  }
  if (same.missedCount + power.missedCount + equivalence.missedCount > 0) process.exitCode = 1;
  return Promise.resolve();
}

await runEntry(run);
