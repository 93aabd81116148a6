import assert from "node:assert/strict";

import fc from "fast-check";
import t from "tap";

import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  RecordingHistogram,
} from "../../../../engine/core/histogram/index.js";
import { bucketsOf, deltaBuckets, libraryOf, recorded, valuesNs } from "./histogram-data.js";

t.test("RecordingHistogram", async (t) => {
  await t.test("starts empty, and an empty one has no delta", async (t) => {
    const histogram = new RecordingHistogram();
    t.equal(histogram.count, 0);
    t.equal(histogram.sumNs, 0n);
    t.equal(histogram.minNs, Infinity);
    t.equal(histogram.maxNs, -1);
    t.equal(histogram.takeDelta(), undefined);
  });

  await t.test("hands over the non-empty buckets with the exact scalars", async (t) => {
    // By hand: 5 has its own bucket, 4098 shares index 3072 with 4096 … 4099.
    const delta = recorded([4098, 5, 4099, 5, 5]).takeDelta()!;
    t.same(deltaBuckets(delta), [
      [5, 3],
      [3072, 2],
    ]);
    t.equal(delta.count, 5);
    t.equal(delta.sumNs, 8212n);
    t.equal(delta.minNs, 5);
    t.equal(delta.maxNs, 4099);
    t.equal(delta.saturatedCount, 0);
  });

  await t.test("counts a zero as a value", async (t) => {
    const delta = recorded([0]).takeDelta()!;
    t.same(deltaBuckets(delta), [[0, 1]]);
    t.equal(delta.minNs, 0);
    t.equal(delta.maxNs, 0);
  });

  await t.test("starts anew after a take", async (t) => {
    const histogram = recorded([1, 70_000, 2 ** 43]);
    histogram.takeDelta();
    t.equal(histogram.takeDelta(), undefined);
    histogram.record(3);
    t.match(histogram.takeDelta(), { count: 1, sumNs: 3n, minNs: 3, maxNs: 3, saturatedCount: 0 });
  });

  await t.test("owns the buffers of a delta, so that a message can transfer them", async (t) => {
    const histogram = recorded([1, 2, 3]);
    const delta = histogram.takeDelta()!;
    const transfer = [delta.indices.buffer, delta.counts.buffer] as ArrayBuffer[];
    const received = structuredClone(delta, { transfer });
    t.equal(delta.counts.length, 0);
    t.equal(received.count, 3);
    histogram.record(1);
    t.equal(histogram.takeDelta()!.count, 1);
  });

  await t.test("keeps a sum past 2^53 exact", async (t) => {
    const histogram = new RecordingHistogram();
    for (let i = 0; i < 10_001; i++) histogram.record(HIGHEST_TRACKABLE_NS - 2);
    // 10 001 × (2^42 − 3) = 43 984 909 399 057 701, odd and above 2^55.
    t.equal(histogram.sumNs, 10_001n * (2n ** 42n - 3n));
    t.equal(histogram.takeDelta()!.sumNs, 10_001n * (2n ** 42n - 3n));
  });

  await t.test(
    "oracle 15: saturates visibly above the range, and keeps sum and maximum",
    async (t) => {
      const delta = recorded([HIGHEST_TRACKABLE_NS, 2 ** 42, 2 ** 45 + 1]).takeDelta()!;
      t.same(deltaBuckets(delta), [[BUCKET_COUNT - 1, 3]]);
      t.equal(delta.saturatedCount, 2);
      t.equal(delta.maxNs, 2 ** 45 + 1);
      t.equal(delta.sumNs, 2n ** 43n + 2n ** 45n);
    },
  );

  await t.test("hands over a histogram of nothing but saturated values", async (t) => {
    const delta = recorded([2 ** 43, 2 ** 44]).takeDelta()!;
    t.same(deltaBuckets(delta), [[BUCKET_COUNT - 1, 2]]);
    t.equal(delta.minNs, 2 ** 43);
  });

  for (const valueNs of [NaN, -1, -0.5, -Infinity, Infinity, 2 ** 53]) {
    await t.test(`refuses ${valueNs}, and counts nothing of it`, async (t) => {
      const histogram = recorded([7]);
      t.throws(
        () => {
          histogram.record(valueNs);
        },
        new RangeError(`valueNs must be an integer from 0 to 2^52, got ${valueNs}`),
      );
      t.match(histogram.takeDelta(), { count: 1, sumNs: 7n, maxNs: 7, saturatedCount: 0 });
    });
  }

  await t.test("oracle 18: its buckets are the library's", async () => {
    fc.assert(
      fc.property(valuesNs, (values) => {
        const library = libraryOf(values);
        const delta = recorded(values).takeDelta();
        assert.deepStrictEqual(
          delta === undefined ? [] : deltaBuckets(delta),
          bucketsOf((index) => library.getCountAtIndex(index)),
        );
      }),
      { numRuns: 50 },
    );
  });

  await t.test("oracle 18: a delta is the difference of the cumulative histograms", async () => {
    fc.assert(
      fc.property(valuesNs, valuesNs, (earlier, later) => {
        const histogram = recorded(earlier);
        histogram.takeDelta();
        for (const value of later) histogram.record(value);
        const delta = histogram.takeDelta();
        const before = libraryOf(earlier);
        const after = libraryOf([...earlier, ...later]);
        assert.deepStrictEqual(
          delta === undefined ? [] : deltaBuckets(delta),
          bucketsOf((index) => after.getCountAtIndex(index) - before.getCountAtIndex(index)),
        );
      }),
      { numRuns: 50 },
    );
  });
});
