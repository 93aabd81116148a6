import { UsageError } from "./options.js";
import { printedBy } from "./peers/installed.js";
import { reasonOf } from "./reason.js";

/** Progress for the person who waits, on standard error. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** @throws Error naming the commands that are not on the PATH */
export function assertCommands(names: readonly string[]): void {
  const missing = names.filter((name) => printedBy(name, ["--version"]) === undefined);
  if (missing.length > 0) {
    throw new Error(`missing: ${missing.join(", ")}; scripts/bench-packages.sh installs them`);
  }
}

/** Runs a bench with the command line's words, until it ends or is interrupted; sets the exit code. */
export async function runEntry(
  run: (argv: readonly string[], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => {
      stop.abort();
    });
  }
  try {
    await run(process.argv.slice(2), stop.signal);
  } catch (error) {
    say(stop.signal.aborted ? "bench: stopped, nothing written" : `bench: ${reasonOf(error)}`);
    process.exitCode = stop.signal.aborted ? 130 : error instanceof UsageError ? 2 : 1;
  }
}
