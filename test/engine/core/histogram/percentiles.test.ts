import assert from "node:assert/strict";

import fc from "fast-check";
import t from "tap";

import {
  HIGHEST_TRACKABLE_NS,
  TotalHistogram,
  censoredPercentilesOf,
  percentilesOf,
  rankOf,
  supportCount,
} from "../../../../engine/core/histogram/index.js";
import { libraryOf, percentile, repeated, totalOf, valueNs, valuesNs } from "./histogram-data.js";

const MS = 1_000_000;
const EMPTY = new TotalHistogram();

t.test("rankOf", async (t) => {
  for (const { name, percentile, count, expected } of [
    { name: "is the last for the maximum", percentile: 100, count: 7, expected: 7 },
    { name: "is the middle for the median", percentile: 50, count: 100, expected: 50 },
    { name: "rounds up", percentile: 50, count: 3, expected: 2 },
    { name: "is at least the first", percentile: 0.001, count: 10, expected: 1 },
    { name: "is 1 when there is nothing", percentile: 99, count: 0, expected: 1 },
    { name: "does not round an error up", percentile: 99.9, count: 1000, expected: 999 },
    { name: "does not round an error up at 7", percentile: 7, count: 100, expected: 7 },
    { name: "is exact past 2^32", percentile: 50, count: 2 ** 40, expected: 2 ** 39 },
  ]) {
    await t.test(name, async (t) => {
      t.equal(rankOf(percentile, count), expected);
    });
  }

  for (const percentile of [0, -1, 100.1, NaN]) {
    await t.test(`refuses percentile ${percentile}`, async (t) => {
      t.throws(
        () => rankOf(percentile, 10),
        new RangeError(`percentile is ${percentile}; it must be above 0 and at most 100`),
      );
    });
  }
});

t.test("supportCount", async (t) => {
  for (const { name, percentile, count, expected } of [
    {
      name: "counts the value of the rank and those above it",
      percentile: 99,
      count: 1000,
      expected: 11,
    },
    { name: "is 1 for the maximum", percentile: 100, count: 1000, expected: 1 },
    {
      name: "is 1 where a percentile is finer than the data",
      percentile: 99.99,
      count: 50,
      expected: 1,
    },
    { name: "is 0 without values", percentile: 50, count: 0, expected: 0 },
  ]) {
    await t.test(name, async (t) => {
      t.equal(supportCount(percentile, count), expected);
    });
  }
});

t.test("percentilesOf", async (t) => {
  await t.test("gives what it was asked for, in the order it was asked for", async (t) => {
    const values = Array.from({ length: 1000 }, (_, index) => index + 1);
    t.same(percentilesOf(totalOf(values), [99.9, 50, 100, 50, 0.1]), [999, 500, 1000, 500, 1]);
  });

  await t.test("is null for every percentile of nothing", async (t) => {
    t.same(percentilesOf(EMPTY, [50, 99]), [null, null]);
  });

  await t.test(
    "reports the top of the range for saturated values, and the exact maximum",
    async (t) => {
      const total = totalOf([5, 2 ** 43, 2 ** 44]);
      t.same(percentilesOf(total, [33, 66, 100]), [5, HIGHEST_TRACKABLE_NS, 2 ** 44]);
    },
  );

  await t.test(
    "oracle 18: equals the library's, but for the cap at the exact maximum",
    async () => {
      fc.assert(
        fc.property(
          fc.array(valueNs, { minLength: 1, maxLength: 300 }),
          fc.array(percentile, { maxLength: 8 }),
          (values, percentiles) => {
            const library = libraryOf(values);
            const maxNs = Math.max(...values);
            assert.deepStrictEqual(
              percentilesOf(totalOf(values), percentiles),
              percentiles.map((each) => Math.min(library.getValueAtPercentile(each), maxNs)),
            );
          },
        ),
        { numRuns: 200 },
      );
    },
  );

  await t.test("equals the library's where a bucket holds more than 2^32", async (t) => {
    const total = repeated(3 * MS, 2 ** 33);
    total.merge(repeated(40 * MS, 2 ** 33));
    const library = libraryOf([]);
    library.recordValueWithCount(3 * MS, 2 ** 33);
    library.recordValueWithCount(40 * MS, 2 ** 33);
    const percentiles = [49.999, 50, 50.001];
    t.same(
      percentilesOf(total, percentiles),
      percentiles.map((each) => Math.min(library.getValueAtPercentile(each), 40 * MS)),
    );
  });

  await t.test("oracle 18: is within a thousandth of the sorted values", async () => {
    fc.assert(
      fc.property(
        fc.array(valueNs, { minLength: 1, maxLength: 300 }),
        percentile,
        (values, each) => {
          const sorted = [...values].sort((a, b) => a - b);
          const exactNs = sorted[rankOf(each, values.length) - 1]!;
          const [foundNs] = percentilesOf(totalOf(values), [each]);
          return Math.abs(foundNs! - exactNs) <= exactNs / 1000;
        },
      ),
      { numRuns: 200 },
    );
  });

  await t.test("oracle 18: is monotone", async () => {
    fc.assert(
      fc.property(
        fc.array(valueNs, { minLength: 1, maxLength: 300 }),
        fc.array(percentile, { maxLength: 20 }),
        (values, percentiles) => {
          const ascending = [...percentiles].sort((a, b) => a - b);
          const found = percentilesOf(totalOf(values), ascending);
          assert.deepStrictEqual(
            found,
            [...found].sort((a, b) => a! - b!),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

t.test("censoredPercentilesOf", async (t) => {
  // 1 ms and 2 ms are the tops of what is reported for them: 999 936 … 1 000 447 and 1 999 872 … 2 000 895 ns.
  const TOP_OF_1_MS = 1_000_447;
  const TOP_OF_2_MS = 2_000_895;

  await t.test("gives plain numbers where nothing is censored", async () => {
    fc.assert(
      fc.property(valuesNs, fc.array(percentile, { maxLength: 5 }), (values, percentiles) => {
        const all = totalOf(values);
        assert.deepStrictEqual(
          censoredPercentilesOf(all, EMPTY, percentiles),
          percentilesOf(all, percentiles),
        );
      }),
      { numRuns: 50 },
    );
  });

  await t.test("oracle 14: 970 at 2 ms, 10 at 100 ms, 20 unfinished at age 1 ms", async (t) => {
    const all = totalOf([
      ...Array<number>(970).fill(2 * MS),
      ...Array<number>(10).fill(100 * MS),
      ...Array<number>(20).fill(MS),
    ]);
    const censored = totalOf(Array<number>(20).fill(MS));
    // At their age, the 20 are the first ranks: rank 980 and 985 are 2 ms. At +∞ they are the last: rank 980 is the tenth of
    // the 100 ms, rank 985 is unbounded. Rank 10 is one of the 20 below, and 2 ms above. 970 answers are known to be <= 2 ms.
    t.same(censoredPercentilesOf(all, censored, [98, 98.5, 50, 1, 97, 100]), [
      { low: TOP_OF_2_MS, high: 100 * MS },
      { low: TOP_OF_2_MS, high: null },
      TOP_OF_2_MS,
      { low: TOP_OF_1_MS, high: TOP_OF_2_MS },
      TOP_OF_2_MS,
      { low: 100 * MS, high: null },
    ]);
  });

  await t.test("oracle 14: a server that never answers has lower bounds only", async (t) => {
    const all = totalOf([10 * MS, 20 * MS, 30 * MS]);
    const [median, highest] = censoredPercentilesOf(all, all, [50, 100]);
    t.match(median, { low: Number, high: null });
    t.same(highest, { low: 30 * MS, high: null });
  });

  await t.test("is a plain number where both bounds fall into one bucket", async (t) => {
    const all = totalOf([...Array<number>(99).fill(2 * MS), 2 * MS]);
    t.same(censoredPercentilesOf(all, totalOf([2 * MS]), [50, 100]), [
      2 * MS,
      { low: 2 * MS, high: null },
    ]);
  });

  await t.test("is null without values", async (t) => {
    t.same(censoredPercentilesOf(EMPTY, EMPTY, [50, 99]), [null, null]);
  });

  await t.test("ranks what has no age at +∞, above the largest known value", async (t) => {
    const all = totalOf(Array.from({ length: 98 }, (_, index) => index + 1));
    t.same(censoredPercentilesOf(all, EMPTY, [50, 98, 99, 100], 2), [
      50,
      98,
      { low: 98, high: null },
      { low: 98, high: null },
    ]);
  });

  await t.test("knows nothing but 0 when nothing has an age", async (t) => {
    t.same(censoredPercentilesOf(EMPTY, EMPTY, [50], 3), [{ low: 0, high: null }]);
  });

  await t.test("takes censored values and what has no age together", async (t) => {
    // Ranks of 10: at their age 1…8 then two at +∞; without the censored 1 and 2 the finite ones are 3…8.
    const all = totalOf([1, 2, 3, 4, 5, 6, 7, 8]);
    t.same(censoredPercentilesOf(all, totalOf([1, 2]), [10, 60, 70, 90], 2), [
      { low: 1, high: 3 },
      { low: 6, high: 8 },
      { low: 7, high: null },
      { low: 8, high: null },
    ]);
  });

  await t.test("refuses censored values that are not among all values", async (t) => {
    t.throws(
      () => censoredPercentilesOf(totalOf([1, 2, 3]), totalOf([2, 2]), [100]),
      /must be a part/,
    );
  });

  await t.test("brackets the truth, whatever the censored values would have become", async () => {
    const request = fc.record({ ageNs: valueNs, moreNs: fc.option(valueNs) });
    fc.assert(
      fc.property(
        fc.array(request, { minLength: 1, maxLength: 100 }),
        percentile,
        (requests, each) => {
          const censored = requests.filter(({ moreNs }) => moreNs !== null);
          const [bounds] = censoredPercentilesOf(
            totalOf(requests.map(({ ageNs }) => ageNs)),
            totalOf(censored.map(({ ageNs }) => ageNs)),
            [each],
          );
          const truth = requests
            .map(({ ageNs, moreNs }) => ageNs + (moreNs ?? 0))
            .sort((a, b) => a - b)[rankOf(each, requests.length) - 1]!;
          const { low, high } =
            typeof bounds === "number" ? { low: bounds, high: bounds } : bounds!;
          assert.ok(low <= truth * 1.001);
          assert.ok(high === null || truth <= high);
        },
      ),
      { numRuns: 200 },
    );
  });
});
