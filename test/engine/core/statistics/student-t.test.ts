import t from "tap";
import { studentCentralProbability, studentTOf } from "../../../../engine/core/statistics/index.js";

t.test("studentTOf", async (t) => {
  // The table of every statistics book, to its four decimals.
  for (const { confidence, degrees, expected } of [
    { confidence: 0.95, degrees: 1, expected: 12.7062 },
    { confidence: 0.95, degrees: 2, expected: 4.3027 },
    { confidence: 0.95, degrees: 3, expected: 3.1824 },
    { confidence: 0.95, degrees: 9, expected: 2.2622 },
    { confidence: 0.95, degrees: 10, expected: 2.2281 },
    { confidence: 0.95, degrees: 30, expected: 2.0423 },
    { confidence: 0.95, degrees: 60, expected: 2.0003 },
    { confidence: 0.95, degrees: 120, expected: 1.9799 },
    { confidence: 0.9, degrees: 5, expected: 2.015 },
    { confidence: 0.99, degrees: 9, expected: 3.2498 },
    { confidence: 0.99, degrees: 24, expected: 2.7969 },
    { confidence: 0.999, degrees: 4, expected: 8.6103 },
  ]) {
    const name = `is ${expected} for a confidence of ${confidence} and ${degrees} degrees of freedom`;
    await t.test(name, async (t) => {
      t.ok(Math.abs(studentTOf(confidence, degrees) - expected) <= 0.00005);
    });
  }

  await t.test("is a tangent with one degree, where the distribution is Cauchy's", async (t) => {
    for (const confidence of [0, 0.1, 0.5, 0.95, 0.9999]) {
      const expected = Math.tan((confidence * Math.PI) / 2);
      t.ok(Math.abs(studentTOf(confidence, 1) - expected) <= 1e-9 * (1 + expected));
    }
  });

  await t.test("comes near to the normal distribution with many degrees", async (t) => {
    t.ok(Math.abs(studentTOf(0.95, 100_000) - 1.959964) < 1e-4);
  });

  await t.test("names a confidence or a number of degrees that there is none of", async (t) => {
    t.throws(() => studentTOf(1, 9), {
      message: "confidence is 1; it must be at least 0 and below 1",
    });
    t.throws(() => studentTOf(Number.NaN, 9), RangeError);
    for (const degrees of [0, 2.5, Number.NaN, Infinity]) {
      t.throws(() => studentTOf(0.95, degrees), {
        message: `degrees is ${degrees}; it must be a whole number from 1 on`,
      });
    }
  });
});

t.test("studentCentralProbability", async (t) => {
  await t.test("is the confidence of its t", async (t) => {
    for (const degrees of [1, 2, 3, 4, 9, 10, 63, 64]) {
      for (const confidence of [0.001, 0.3, 0.95, 0.999999]) {
        const found = studentCentralProbability(studentTOf(confidence, degrees), degrees);
        t.ok(Math.abs(found - confidence) < 1e-12, `${confidence} with ${degrees} degrees`);
      }
    }
  });

  await t.test("is t ÷ √(2 + t²) with two degrees", async (t) => {
    for (const value of [0, 0.5, 1, 4, 1e6]) {
      const found = studentCentralProbability(value, 2);
      t.ok(Math.abs(found - value / Math.sqrt(2 + value * value)) < 1e-14, String(value));
    }
  });

  await t.test("reaches 1 and does not pass it", async (t) => {
    for (const degrees of [1, 2, 7, 62]) t.equal(studentCentralProbability(Infinity, degrees), 1);
  });
});
