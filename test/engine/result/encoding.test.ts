import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";

import fc from "fast-check";
import {
  Float64Histogram,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
} from "hdr-histogram-js";
import t from "tap";

import { TotalHistogram, percentilesOf } from "../../../engine/core/histogram/index.js";
import { decodeHistogram, encodeHistogram } from "../../../engine/result/encoding.js";
import {
  bucketsOf,
  libraryOf,
  repeated,
  totalOf,
  valuesNs,
} from "../core/histogram/histogram-data.js";

function totalBuckets(total: TotalHistogram): readonly (readonly number[])[] {
  return bucketsOf((index) => total.countAt(index));
}

t.test("encodeHistogram", async (t) => {
  await t.test("writes the counts that the library writes for the same values", async (t) => {
    const values = [0, 1, 2047, 2048, 1_000_000, 2 ** 31, 2 ** 32 + 5, 2 ** 42 - 1];
    // Two fields of the library's header are not as HdrHistogram has them: oracle 19.
    const countsIn = (encoded: string): string =>
      inflateSync(Buffer.from(encoded, "base64").subarray(8)).subarray(40).toString("hex");
    t.equal(
      countsIn(encodeHistogram(totalOf(values))),
      countsIn(encodeIntoCompressedBase64(libraryOf(values))),
    );
  });

  await t.test("is the V2 compressed form: its cookie says so", async (t) => {
    t.equal(Buffer.from(encodeHistogram(totalOf([1])), "base64").readUInt32BE(), 0x1c849314);
  });

  await t.test("writes total and maximum that the library reads back", async (t) => {
    const library = decodeFromCompressedBase64(encodeHistogram(totalOf([7, 70_000])), 64);
    t.equal(library.totalCount, 2);
    t.equal(library.getValueAtPercentile(50), 7);
    t.equal(library.getValueAtPercentile(100), 70_015); // 69 952 … 70 015 share a bucket of 64
  });
});

t.test("decodeHistogram", async (t) => {
  await t.test("oracle 18: gives back every bucket", async () => {
    fc.assert(
      fc.property(valuesNs, (values) => {
        const total = totalOf(values);
        const decoded = decodeHistogram(encodeHistogram(total));
        assert.deepStrictEqual(totalBuckets(decoded), totalBuckets(total));
        assert.equal(decoded.count, total.count);
        assert.equal(encodeHistogram(decoded), encodeHistogram(total));
      }),
      { numRuns: 50 },
    );
  });

  await t.test(
    "oracle 18: is within a thousandth of percentiles, minimum, maximum and sum",
    async () => {
      fc.assert(
        fc.property(valuesNs, (values) => {
          const total = totalOf(values);
          const decoded = decodeHistogram(encodeHistogram(total));
          if (total.isEmpty) return;
          const isNear = (foundNs: number, exactNs: number): boolean =>
            Math.abs(foundNs - exactNs) <= exactNs / 1000;
          assert.ok(isNear(decoded.minNs, total.minNs));
          assert.ok(isNear(decoded.maxNs, total.maxNs));
          assert.ok(isNear(Number(decoded.sumNs), Number(total.sumNs)));
          const [exactNs] = percentilesOf(total, [90]);
          const [foundNs] = percentilesOf(decoded, [90]);
          assert.ok(isNear(foundNs!, exactNs!));
        }),
        { numRuns: 50 },
      );
    },
  );

  await t.test("gives back an empty histogram", async (t) => {
    const decoded = decodeHistogram(encodeHistogram(new TotalHistogram()));
    t.equal(decoded.isEmpty, true);
    t.equal(decoded.minNs, Infinity);
  });

  await t.test("oracle 21: gives back counts past 2^32", async (t) => {
    for (const count of [2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 40 + 3, 2 ** 52 + 1]) {
      const total = repeated(50_000, count);
      total.merge(totalOf([7]));
      const decoded = decodeHistogram(encodeHistogram(total));
      t.strictSame(totalBuckets(decoded), totalBuckets(total), String(count));
      t.equal(decoded.count, count + 1);
    }
  });

  await t.test("reads a histogram of a shorter range with the same buckets", async (t) => {
    const shorter = new Float64Histogram(1, 1_000_000, 3);
    shorter.recordValueWithCount(70_000, 3);
    const decoded = decodeHistogram(encodeIntoCompressedBase64(shorter));
    t.strictSame(totalBuckets(decoded), totalBuckets(repeated(70_000, 3)));
  });

  for (const { name, lowest, highest, digits, value } of [
    { name: "another unit", lowest: 1000, highest: 1e9, digits: 3, value: 5000 },
    { name: "another precision", lowest: 1, highest: 1e9, digits: 2, value: 5000 },
    { name: "values above our range", lowest: 1, highest: 1e13, digits: 3, value: 9e12 },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      const other = new Float64Histogram(lowest, highest, digits);
      other.recordValue(value);
      t.throws(() => decodeHistogram(encodeIntoCompressedBase64(other)), RangeError);
    });
  }

  for (const { name, text } of [
    { name: "text of another kind", text: Buffer.from("not a histogram").toString("base64") },
    { name: "a text that was cut off", text: encodeHistogram(totalOf([1, 2, 3])).slice(0, 24) },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      t.throws(() => decodeHistogram(text));
    });
  }
});
