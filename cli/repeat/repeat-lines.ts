import {
  NOTHING,
  countText,
  loadText,
  percentText,
  percentileName,
  plural,
  rateText,
  requestText,
  timeText,
} from "../../engine/index.js";
import type { RepeatsSummary, RunResult } from "../../engine/index.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";
import { entry, joinParts, tableHead, tableLine } from "../load/summary-layout.js";
import { printable } from "../printable.js";

/**
 * Repeated runs for people: each percentile's range over the runs, and what became of each run.
 *
 * @param columns - where long texts are broken; the table needs 79
 */
export function repeatLines(
  results: readonly RunResult[],
  { latency }: RepeatsSummary,
  columns: number,
): readonly Line[] {
  const [first] = results;
  if (first === undefined) return [];
  const fewest = Math.min(...results.map((result) => result.latency.outcome.count));
  return [
    [segment(printable(requestText(first.spec)), "strong")],
    [segment(`${loadText(first.spec)} · ${plural(results.length, "run")}`, "quiet")],
    [],
    ...tableHead("Outcome over runs", ["median", "min", "max", "CV of runs"]),
    ...Object.entries(latency.outcome).map(([name, range]) =>
      tableLine(percentileName(name, fewest), [
        timeText(range?.medianNs ?? null),
        timeText(range?.minNs ?? null),
        timeText(range?.maxNs ?? null),
        range?.cvPercent == null ? NOTHING : percentText(range.cvPercent),
      ]),
    ),
    [],
    ...results.flatMap((result, at) =>
      entry(at === 0 ? "Runs" : "", runText(result, at + 1), columns),
    ),
  ];
}

function runText(
  { id, spec, requests, rate, generator, state }: RunResult,
  number: number,
): string {
  const unsuccessful = requests.planned - requests.completed;
  return joinParts([
    `${number}: ${id}`,
    `seed ${spec.seed}`,
    `achieved ${rateText(rate.achievedPerSecond)}`,
    ...(unsuccessful === 0 ? [] : [`${countText(unsuccessful)} not successful`]),
    ...(state === "completed" ? [] : [state]),
    generator.verdict,
  ]);
}
