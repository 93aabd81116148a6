import t from "tap";
import {
  boundsOf,
  differencePValue,
  equivalencePValue,
  estimateOfDifference,
  estimateOfMean,
} from "../../../../engine/core/statistics/index.js";

/** The 97.5th percentile of Student's t with 4 degrees, from tables. */
const T_95_4 = 2.776445;

function near(found: number, expected: number, tolerance = 1e-5): boolean {
  return Math.abs(found - expected) <= tolerance;
}

t.test("estimateOfMean", async (t) => {
  await t.test("knows its own error", async (t) => {
    const estimate = estimateOfMean([1, 2, 3, 4, 5]);
    t.match(estimate, { value: 3, degrees: 4 });
    t.ok(near(estimate.standardError, Math.sqrt(2.5 / 5)));
  });
  await t.test("wants two values", async (t) => {
    t.throws(
      () => estimateOfMean([1]),
      new RangeError("there are 1 values; at least 2 are needed"),
    );
  });
});

t.test("estimateOfDifference", async (t) => {
  await t.test("is Welch's: deviations may differ, degrees are rounded down", async (t) => {
    // Variances 1 ÷ 3 and 8 ÷ 2; degrees (13 ÷ 3)² ÷ (1 ÷ 18 + 16) = 1.17.
    const estimate = estimateOfDifference([10, 14], [1, 2, 3]);
    t.match(estimate, { value: 10, degrees: 1 });
    t.ok(near(estimate.standardError, Math.sqrt(13 / 3)));
  });
  await t.test("has all degrees where both scatter alike", async (t) => {
    const estimate = estimateOfDifference([1, 2, 3], [5, 6, 7]);
    t.equal(estimate.degrees, 4);
    t.equal(estimate.value, -4);
  });
  await t.test("is defined where nothing scatters", async (t) => {
    t.strictSame(estimateOfDifference([2, 2, 2], [1, 1]), {
      value: 1,
      standardError: 0,
      degrees: 1,
    });
  });
});

t.test("boundsOf", async (t) => {
  const { low, high } = boundsOf({ value: 3, standardError: 0.5, degrees: 4 }, 0.95);
  t.ok(near(low, 3 - 0.5 * T_95_4));
  t.ok(near(high, 3 + 0.5 * T_95_4));
});

t.test("differencePValue", async (t) => {
  for (const { name, estimate, expected } of [
    {
      name: "is 5 % at the end of the interval of 95 %",
      estimate: { value: -T_95_4, standardError: 1, degrees: 4 },
      expected: 0.05,
    },
    {
      // θ = atan(√4.5), A = sin θ (1 + cos² θ ÷ 2).
      name: "is that of the closed form",
      estimate: estimateOfMean([1, 2, 3, 4, 5]),
      expected: 1 - Math.sqrt(9 / 11) * (1 + 1 / 11),
    },
    {
      name: "is 1 where there is no effect at all",
      estimate: { value: 0, standardError: 0, degrees: 4 },
      expected: 1,
    },
    {
      name: "is 0 where nothing scatters",
      estimate: { value: 1, standardError: 0, degrees: 4 },
      expected: 0,
    },
  ]) {
    await t.test(name, async (t) => {
      t.ok(near(differencePValue(estimate), expected, 1e-7), String(differencePValue(estimate)));
    });
  }
});

t.test("equivalencePValue", async (t) => {
  for (const { name, value, margin, expected } of [
    {
      name: "is one tail of the distance to the margin",
      value: 0,
      margin: T_95_4,
      expected: 0.025,
    },
    { name: "counts the nearer side", value: 1, margin: T_95_4 + 1, expected: 0.025 },
    { name: "counts it below 0 as well", value: -1, margin: T_95_4 + 1, expected: 0.025 },
    { name: "is a half on the margin", value: 1, margin: 1, expected: 0.5 },
    { name: "is nearly 1 beyond it", value: T_95_4 + 1, margin: 1, expected: 0.975 },
  ]) {
    await t.test(name, async (t) => {
      const found = equivalencePValue({ value, standardError: 1, degrees: 4 }, margin);
      t.ok(near(found, expected, 1e-7), String(found));
    });
  }
});
