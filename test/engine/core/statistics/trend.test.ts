import t from "tap";
import { RandomSource, drawExponential } from "../../../../engine/core/index.js";
import { studentCentralProbability, testTrend } from "../../../../engine/core/statistics/index.js";

t.test("testTrend", async (t) => {
  await t.test("is Spearman's correlation with time, and its t", async (t) => {
    // Ranks 0, 2, 1, 3, 4 against 0 … 4: 1 − 6 × 2 ÷ (5 × 24) = 0.9; t = 0.9 √(3 ÷ 0.19).
    const { rankCorrelation, pValue } = testTrend([1, 30, 20, 400, 5000]);
    t.ok(Math.abs(rankCorrelation - 0.9) < 1e-12);
    const expected = 1 - studentCentralProbability(0.9 * Math.sqrt(3 / 0.19), 3);
    t.ok(Math.abs(pValue - expected) < 1e-12);
    // Published for n = 5, ρ = 0.9: p = 0.037.
    t.ok(Math.abs(pValue - 0.037) < 0.001);
  });

  await t.test("shares ranks among equal values", async (t) => {
    // Ranks 0.5, 0.5, 2.5, 2.5: products 4, squares 4 and 5.
    const { rankCorrelation } = testTrend([7, 7, 9, 9]);
    t.ok(Math.abs(rankCorrelation - 4 / Math.sqrt(4 * 5)) < 1e-12);
  });

  await t.test("knows the two extremes, and no trend in equal values", async (t) => {
    t.match(testTrend([1, 2, 4, 8, 16]), { rankCorrelation: 1, pValue: 0 });
    t.match(testTrend([5, 4, 3, 2, 1]), { rankCorrelation: -1, pValue: 0 });
    t.strictSame(testTrend([3, 3, 3, 3]), { rankCorrelation: 0, pValue: 1 });
  });

  await t.test("is not moved by how far an outlier lies out", async (t) => {
    const values = [3, 1, 4, 2, 6, 5, 7, 9];
    const far = values.map((value) => (value === 9 ? 9e9 : value));
    t.strictSame(testTrend(far), testTrend(values));
  });

  await t.test("takes as many trendless series for a trend as its p-value says", async (t) => {
    const runs = 4000;
    for (const length of [10, 40]) {
      const pValues = Array.from({ length: runs }, (_, seed) => {
        const random = new RandomSource(seed, length);
        return testTrend(Array.from({ length }, () => drawExponential(random))).pValue;
      });
      for (const level of [0.01, 0.05, 0.5]) {
        const share = pValues.filter((pValue) => pValue < level).length / runs;
        const deviation = Math.sqrt((level * (1 - level)) / runs);
        t.ok(Math.abs(share - level) < 4 * deviation, `${share} of ${level}, length ${length}`);
      }
    }
  });
});
