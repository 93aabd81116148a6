import { STAGES, stageShareOf, stageText } from "../../engine/core/index.js";
import type { RunResult, StageName, TailAttribution } from "../../engine/core/index.js";
import { segment } from "./line.js";
import type { Line } from "./line.js";

const TITLE = "Where the tail's time went";
const LABEL_COLUMNS = TITLE.length + 1;
/** The narrowest column: `100 %` and what keeps it apart. */
const SHARE_COLUMNS = 7;
/** A part that rounds to less than this is not worth a table. */
const TOLD_SHARE = 0.005;

/**
 * What the time of the median's, the p99's and the last percentile's tail was spent on, in shares.
 *
 * @returns nothing when all of it was spent on waiting for the first byte, as nobody would doubt
 */
export function tailTable(result: RunResult): readonly Line[] {
  const tails = toldTails(result);
  if (!tails.some(([, tail]) => isWorthTelling(tail))) return [];
  const heads = STAGES.map((stage) => stageText(stage, result.load.model));
  const row = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padStart(Math.max(SHARE_COLUMNS, (heads[at]?.length ?? 0) + 2)))
      .join("");
  return [
    [segment(TITLE.padEnd(LABEL_COLUMNS), "strong"), segment(row(heads), "quiet")],
    ...tails.map(([name, tail]) => [
      segment(`  p${name}`.padEnd(LABEL_COLUMNS), "quiet"),
      segment(row(STAGES.map((stage) => shareText(tail, stage)))),
    ]),
  ];
}

function toldTails({ attribution, spec }: RunResult): (readonly [string, TailAttribution])[] {
  const last = Math.max(...spec.percentiles);
  const told = spec.percentiles.filter((each) => each === 50 || each === 99 || each === last);
  return [...new Set(told)]
    .sort((a, b) => a - b)
    .flatMap((percentile) => {
      const name = String(percentile);
      const tail = attribution?.percentiles[name] ?? null;
      return tail === null ? [] : [[name, tail] as const];
    });
}

function isWorthTelling(tail: TailAttribution): boolean {
  return STAGES.some((stage) => stage !== "firstByte" && stageShareOf(tail, stage) >= TOLD_SHARE);
}

function shareText(tail: TailAttribution, stage: StageName): string {
  const share = stageShareOf(tail, stage);
  return share > 0 && share < TOLD_SHARE ? "<1 %" : `${Math.round(100 * share)} %`;
}
