import t from "tap";
import { RandomSource, drawNormal } from "../../../../engine/core/index.js";
import {
  serialCorrelationScore,
  standardErrorOfShare,
  toIndependentBatches,
} from "../../../../engine/core/statistics/index.js";
import type { BatchSums } from "../../../../engine/core/statistics/index.js";

const EMPTY: BatchSums = { count: 0, hits: 0 };

/** Batches of 100 requests. */
function batchesOf(hits: readonly number[]): readonly BatchSums[] {
  return hits.map((each) => ({ count: 100, hits: each }));
}

/** Normal values of deviation 1, each with a correlation to the one before it. */
function correlatedNormals(seed: number, length: number, correlation: number): number[] {
  const random = new RandomSource(seed);
  let value = drawNormal(random);
  return Array.from({ length }, () => {
    value = correlation * value + Math.sqrt(1 - correlation ** 2) * drawNormal(random);
    return value;
  });
}

t.test("serialCorrelationScore", async (t) => {
  await t.test("is von Neumann's ratio in standard deviations", async (t) => {
    // Of 1, 2, 3, 4: steps 3, squared deviations 5; the ratio's deviation is 2√(2 ÷ 15).
    const expected = (2 - 3 / 5) / (2 * Math.sqrt(2 / 15));
    t.ok(Math.abs(serialCorrelationScore([1, 2, 3, 4]) - expected) < 1e-12);
    t.ok(serialCorrelationScore([1, 4, 2, 3, 1, 4]) < 0, "neighbours that differ score below 0");
  });

  await t.test("is standard normal for independent values", async (t) => {
    const runs = 2000;
    const scores = Array.from({ length: runs }, (_, seed) =>
      serialCorrelationScore(correlatedNormals(seed, 40, 0)),
    );
    const mean = scores.reduce((sum, score) => sum + score, 0) / runs;
    t.ok(Math.abs(mean) < 4 / Math.sqrt(runs), `mean ${mean}`);
    for (const { score, share } of [
      { score: 0.674, share: 0.25 },
      { score: 1.645, share: 0.05 },
    ]) {
      const above = scores.filter((each) => each > score).length / runs;
      const deviation = Math.sqrt((share * (1 - share)) / runs);
      t.ok(Math.abs(above - share) < 4 * deviation, `${above} of ${share} above ${score}`);
    }
  });

  await t.test("is 0 where there is nothing to compare", async (t) => {
    for (const values of [[], [1], [1, 2], [7, 7, 7, 7]]) {
      t.equal(serialCorrelationScore(values), 0, JSON.stringify(values));
    }
  });
});

t.test("standardErrorOfShare", async (t) => {
  await t.test("is that of a mean where all batches are of one size", async (t) => {
    // Shares 0.1, 0.2, 0.3, 0.4: variance 0.05 ÷ 3, of a mean of four 0.05 ÷ 12.
    const found = standardErrorOfShare(batchesOf([10, 20, 30, 40]));
    t.ok(Math.abs(found - Math.sqrt(0.05 / 12)) < 1e-12);
  });

  await t.test("weighs batches by their size", async (t) => {
    // Share 0.5; residuals −5, 5, 0: √(3 ÷ 2 × 50) ÷ 300.
    const batches = [
      { count: 100, hits: 45 },
      { count: 50, hits: 30 },
      { count: 150, hits: 75 },
    ];
    t.ok(Math.abs(standardErrorOfShare(batches) - Math.sqrt(75) / 300) < 1e-12);
  });

  await t.test("does not count batches that hold nothing", async (t) => {
    const batches = batchesOf([10, 20, 30, 40]);
    const found = standardErrorOfShare([EMPTY, ...batches, EMPTY, EMPTY]);
    t.equal(found, standardErrorOfShare(batches));
  });
});

t.test("toIndependentBatches", async (t) => {
  await t.test("leaves batches alone that have nothing to do with each other", async (t) => {
    const batches = batchesOf([10, 14, 11, 15, 9, 13, 12, 16, 10, 15, 9, 14]);
    t.match(toIndependentBatches(batches), { batches, mergedCount: 1, isCorrelated: false });
  });

  await t.test("merges neighbours that are alike, and loses nothing", async (t) => {
    const twice = [10, 14, 13, 9, 11, 16, 15, 10, 12, 14].flatMap((hits) => [hits, hits]);
    const { batches, mergedCount, isCorrelated } = toIndependentBatches(batchesOf([...twice, 7]));
    t.equal(mergedCount, 2);
    t.equal(isCorrelated, false);
    t.strictSame(batches.slice(0, 2), [
      { count: 200, hits: 20 },
      { count: 200, hits: 28 },
    ]);
    t.strictSame(batches.at(-1), { count: 100, hits: 7 }, "an odd one stays alone");
    t.equal(batches.length, 11);
  });

  await t.test("says so when they are alike at any length, and keeps ten", async (t) => {
    const rising = batchesOf(Array.from({ length: 64 }, (_, at) => at));
    const { batches, mergedCount, isCorrelated } = toIndependentBatches(rising);
    t.equal(isCorrelated, true);
    t.equal(batches.length, 16, "eight would be too few");
    t.equal(mergedCount, 4);
  });

  await t.test("counts only batches that hold anything among the ten", async (t) => {
    const rising = batchesOf(Array.from({ length: 20 }, (_, at) => at));
    const silent = rising.map(() => EMPTY);
    const { mergedCount } = toIndependentBatches([...rising, ...silent]);
    t.equal(mergedCount, 2, "20 with data, then 10, not 5");
  });

  await t.test("finds correlation, and accuses few who have none", async (t) => {
    const accused = (correlation: number): number =>
      Array.from({ length: 500 }, (_, seed) => {
        const values = correlatedNormals(seed, 64, correlation);
        return toIndependentBatches(batchesOf(values.map((value) => 50 + value))).isCorrelated;
      }).filter(Boolean).length;
    t.ok(accused(0) <= 25, "at most one in twenty");
    t.ok(accused(0.98) >= 350, "with a memory of 50 batches most of them");
  });
});
