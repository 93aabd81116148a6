import { RandomSource } from "../../engine/core/index.js";
import { naturalLog } from "../../engine/core/random/index.js";
import {
  differencePValue,
  estimateOfMean,
  holmPValues,
} from "../../engine/core/statistics/index.js";
import type { ComparedRun } from "../../engine/decide/comparison/comparison.js";
import { RUNS_PER_QUAD } from "../../engine/decide/comparison/quad-place.js";
import { PERCENTILES, virtualRuns } from "./virtual-experiment.js";
import type { VirtualExperiment } from "./virtual-experiment.js";

const ALPHA = 0.05;
/** Student's t of so many degrees is the normal distribution, but for the third digit. */
const NORMAL_DEGREES = 1000;
const RESAMPLE_COUNT = 1000;

/** Says whether runs differ. */
export type Rule = (runs: readonly ComparedRun[], seed: number) => boolean;

/** Counts seeds for which a rule finds a difference. */
export function countFlagged(experiment: VirtualExperiment, seedCount: number, rule: Rule): number {
  let count = 0;
  for (let seed = 0; seed < seedCount; seed++) {
    if (rule(virtualRuns(experiment, seed), seed)) count++;
  }
  return count;
}

/** Student's t over quads, of one percentile. */
export const studentOnly: Rule = (runs) => pValueOf(logRatios(runs, 50)) <= ALPHA;

/** The same for each percentile by itself: any of them will do. */
export const withoutHolm: Rule = (runs) =>
  PERCENTILES.some((percentile) => pValueOf(logRatios(runs, percentile)) <= ALPHA);

/** With Holm, but as if the quads' own scatter were known: z for t. */
export const normalForStudent: Rule = (runs) => {
  const pValues = PERCENTILES.map((percentile) => {
    const estimate = estimateOfMean(logRatios(runs, percentile));
    return differencePValue({ ...estimate, degrees: NORMAL_DEGREES });
  });
  return holmPValues(pValues).some((pValue) => pValue <= ALPHA);
};

/** With Holm and Student's t, whatever the order of the runs was. */
export const inAnyOrder: Rule = (runs) => {
  const pValues = PERCENTILES.map((percentile) => pValueOf(logRatios(runs, percentile)));
  return holmPValues(pValues).some((pValue) => pValue <= ALPHA);
};

/** The first few runs of each side, drawn again and again with replacement: where 95 % of the differences of their means lie. */
export function bootstrapOf(runCount: number): Rule {
  return (runs, seed) => {
    const random = new RandomSource(seed, 1);
    const [a, b] = (["a", "b"] as const).map((side) =>
      runs
        .filter((run) => run.side === side)
        .slice(0, runCount)
        .map((run) => logOf(run, 50)),
    );
    const differences = Array.from(
      { length: RESAMPLE_COUNT },
      () => resampledMean(b ?? [], random) - resampledMean(a ?? [], random),
    ).sort((first, second) => first - second);
    const tail = Math.floor((ALPHA / 2) * RESAMPLE_COUNT);
    return (differences[tail] ?? 0) > 0 || (differences.at(-1 - tail) ?? 0) < 0;
  };
}

function resampledMean(values: readonly number[], random: RandomSource): number {
  const drawn = values.map(() => values[Math.floor(random.nextUniform() * values.length)] ?? 0);
  return drawn.reduce((sum, value) => sum + value, 0) / values.length;
}

function pValueOf(values: readonly number[]): number {
  return differencePValue(estimateOfMean(values));
}

/** One for each four runs, in whatever order they were. */
function logRatios(runs: readonly ComparedRun[], percentile: number): readonly number[] {
  const ratios: number[] = [];
  for (let from = 0; from < runs.length; from += RUNS_PER_QUAD) {
    const ofB = runs
      .slice(from, from + RUNS_PER_QUAD)
      .map((run) => (run.side === "b" ? 0.5 : -0.5) * logOf(run, percentile));
    ratios.push(ofB.reduce((sum, value) => sum + value, 0));
  }
  return ratios;
}

function logOf(run: ComparedRun, percentile: number): number {
  return naturalLog(Number(run.percentiles[String(percentile)]));
}
