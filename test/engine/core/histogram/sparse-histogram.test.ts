import fc from "fast-check";
import t from "tap";
import { BUCKET_COUNT, SparseHistogram } from "../../../../engine/core/histogram/index.js";
import { bucketsOf, recorded, totalOf, valuesNs } from "./histogram-data.js";

function sparseOf(...parts: readonly (readonly number[])[]): SparseHistogram {
  const histogram = new SparseHistogram();
  for (const values of parts) {
    const delta = recorded(values).takeDelta();
    if (delta !== undefined) histogram.add(delta);
  }
  return histogram;
}

function sparseBucketsOf(histogram: SparseHistogram): readonly (readonly number[])[] {
  return bucketsOf((index) => histogram.splitAt(index).at);
}

t.test("SparseHistogram", async (t) => {
  await t.test("has the buckets of the whole, however it was put together", async (t) => {
    fc.assert(
      fc.property(valuesNs, valuesNs, valuesNs, (a, b, c) => {
        const total = totalOf([...a, ...b, ...c]);
        const merged = sparseOf(a, b);
        merged.merge(sparseOf(c));
        t.strictSame(
          sparseBucketsOf(merged),
          bucketsOf((index) => total.countAt(index)),
        );
        t.equal(merged.count, total.count);
      }),
      { numRuns: 30 },
    );
  });

  await t.test("tells what lies below a bucket, in use or not", async (t) => {
    const histogram = sparseOf([10, 10, 20, 2000], [20, 1500]);
    for (const { bucket, below, at } of [
      { bucket: 0, below: 0, at: 0 },
      { bucket: 10, below: 0, at: 2 },
      { bucket: 15, below: 2, at: 0 },
      { bucket: 20, below: 2, at: 2 },
      { bucket: 2000, below: 5, at: 1 },
      { bucket: BUCKET_COUNT, below: 6, at: 0 },
    ]) {
      t.strictSame(histogram.splitAt(bucket), { below, at }, `bucket ${bucket}`);
    }
    t.equal(histogram.bucketCount, 4);
  });

  await t.test("is empty at first, and stays as it is when it is merged", async (t) => {
    const empty = new SparseHistogram();
    t.equal(empty.count, 0);
    t.strictSame(empty.splitAt(5), { below: 0, at: 0 });
    const part = sparseOf([1, 2, 3]);
    empty.merge(part);
    empty.merge(part);
    t.equal(empty.count, 6);
    t.equal(part.count, 3);
  });

  await t.test("counts past 2^32", async (t) => {
    const histogram = sparseOf([5]);
    for (let doubling = 0; doubling < 40; doubling++) histogram.merge(histogram);
    t.equal(histogram.count, 2 ** 40);
    t.strictSame(histogram.splitAt(5), { below: 0, at: 2 ** 40 });
  });
});
