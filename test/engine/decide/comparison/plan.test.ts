import t from "tap";
import { planComparison } from "../../../../engine/decide/comparison/plan.js";
import { orderOfQuad, placeOf } from "../../../../engine/decide/comparison/quad-place.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";

const A = OPEN_RESULT.spec;
const B = { ...A, seed: 99, target: { ...A.target, url: "http://127.0.0.1:9/" } };

t.test("planComparison", async (t) => {
  await t.test("draws the order of each quad, the same for the same seed", async (t) => {
    const orders = Array.from({ length: 200 }, (_, quad) => orderOfQuad(7, quad));
    const count = orders.filter((order) => order === "ABBA").length;
    t.ok(Math.abs(count - 100) < 4 * Math.sqrt(50), `${count} of 200 are ABBA`);
    const planned = planComparison(A, B, 200).filter(({ positionIndex }) => positionIndex === 0);
    t.strictSame(
      planned.map(({ order }) => order),
      orders,
    );
  });

  await t.test("sends each run where its side is, in that order", async (t) => {
    for (const { side, order, positionIndex, spec } of planComparison(A, B, 20)) {
      t.equal(side.toUpperCase(), order[positionIndex]);
      t.equal(spec.target.url, (side === "a" ? A : B).target.url);
    }
  });

  await t.test(
    "lets both sides of a quad meet the same arrivals, and every quad others",
    async (t) => {
      const planned = planComparison(A, B, 5);
      const seedsOf = (wanted: string) =>
        planned.filter(({ side }) => side === wanted).map(({ spec }) => spec.seed);
      t.strictSame(seedsOf("a"), seedsOf("b"));
      t.equal(new Set(seedsOf("a")).size, 10);
    },
  );

  await t.test("tells the place in labels, beside those that are given", async (t) => {
    const labelled = { ...A, labels: { stage: "test" } };
    const [, second] = planComparison(labelled, { ...B, labels: { stage: "test" } }, 2);
    const labels = second?.spec.labels ?? {};
    t.match(labels, { stage: "test", "compare.quad": "1", "compare.position": "2" });
    t.match(placeOf(labels), { seed: 7, quadIndex: 0, positionIndex: 1 });
  });

  for (const { name, b, quads, says } of [
    {
      name: "different loads",
      b: { ...B, connections: 3 },
      quads: 1,
      says: "connections is not the same in both specs; only the target's address may differ",
    },
    {
      name: "no quads",
      b: B,
      quads: 0,
      says: "quads is 0; it must be a whole number from 1 to 1000",
    },
    { name: "a part of one", b: B, quads: 1.5, says: "quads is 1.5; it must be a whole number" },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      t.throws(() => planComparison(A, b, quads), { code: "MB_COMPARISON" });
      try {
        planComparison(A, b, quads);
      } catch (error) {
        t.ok((error as Error).message.startsWith(says), (error as Error).message);
      }
    });
  }
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
