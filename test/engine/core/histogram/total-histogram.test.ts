import assert from "node:assert/strict";

import fc from "fast-check";
import t from "tap";

import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  TotalHistogram,
} from "../../../../engine/core/histogram/index.js";
import { BUCKETS_PER_BLOCK } from "../../../../engine/core/histogram/total-histogram.js";
import {
  bucketsOf,
  contentOf,
  libraryOf,
  recorded,
  repeated,
  totalOf,
  valuesNs,
} from "./histogram-data.js";

const FEW_RUNS = { numRuns: 50 };

function merged(...parts: readonly TotalHistogram[]): TotalHistogram {
  const whole = new TotalHistogram();
  for (const part of parts) whole.merge(part);
  return whole;
}

t.test("TotalHistogram", async (t) => {
  await t.test("is empty at first, and again after clear", async (t) => {
    const total = totalOf([0, 5, 2 ** 43]);
    t.equal(total.isEmpty, false);
    total.clear();
    t.equal(total.isEmpty, true);
    t.same(contentOf(total), contentOf(new TotalHistogram()));
    t.same(contentOf(new TotalHistogram()), {
      count: 0,
      sumNs: 0n,
      minNs: Infinity,
      maxNs: -1,
      saturatedCount: 0,
      lowestIndex: BUCKET_COUNT,
      highestIndex: -1,
      buckets: [],
    });
  });

  await t.test("counts by block what it counts by bucket, whatever was done to it", async () => {
    fc.assert(
      fc.property(valuesNs, valuesNs, valuesNs, (forgotten, added, mergedIn) => {
        const total = totalOf(forgotten);
        total.clear();
        total.merge(totalOf(mergedIn));
        const delta = recorded(added).takeDelta();
        if (delta !== undefined) total.add(delta);
        const buckets = bucketsOf((index) => total.countAt(index));
        const blocks = new Map<number, number>();
        for (const [index = 0, count = 0] of buckets) {
          const block = Math.floor(index / BUCKETS_PER_BLOCK);
          blocks.set(block, (blocks.get(block) ?? 0) + count);
        }
        for (let block = 0; block * BUCKETS_PER_BLOCK < BUCKET_COUNT; block++) {
          assert.equal(total.countInBlock(block), blocks.get(block) ?? 0);
        }
        const visited: number[] = [];
        let index = total.nextUsed(0);
        for (; index < BUCKET_COUNT; index = total.nextUsed(index + 1)) visited.push(index);
        assert.deepStrictEqual(
          visited,
          buckets.map(([used]) => used),
        );
      }),
      FEW_RUNS,
    );
  });

  await t.test("adds the scalars of its deltas exactly", async (t) => {
    const total = totalOf([4098, 5]);
    total.add(recorded([2, 2 ** 45]).takeDelta()!);
    t.match(contentOf(total), {
      count: 4,
      sumNs: 4105n + 2n ** 45n,
      minNs: 2,
      maxNs: 2 ** 45,
      saturatedCount: 1,
      buckets: [
        [2, 1],
        [5, 1],
        [3072, 1],
        [BUCKET_COUNT - 1, 1],
      ],
    });
  });

  await t.test("refuses a delta whose buckets do not add up to its count", async (t) => {
    const delta = recorded([1, 2, 3]).takeDelta()!;
    t.throws(() => {
      new TotalHistogram().add({ ...delta, count: 4 });
    }, /must add up/);
  });

  await t.test("refuses a bucket that the layout does not have", async (t) => {
    const delta = recorded([1]).takeDelta()!;
    t.throws(() => {
      new TotalHistogram().add({ ...delta, indices: Uint16Array.of(BUCKET_COUNT) });
    }, /must be in the layout/);
  });

  await t.test("gives a clone that no longer follows it", async (t) => {
    const total = totalOf([1, 2]);
    const clone = total.clone();
    t.same(contentOf(clone), contentOf(total));
    total.merge(totalOf([3]));
    t.equal(clone.count, 2);
  });

  await t.test("oracle 18: merging is commutative", async () => {
    fc.assert(
      fc.property(valuesNs, valuesNs, (a, b) => {
        const [first, second] = [totalOf(a), totalOf(b)];
        assert.deepStrictEqual(contentOf(merged(first, second)), contentOf(merged(second, first)));
      }),
      FEW_RUNS,
    );
  });

  await t.test("oracle 18: merging is associative", async () => {
    fc.assert(
      fc.property(valuesNs, valuesNs, valuesNs, (a, b, c) => {
        const [x, y, z] = [totalOf(a), totalOf(b), totalOf(c)];
        assert.deepStrictEqual(
          contentOf(merged(merged(x, y), z)),
          contentOf(merged(x, merged(y, z))),
        );
      }),
      FEW_RUNS,
    );
  });

  await t.test("oracle 18: merging an empty one changes nothing", async () => {
    fc.assert(
      fc.property(valuesNs, (values) => {
        const total = totalOf(values);
        assert.deepStrictEqual(contentOf(merged(total, new TotalHistogram())), contentOf(total));
        assert.deepStrictEqual(contentOf(merged(new TotalHistogram(), total)), contentOf(total));
      }),
      FEW_RUNS,
    );
  });

  await t.test("oracle 18: parts merge to the whole, bucket by bucket", async () => {
    fc.assert(
      fc.property(fc.array(valuesNs, { maxLength: 6 }), (parts) => {
        const whole = parts.flat();
        const total = merged(...parts.map(totalOf));
        const library = libraryOf(whole);
        assert.deepStrictEqual(contentOf(total), contentOf(totalOf(whole)));
        assert.deepStrictEqual(
          bucketsOf((index) => total.countAt(index)),
          bucketsOf((index) => library.getCountAtIndex(index)),
        );
      }),
      FEW_RUNS,
    );
  });

  await t.test("oracle 18: cumulative(t2) - cumulative(t1) is the delta, in counts", async () => {
    fc.assert(
      fc.property(valuesNs, valuesNs, (earlier, later) => {
        const cumulative = totalOf(earlier);
        const before = cumulative.clone();
        const delta = totalOf(later);
        cumulative.merge(delta);
        assert.deepStrictEqual(
          bucketsOf((index) => cumulative.countAt(index) - before.countAt(index)),
          bucketsOf((index) => delta.countAt(index)),
        );
      }),
      FEW_RUNS,
    );
  });

  await t.test("oracle 21: counts past 2^32 stay right", async (t) => {
    const total = repeated(1_000_003, 2 ** 40 + 1);
    t.equal(total.count, 2 ** 40 + 1);
    t.equal(total.countAt(total.highestIndex), 2 ** 40 + 1);
    t.equal(total.sumNs, 1_000_003n * (2n ** 40n + 1n));
  });

  await t.test("oracle 21: full 32-bit deltas add up", async (t) => {
    const total = new TotalHistogram();
    const full = 2 ** 32 - 1;
    const delta = {
      ...recorded([9]).takeDelta()!,
      count: full,
      sumNs: 9n * BigInt(full),
      counts: Uint32Array.of(full),
    };
    total.add(delta);
    total.add(delta);
    t.equal(total.countAt(9), 8_589_934_590);
    t.equal(total.count, 8_589_934_590);
  });

  await t.test("finds the value of a rank", async (t) => {
    const total = totalOf([10, 20, 20, 30]);
    t.same(
      [1, 2, 3, 4].map((rank) => total.valueAtRank(rank)),
      [10, 20, 20, 30],
    );
    for (const rank of [0, -1, 5, NaN]) {
      t.throws(
        () => total.valueAtRank(rank),
        new RangeError(`rank is ${rank}; it must be from 1 to 4`),
      );
    }
    t.throws(() => new TotalHistogram().valueAtRank(1), RangeError);
  });

  await t.test(
    "never reports more than the exact maximum, and saturated ranks as such",
    async (t) => {
      // 100 001 ns shares its bucket with 99 968 … 100 031 ns.
      t.equal(totalOf([100_001]).valueAtRank(1), 100_001);
      const saturated = totalOf([2 ** 43, 2 ** 44]);
      t.equal(saturated.valueAtRank(1), HIGHEST_TRACKABLE_NS);
      t.equal(saturated.valueAtRank(2), 2 ** 44);
    },
  );

  await t.test("takes bare counts, with the outer edges for the lost scalars", async (t) => {
    const counts = new Float64Array(BUCKET_COUNT);
    counts[3072] = 2; // 4096 … 4099, middle 4098
    counts[3073] = 1; // 4100 … 4103, middle 4102
    const total = TotalHistogram.fromCounts(counts);
    counts[3072] = 100;
    t.match(contentOf(total), {
      count: 3,
      sumNs: 12_298n,
      minNs: 4096,
      maxNs: 4103,
      buckets: [
        [3072, 2],
        [3073, 1],
      ],
    });
    t.equal(TotalHistogram.fromCounts(new Float64Array(BUCKET_COUNT)).isEmpty, true);
  });
});
