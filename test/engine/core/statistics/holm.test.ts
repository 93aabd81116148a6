import t from "tap";
import { holmPValues } from "../../../../engine/core/statistics/index.js";

t.test("holmPValues", async (t) => {
  for (const { name, pValues, expected } of [
    { name: "leaves one alone", pValues: [0.03], expected: [0.03] },
    { name: "counts the smallest for all of them", pValues: [0.01, 1], expected: [0.02, 1] },
    {
      // 4 × 0.005, 3 × 0.01, 2 × 0.03, and 0.04, which can't count for less than the one before.
      name: "keeps its place, and never falls",
      pValues: [0.01, 0.04, 0.03, 0.005],
      expected: [0.03, 0.06, 0.06, 0.02],
    },
    { name: "is at most 1", pValues: [0.9, 0.8], expected: [1, 1] },
    { name: "has nothing to say of nothing", pValues: [], expected: [] },
  ]) {
    await t.test(name, async (t) => {
      const found = holmPValues(pValues);
      t.equal(found.length, expected.length);
      found.forEach((value, at) => {
        t.ok(Math.abs(value - (expected[at] ?? -1)) < 1e-12, `${value} at ${at}`);
      });
    });
  }
});
