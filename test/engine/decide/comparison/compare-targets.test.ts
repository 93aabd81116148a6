import t from "tap";
import type { Verdict } from "../../../../engine/core/index.js";
import { compareTargets } from "../../../../engine/decide/comparison/compare-targets.js";
import type { Comparison } from "../../../../engine/decide/comparison/comparison.js";
import type { PlannedRun } from "../../../../engine/decide/comparison/plan.js";
import { resultWith } from "../../../fixtures/comparisons.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";

const A = OPEN_RESULT.spec;
const B = { ...A, target: { ...A.target, url: "http://127.0.0.1:9/" } };

/** Makes a comparison of runs that are as the script says of each. */
async function compareAs(
  quads: number,
  verdictOf: (planned: PlannedRun) => Verdict,
): Promise<Comparison> {
  let runIndex = 0;
  const execute = (planned: PlannedRun) =>
    Promise.resolve(
      resultWith(
        `run-${runIndex++}`,
        { "50": 1e6 },
        {
          spec: planned.spec,
          labels: planned.spec.labels,
          generator: { ...OPEN_RESULT.generator, verdict: verdictOf(planned) },
        },
      ),
    );
  return compareTargets(execute, A, B, { quads, percentiles: [50] });
}

/** @returns how many runs each quad has */
function runsByQuad({ runs }: Comparison): readonly number[] {
  const counts: number[] = [];
  for (const { place } of runs) {
    const quadIndex = place?.quadIndex ?? Number.NaN;
    counts[quadIndex] = (counts[quadIndex] ?? 0) + 1;
  }
  return counts;
}

t.test("compareTargets", async (t) => {
  await t.test("makes as many quads as are asked for", async (t) => {
    const comparison = await compareAs(6, () => "valid");
    t.strictSame(runsByQuad(comparison), [4, 4, 4, 4, 4, 4]);
    t.match(comparison, { quadCount: 6, leftOut: [] });
  });

  await t.test("lets suspect runs count", async (t) => {
    t.match(await compareAs(5, () => "suspect"), { quadCount: 5, leftOut: [] });
  });

  await t.test(
    "leaves a quad with its first invalid run, and makes another one at the end",
    async (t) => {
      const comparison = await compareAs(5, ({ quadIndex, positionIndex }) =>
        quadIndex === 1 && positionIndex === 2 ? "invalid" : "valid",
      );
      t.strictSame(runsByQuad(comparison), [4, 3, 4, 4, 4, 4]);
      t.match(comparison, { quadCount: 5, leftOut: [{ code: "generatorInvalid" }] });
      t.equal(comparison.leftOut.length, 1);
    },
  );

  await t.test("makes half as many again at most, where the generator keeps failing", async (t) => {
    for (const [quads, begun] of [
      [1, 2],
      [5, 8],
      [10, 15],
    ] as const) {
      const comparison = await compareAs(quads, () => "invalid");
      t.strictSame(runsByQuad(comparison), Array<number>(begun).fill(1), `${quads} quads`);
      t.match(comparison, { verdict: "inconclusive", quadCount: 0 });
      t.equal(comparison.leftOut.length, begun);
    }
  });

  await t.test("refuses what is no number of quads before a run is made", async (t) => {
    for (const [quads, text] of [
      [0, "0"],
      [1.5, "1.5"],
      [1001, "1001"],
    ] as const) {
      await t.rejects(
        compareTargets(() => t.fail("a run was made") as never, A, B, { quads }),
        {
          code: "MB_COMPARISON",
          message: `quads is ${text}; it must be a whole number from 1 to 1000`,
        },
      );
    }
  });
});
