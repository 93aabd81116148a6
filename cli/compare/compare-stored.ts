import { compareResults, readRunResult } from "../../engine/index.js";
import type { RunResult } from "../../engine/index.js";
import { toCompareOptions } from "./compare-flags.js";
import type { CompareFlags } from "./compare-flags.js";
import { comparisonExitCode } from "./comparison-exit-code.js";
import type { Headings } from "./comparison-lines.js";
import { deliverComparison } from "./deliver-comparison.js";
import { resultFilesOf } from "./result-files.js";

interface StoredResult {
  readonly path: string;
  readonly result: RunResult;
}

/**
 * Compares results that are kept in files.
 *
 * @param a - files and folders
 * @param b - files and folders
 * @returns the exit code
 * @throws UsageError or LoadError when they can't be read, or can't be compared
 */
export async function compareStored(
  a: readonly string[],
  b: readonly string[],
  flags: CompareFlags,
): Promise<number> {
  const [ofA, ofB] = [await readAll("--a", a), await readAll("--b", b)];
  const paths = new Map([...ofA, ...ofB].map(({ path, result }) => [result, path]));
  const results = (stored: readonly StoredResult[]) => stored.map(({ result }) => result);
  const comparison = compareResults(results(ofA), results(ofB), {
    ...toCompareOptions(flags),
    nameOf: (result) => paths.get(result) ?? result.id,
  });
  deliverComparison(comparison, headingsOf(results(ofA), results(ofB)), flags);
  return comparisonExitCode(comparison);
}

async function readAll(flag: string, paths: readonly string[]): Promise<readonly StoredResult[]> {
  const stored: StoredResult[] = [];
  for (const path of resultFilesOf(flag, paths)) {
    stored.push({ path, result: await readRunResult(path) });
  }
  return stored;
}

/** The comparison has refused sides that are empty. */
function headingsOf(a: readonly RunResult[], b: readonly RunResult[]): Headings {
  const spec = a[0]?.spec;
  return { spec, a: targetsText(a), b: targetsText(b) };
}

/** Runs of one side may have gone to several replicas. */
function targetsText(results: readonly RunResult[]): string {
  const urls = [...new Set(results.map(({ spec }) => spec.target.url))];
  const more = urls.length > 1 ? ` and ${urls.length - 1} more` : "";
  return `${urls[0] ?? ""}${more}`;
}
