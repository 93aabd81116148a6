import { compareTargets, maskSecrets } from "../../engine/index.js";
import type { Comparison, PlannedRun } from "../../engine/index.js";
import { EXIT_FAILED, EXIT_INTERRUPTED } from "../exit-codes.js";
import { withInterruption } from "../interruption.js";
import type { Interruption } from "../interruption.js";
import { withEngine } from "../load/run-load.js";
import { say } from "../load/say.js";
import { toCompareOptions } from "./compare-flags.js";
import type { CompareFlags } from "./compare-flags.js";
import { comparisonExitCode } from "./comparison-exit-code.js";
import type { Headings } from "./comparison-lines.js";
import { deliverComparison } from "./deliver-comparison.js";
import { createKeepFolder } from "./keep-results.js";
import { readSpecs } from "./read-specs.js";
import type { Specs, Urls } from "./read-specs.js";
import { planLines } from "./run-line.js";
import { RunMaker } from "./run-maker.js";

/**
 * Makes the runs of an interleaved comparison, with a line for each, and says what they found.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started
 */
export async function compareLive(urls: Urls, flags: CompareFlags): Promise<number> {
  const options = toCompareOptions(flags);
  const specs = await readSpecs(urls, flags);
  if (flags.keep !== undefined) createKeepFolder(flags.keep);
  const tell = progressFor(flags);
  for (const line of planLines(specs, options.quads)) tell(line);
  const { quads, view = "outcome" } = options;
  return withInterruption((interruption) =>
    withEngine(specs.a, async (engine) => {
      const rules = { quads, view, keep: flags.keep, interruption, tell };
      const maker = new RunMaker(engine, specs, rules);
      const make = (planned: PlannedRun) => maker.make(planned);
      const comparison = await compareTargets(make, specs.a, specs.b, options);
      const ending = endingOf(comparison, maker, interruption);
      if (ending === undefined) deliverComparison(comparison, headingsOf(specs), flags);
      else say(ending.reason);
      return ending?.exitCode ?? comparisonExitCode(comparison);
    }),
  );
}

/** Why there is no comparison to speak of. */
interface Ending {
  readonly exitCode: number;
  readonly reason: string;
}

function endingOf(
  { quadCount }: Comparison,
  { failure }: RunMaker,
  { hasCome }: Interruption,
): Ending | undefined {
  if (failure !== undefined) return { exitCode: EXIT_FAILED, reason: failure };
  if (!hasCome || quadCount !== 0) return undefined;
  const reason = "interrupted before a quad of runs was whole, and believable";
  return { exitCode: EXIT_INTERRUPTED, reason };
}

function headingsOf({ a, b }: Pick<Specs, "a" | "b">): Headings {
  return { spec: a, a: maskSecrets(a).target.url, b: maskSecrets(b).target.url };
}

/** @returns prints a line on standard error, unless nothing is to be printed */
function progressFor({ quiet }: CompareFlags): (line: string) => void {
  return (line) => {
    if (quiet !== true) process.stderr.write(`${line}\n`);
  };
}
