import t from "tap";
import { RandomSource, drawNormal } from "../../../../engine/core/index.js";
import { signFlipPValue } from "../../../../engine/core/statistics/index.js";

const SEED = 7;

t.test("signFlipPValue", async (t) => {
  for (const { name, values, expected } of [
    { name: "is 2 of 64 for six values of one sign", values: [1, 2, 3, 4, 5, 6], expected: 2 / 64 },
    { name: "is 2 of 32 for five: never below 5 %", values: [9, 8, 7, 6, 5], expected: 2 / 32 },
    // Of the sums of parts of {1 … 6}, 14 are at most 6, and as many at least 15.
    { name: "counts every way", values: [1, 2, 3, 4, 5, -6], expected: 28 / 64 },
    { name: "is 1 for values that add up to 0", values: [1, -1, 2, -2], expected: 1 },
    { name: "is 1 for zeros", values: [0, 0, 0], expected: 1 },
    // 0.1 + 0.2 is not 0.3: sums that differ in their last bit only are the same. Of the sums of parts, 12 are at most 0.3.
    { name: "knows equal sums", values: [0.1, 0.2, -0.3, 0.1, 0.2, 0.3], expected: 24 / 64 },
  ]) {
    await t.test(name, async (t) => {
      t.equal(signFlipPValue(values, SEED), expected);
      t.equal(
        signFlipPValue(
          values.map((value) => -value),
          SEED,
        ),
        expected,
        "of either sign",
      );
    });
  }

  await t.test("is drawn for many values, and near what all ways would give", async (t) => {
    // 15 of one sign and 5 of the other: 2 P(X ≤ 5) of a binomial with 20 and ½.
    const expected = (2 * (1 + 20 + 190 + 1140 + 4845 + 15504)) / 2 ** 20;
    const values = Array.from({ length: 20 }, (_, at) => (at < 5 ? -1 : 1));
    const found = signFlipPValue(values, SEED);
    const deviation = Math.sqrt((expected * (1 - expected)) / 10_000);
    t.ok(Math.abs(found - expected) < 4 * deviation, `${found} for ${expected}`);
    t.equal(signFlipPValue(values, SEED), found, "the same seed draws the same");
    t.not(signFlipPValue(values, SEED + 1), found);
  });

  await t.test("draws a sign for each value, beyond one word of them", async (t) => {
    const pValues = Array.from({ length: 100 }, (_, seed) => {
      const random = new RandomSource(seed);
      return signFlipPValue(
        Array.from({ length: 70 }, () => drawNormal(random)),
        seed,
      );
    });
    const below = pValues.filter((pValue) => pValue <= 0.5).length;
    t.ok(Math.abs(below - 50) < 4 * 5, `${below} of 100 below ½`);
    const same = Array.from({ length: 70 }, () => 1);
    t.equal(signFlipPValue(same, SEED), 1 / 10_000, "never 0");
  });
});
