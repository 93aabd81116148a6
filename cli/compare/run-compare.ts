import { UsageError, quoteTyped } from "../usage-error.js";
import type { CompareFlags } from "./compare-flags.js";
import { compareLive } from "./compare-live.js";
import { compareStored } from "./compare-stored.js";
import { assertDeliverable } from "./deliver-comparison.js";

/** What stored results can be asked. */
const FLAGS_OF_STORED: ReadonlySet<string> = new Set([
  "a",
  "b",
  "margin",
  "view",
  "percentiles",
  "json",
  "output",
  "quiet",
]);

/**
 * Does what `mesh-bench compare` was asked for: with two URLs it makes the runs, with two sets of results it has them.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when it can't be done as typed
 */
export async function runCompare(urls: readonly string[], flags: CompareFlags): Promise<number> {
  assertDeliverable(flags);
  const isStored = flags.a !== undefined || flags.b !== undefined;
  if (isStored) {
    assertNothingOfLive(urls, flags);
    return compareStored(flags.a ?? [], flags.b ?? [], flags);
  }
  const [a, b] = urls;
  if (a === undefined || b === undefined) {
    throw new UsageError(
      "two targets are wanted: mesh-bench compare <urlA> <urlB>, or results of both: --a <files> --b <files>",
    );
  }
  return compareLive({ a, b }, flags);
}

function assertNothingOfLive([url]: readonly string[], flags: CompareFlags): void {
  const { a, b } = flags;
  if (url !== undefined) {
    throw new UsageError(
      `the URL ${quoteTyped(url)} and stored results are given; it takes either two URLs, or --a and --b`,
    );
  }
  if (a === undefined || b === undefined) {
    const [given, missing] = a === undefined ? ["--b", "--a"] : ["--a", "--b"];
    throw new UsageError(`${given} has results and ${missing} has none; both sides need some`);
  }
  const unused = Object.keys(flags).find((name) => !FLAGS_OF_STORED.has(name));
  if (unused === undefined) return;
  throw new UsageError(`${flagOf(unused)} is of no use with --a and --b: their runs are made`);
}

/** `warmup` is `--warmup`, `queueTimeout` is `--queue-timeout`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
