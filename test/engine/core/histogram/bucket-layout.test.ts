import fc from "fast-check";
import t from "tap";

import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  bucketIndexOf,
  highestEquivalentNs,
  lowestEquivalentNs,
  medianEquivalentNs,
} from "../../../../engine/core/histogram/index.js";
import { createLibraryHistogram, valueNs } from "./histogram-data.js";

const HOUR_NS = 3_600_000_000_000;

t.test("HIGHEST_TRACKABLE_NS", async (t) => {
  await t.test("is the smallest whole range that holds an hour", async (t) => {
    t.ok(HIGHEST_TRACKABLE_NS >= HOUR_NS);
    t.ok((HIGHEST_TRACKABLE_NS - 1) / 2 < HOUR_NS);
  });

  await t.test("needs as many buckets as the library makes for it", async (t) => {
    t.equal(BUCKET_COUNT, createLibraryHistogram().countsArrayLength);
    t.equal(bucketIndexOf(HIGHEST_TRACKABLE_NS), BUCKET_COUNT - 1);
    t.equal(highestEquivalentNs(BUCKET_COUNT - 1), HIGHEST_TRACKABLE_NS);
  });
});

t.test("bucketIndexOf", async (t) => {
  // By hand: from 2048 on, a value of exponent x (2^x <= value) is at (x - 10) * 1024 + value / 2^(x - 10).
  for (const { name, value, expected } of [
    { name: "gives 0 a bucket", value: 0, expected: 0 },
    { name: "keeps every value below 2048 apart", value: 2047, expected: 2047 },
    { name: "starts steps of 2 at 2048", value: 2048, expected: 2048 },
    { name: "counts 2049 with 2048", value: 2049, expected: 2048 },
    { name: "counts 2050 in the next", value: 2050, expected: 2049 },
    { name: "starts steps of 4 at 4096", value: 4096, expected: 3072 },
    { name: "is right below 2^31", value: 2 ** 31 - 1, expected: 20 * 1024 + 2047 },
    { name: "does not overflow at 2^31", value: 2 ** 31, expected: 21 * 1024 + 1024 },
    { name: "is right below 2^32", value: 2 ** 32 - 1, expected: 21 * 1024 + 2047 },
    { name: "does not wrap at 2^32", value: 2 ** 32, expected: 22 * 1024 + 1024 },
  ]) {
    await t.test(name, async (t) => {
      t.equal(bucketIndexOf(value), expected);
    });
  }

  await t.test("equals the library at both edges of every bucket and one beyond", async (t) => {
    const library = createLibraryHistogram();
    const wrong: number[] = [];
    for (let index = 0; index < BUCKET_COUNT; index++) {
      const [lowest, highest] = [lowestEquivalentNs(index), highestEquivalentNs(index)];
      for (const value of [lowest - 1, lowest, lowest + 1, highest - 1, highest, highest + 1]) {
        if (value < 0 || value > HIGHEST_TRACKABLE_NS) continue;
        if (bucketIndexOf(value) !== library.countsArrayIndex(value)) wrong.push(value);
      }
    }
    t.same(wrong, []);
  });

  await t.test("oracle 18: equals the library for any value in range", async () => {
    const library = createLibraryHistogram();
    fc.assert(
      fc.property(valueNs, (value) => bucketIndexOf(value) === library.countsArrayIndex(value)),
      { numRuns: 20_000 },
    );
  });
});

t.test("the values of a bucket", async (t) => {
  await t.test("have the library's lowest, highest and median, for every bucket", async (t) => {
    const library = createLibraryHistogram();
    const wrong: number[] = [];
    for (let index = 0; index < BUCKET_COUNT; index++) {
      const value = library.valueFromIndex(index);
      const isEqual =
        lowestEquivalentNs(index) === value &&
        highestEquivalentNs(index) === library.highestEquivalentValue(value) &&
        medianEquivalentNs(index) === library.medianEquivalentValue(value);
      if (!isEqual) wrong.push(index);
    }
    t.same(wrong, []);
  });

  await t.test("oracle 18: differ by at most a thousandth", async () => {
    fc.assert(
      fc.property(valueNs, (value) => {
        const index = bucketIndexOf(value);
        const widthNs = highestEquivalentNs(index) - lowestEquivalentNs(index);
        return (
          lowestEquivalentNs(index) <= value &&
          value <= highestEquivalentNs(index) &&
          widthNs <= value / 1000
        );
      }),
      { numRuns: 20_000 },
    );
  });
});
