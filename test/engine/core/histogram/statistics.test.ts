import fc from "fast-check";
import t from "tap";

import { TotalHistogram, summarize } from "../../../../engine/core/histogram/index.js";
import { libraryOf, repeated, totalOf, valueNs } from "./histogram-data.js";

const EMPTY = new TotalHistogram();

t.test("summarize", async (t) => {
  await t.test("has nulls for nothing, never 0", async (t) => {
    t.strictSame(summarize(EMPTY, EMPTY, [50, 99.9]), {
      unit: "ns",
      count: 0,
      min: null,
      max: null,
      mean: null,
      stdDev: null,
      percentiles: { "50": null, "99.9": null },
      censored: 0,
      saturated: 0,
    });
  });

  await t.test("reports exact scalars beside the percentiles", async (t) => {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, standard deviation 2.
    t.strictSame(summarize(totalOf([2, 4, 4, 4, 5, 5, 7, 9]), EMPTY, [50, 99.9]), {
      unit: "ns",
      count: 8,
      min: 2,
      max: 9,
      mean: 5,
      stdDev: 2,
      percentiles: { "50": 4, "99.9": 9 },
      censored: 0,
      saturated: 0,
    });
  });

  await t.test("reports what is censored and what is saturated", async (t) => {
    const summary = summarize(totalOf([5, 6, 2 ** 43]), totalOf([6]), [50]);
    t.match(summary, { count: 3, max: 2 ** 43, censored: 1, saturated: 1 });
    t.strictSame(summary.percentiles["50"], { low: 6, high: 4_398_046_511_103 });
  });

  await t.test("has no maximum, mean or deviation where requests rank at infinity", async (t) => {
    t.strictSame(summarize(totalOf([5, 6]), EMPTY, [50, 100], { infinityCount: 2 }), {
      unit: "ns",
      count: 4,
      min: 5,
      max: null,
      mean: null,
      stdDev: null,
      percentiles: { "50": 6, "100": { low: 6, high: null } },
      censored: 2,
      saturated: 0,
    });
  });

  await t.test("has a mean that is exact where the sum is past 2^53", async (t) => {
    const total = repeated(1_000_000_001, 2 ** 34);
    total.merge(repeated(1_000_000_002, 2 ** 34));
    t.equal(summarize(total, EMPTY, []).mean, 1_000_000_001.5);
    // As doubles, the sum by the count would be 91199.00000000001.
    t.equal(summarize(repeated(91_199, 98_765_432_109), EMPTY, []).mean, 91_199);
  });

  await t.test("has no deviation where all values are equal", async (t) => {
    t.equal(summarize(totalOf([123_456_789, 123_456_789]), EMPTY, []).stdDev, 0);
  });

  await t.test("has the deviation of values in neighbouring buckets", async (t) => {
    const stepNs = 1024;
    const values = Array.from({ length: 64 }, (_, step) => 2 ** 20 + step * stepNs);
    const exact = stepNs * Math.sqrt((values.length ** 2 - 1) / 12);
    const { stdDev } = summarize(totalOf(values), EMPTY, []);
    t.ok(Math.abs(stdDev! / exact - 1) < 0.01, `${stdDev} against ${exact}`);
  });

  await t.test("has the library's deviation, to the width of a bucket", async () => {
    fc.assert(
      fc.property(fc.array(valueNs, { minLength: 1, maxLength: 100 }), (values) => {
        const { stdDev } = summarize(totalOf(values), EMPTY, []);
        return Math.abs(stdDev! - libraryOf(values).stdDeviation) <= Math.max(...values) / 1000;
      }),
      { numRuns: 30 },
    );
  });
});
