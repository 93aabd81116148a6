import { Engine, LoadError, parseRunSpec } from "../../engine/index.js";
import type { ResolvedSpec, Run, RunResult } from "../../engine/index.js";
import { printable } from "../printable.js";
import { UsageError } from "../usage-error.js";
import { hasOwnRates, hasPlannedRate } from "./arrivals-flag.js";
import { assertConsistent } from "./contradictions.js";
import { exitCodeOf } from "./exit-code.js";
import { inFlagWords } from "./flag-issues.js";
import { Interrupts } from "./interrupts.js";
import { paintLine } from "./line.js";
import { columnsOf } from "./live-screen.js";
import type { LoadOptions } from "./options.js";
import { paintFor } from "./paint.js";
import { assertKnownEnding, assertWritable, writeWhole } from "./result-file.js";
import { toRunSpecInput } from "./run-spec-input.js";
import { RATE_KEYS_HINT, RateKeys } from "./rate-keys.js";
import { readStdin } from "./stdin.js";
import { reasonText, summaryLines } from "./summary.js";
import { LiveView, PlainView, silentView } from "./views.js";
import type { View } from "./views.js";

const WIDEST_SUMMARY_COLUMNS = 100;

/**
 * Does what `mesh-bench load` was asked for, from the flags to the printed result.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started
 */
export async function runLoad(url: string, options: LoadOptions): Promise<number> {
  assertConsistent(url, options);
  assertFiles(options);
  sayWhatIsUnused(options);
  const input = await toRunSpecInput(url, options, readStdin);
  const inWords = <T>(action: () => T): T => withFlagWords(action, url, options);
  const spec = inWords(() => parseRunSpec(input));
  const engine = new Engine(engineSize(spec));
  try {
    const run = inWords(() => engine.start(spec));
    const { result, wasInterrupted } = await watch(run, viewFor(options));
    deliver(result, options);
    return exitCodeOf(result, wasInterrupted);
  } finally {
    await engine.close();
  }
}

function assertFiles({ json, output }: LoadOptions): void {
  if (output !== undefined) {
    assertKnownEnding(output);
    assertWritable("--output", output);
  }
  if (json !== undefined && json !== "-") assertWritable("--json", json);
}

/** Shapes with rates of their own may come with the flag that means the open model: harmless, but not to be passed over. */
function sayWhatIsUnused(options: LoadOptions): void {
  const { arrivals = "", rate = "", quiet } = options;
  if (quiet === true || !hasOwnRates(arrivals) || !hasPlannedRate(options)) return;
  say(`--rate ${rate} is not used: --arrivals ${arrivals} has rates of its own`);
}

function withFlagWords<T>(action: () => T, url: string, options: LoadOptions): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof LoadError) || error.issues.length === 0) throw error;
    throw new UsageError(inFlagWords(error, url, options), { cause: error });
  }
}

/** One run: as many threads as it asks for, or as many as "auto" makes of this machine. */
function engineSize({ workers }: ResolvedSpec): { maxRuns: number; workers?: number } {
  return workers === "auto" ? { maxRuns: 1 } : { maxRuns: 1, workers };
}

function viewFor({ quiet }: LoadOptions): View {
  if (quiet === true) return silentView;
  const { stderr, env } = process;
  if (!stderr.isTTY || env["TERM"] === "dumb") return new PlainView((text) => stderr.write(text));
  return new LiveView(stderr, paintFor(stderr, env));
}

interface Watched {
  readonly result: RunResult;
  readonly wasInterrupted: boolean;
}

async function watch(run: Run, view: View): Promise<Watched> {
  const interrupts = new Interrupts(
    run,
    (text) => {
      view.say(text);
    },
    () => {
      view.close();
    },
  );
  const keys = rateKeysFor(run, view);
  try {
    // Together: a result that fails must not leave us waiting for frames that never come.
    const [result] = await Promise.all([run.result, view.follow(run)]);
    return { result, wasInterrupted: interrupts.hasCome };
  } finally {
    keys?.close();
    interrupts.close();
    view.close();
  }
}

/** Keys are for a live view whose input is a terminal too, and a run with a plan. */
function rateKeysFor(run: Run, view: View): RateKeys | undefined {
  if (!(view instanceof LiveView) || !process.stdin.isTTY) return undefined;
  if (run.status.spec.load.model === "closed") return undefined;
  view.hint = RATE_KEYS_HINT;
  return new RateKeys(process.stdin, run, (text) => {
    view.say(text);
  });
}

function deliver(result: RunResult, { json, output, quiet }: LoadOptions): void {
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

function say(text: string): void {
  process.stderr.write(`mesh-bench: ${printable(text)}\n`);
}
