import { rangeOf } from "../percentile-range.js";
import type { ComparedRun, Comparison, PercentileComparison } from "./comparison.js";
import { countRuns } from "./counted-runs.js";
import type { CountedRuns } from "./counted-runs.js";
import { effectOn, runsIn } from "./effect.js";
import { CONFIDENCE, judge, overallOf } from "./judge.js";
import type { ComparisonSettings } from "./settings.js";

/** Compares the runs of two sides. */
export function compareRuns(
  runs: readonly ComparedRun[],
  { percentiles, marginPercent, view }: ComparisonSettings,
): Comparison {
  const counted = countRuns(runs);
  const seed = seedOf(runs);
  const effects = percentiles.map((percentile) => effectOn(String(percentile), counted, seed ?? 0));
  const findings = judge(effects, marginPercent);
  const { a, b } = runsIn(counted);
  const compared = findings.map((finding, at): PercentileComparison => {
    const percentile = percentiles[at] ?? Number.NaN;
    const valuesOf = (side: readonly ComparedRun[]) =>
      side.map(({ percentiles: values }) => values[String(percentile)]);
    return { percentile, a: rangeOf(valuesOf(a)), b: rangeOf(valuesOf(b)), ...finding };
  });
  return {
    schema: "mesh-bench/comparison/v1",
    verdict: overallOf(compared.map(({ verdict }) => verdict)),
    design: counted.design,
    view,
    marginPercent,
    confidence: CONFIDENCE,
    seed,
    quadCount: counted.design === "quads" ? counted.quads.length : null,
    runCount: { a: a.length, b: b.length },
    percentiles: compared,
    leftOut: counted.leftOut,
    warnings: warningsOf(counted, [...a, ...b]),
    runs,
  };
}

/** Of several comparisons put together, the first one's. */
function seedOf(runs: readonly ComparedRun[]): number | null {
  return runs[0]?.place?.seed ?? null;
}

function warningsOf(counted: CountedRuns, runs: readonly ComparedRun[]): readonly string[] {
  const suspectCount = runs.filter(({ generatorVerdict }) => generatorVerdict === "suspect").length;
  return [
    ...(counted.design === "quads" ? [] : [unpairedWarning(runs)]),
    ...(suspectCount === 0
      ? []
      : [`the generator is suspect in ${suspectCount} of the ${runs.length} runs that count`]),
  ];
}

function unpairedWarning(runs: readonly ComparedRun[]): string {
  const without = runs.find(({ place }) => place === null);
  const which = without === undefined ? "" : `, such as ${without.id}`;
  return `runs that were not interleaved${which}: whatever drifted between the two sets is in the difference, and was not cancelled`;
}
