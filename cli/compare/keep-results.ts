import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { PlannedRun, RunResult } from "../../engine/index.js";
import { jsonText } from "../load/json-file.js";
import { writeWhole } from "../load/result-file.js";
import { UsageError, quoteTyped } from "../usage-error.js";

const SIDES = ["a", "b"] as const;

/**
 * Makes a folder for the results of both sides, `a` and `b` in it: what `--a` and `--b` take.
 *
 * @throws UsageError when it can't be made, or has something in it: results of two comparisons would be taken for one
 */
export function createKeepFolder(folder: string): void {
  try {
    for (const side of SIDES) mkdirSync(join(folder, side), { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`--keep is ${quoteTyped(folder)}, which can't be made: ${reason}`, {
      cause,
    });
  }
  if (SIDES.every((side) => readdirSync(join(folder, side)).length === 0)) return;
  throw new UsageError(
    `--keep is ${quoteTyped(folder)}; it must be a new folder: this one has results in it`,
  );
}

/** Writes a result to where {@link createKeepFolder} has made room: `a/quad-01-run-4.json`. */
export function keepResult(folder: string, planned: PlannedRun, result: RunResult): void {
  const { side, quadIndex, positionIndex } = planned;
  const quad = String(quadIndex + 1).padStart(2, "0");
  const name = `quad-${quad}-run-${positionIndex + 1}.json`;
  writeWhole(join(folder, side, name), jsonText(result));
}
