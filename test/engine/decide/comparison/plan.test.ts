import t from "tap";
import { planComparison } from "../../../../engine/decide/comparison/plan.js";
import type { PlannedRun } from "../../../../engine/decide/comparison/plan.js";
import { orderOfQuad, placeOf } from "../../../../engine/decide/comparison/quad-place.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";

const A = OPEN_RESULT.spec;
const B = { ...A, seed: 99, target: { ...A.target, url: "http://127.0.0.1:9/" } };

/** @returns the runs of so many quads */
function planRuns(a: typeof A, b: typeof A, quadCount: number): readonly PlannedRun[] {
  const planQuad = planComparison(a, b);
  return Array.from({ length: quadCount }, (_, quadIndex) => planQuad(quadIndex)).flat();
}

t.test("planComparison", async (t) => {
  await t.test("draws the order of each quad, the same for the same seed", async (t) => {
    const orders = Array.from({ length: 200 }, (_, quad) => orderOfQuad(7, quad));
    const count = orders.filter((order) => order === "ABBA").length;
    t.ok(Math.abs(count - 100) < 4 * Math.sqrt(50), `${count} of 200 are ABBA`);
    const planned = planRuns(A, B, 200).filter(({ positionIndex }) => positionIndex === 0);
    t.strictSame(
      planned.map(({ order }) => order),
      orders,
    );
  });

  await t.test("sends each run where its side is, in that order", async (t) => {
    for (const { side, order, positionIndex, spec } of planRuns(A, B, 20)) {
      t.equal(side.toUpperCase(), order[positionIndex]);
      t.equal(spec.target.url, (side === "a" ? A : B).target.url);
    }
  });

  await t.test(
    "lets both sides of a quad meet the same arrivals, and every quad others",
    async (t) => {
      const planned = planRuns(A, B, 5);
      const seedsOf = (wanted: string) =>
        planned.filter(({ side }) => side === wanted).map(({ spec }) => spec.seed);
      t.strictSame(seedsOf("a"), seedsOf("b"));
      t.equal(new Set(seedsOf("a")).size, 10);
    },
  );

  await t.test("tells the place in labels, beside those that are given", async (t) => {
    const labelled = { ...A, labels: { stage: "test" } };
    const [, second] = planRuns(labelled, { ...B, labels: { stage: "test" } }, 2);
    const labels = second?.spec.labels ?? {};
    t.match(labels, { stage: "test", "compare.quad": "1", "compare.position": "2" });
    t.match(placeOf(labels), { seed: 7, quadIndex: 0, positionIndex: 1 });
  });

  await t.test("refuses different loads", (t) => {
    t.throws(() => planComparison(A, { ...B, connections: 3 }), {
      code: "MB_COMPARISON",
      message: "connections is not the same in both specs; only the target's address may differ",
    });
    t.end();
  });
});

t.test("placeOf", async (t) => {
  const labels = {
    "compare.id": "c",
    "compare.seed": "7",
    "compare.quad": "2",
    "compare.position": "4",
  };
  t.strictSame(placeOf(labels), { comparisonId: "c", seed: 7, quadIndex: 1, positionIndex: 3 });
  for (const wrong of [
    {},
    { ...labels, "compare.seed": "x" },
    { ...labels, "compare.quad": "0" },
    { ...labels, "compare.position": "5" },
  ]) {
    t.equal(placeOf(wrong), null, JSON.stringify(wrong));
  }
});
