import t from "tap";
import { RandomSource, drawExponential } from "../../../engine/core/index.js";
import type { SparseHistogram, TotalHistogram } from "../../../engine/core/histogram/index.js";
import { Accumulator } from "../../../engine/run/accumulator.js";
import { BATCHES_MAX, BatchCollector } from "../../../engine/run/batches.js";
import type { Batch } from "../../../engine/run/batches.js";
import { TICK_NS } from "../../../engine/run/worker-plans.js";
import { bucketsOf } from "../core/histogram/histogram-data.js";
import { deltaOf } from "./delta-data.js";

const MS = 1e6;

/** How many requests are in each batch. */
function countsOf({ batches }: BatchCollector): readonly number[] {
  return batches.map(({ responseSuccess }) => responseSuccess.count);
}

function addAt(collector: BatchCollector, atNs: number, count = 1, endNs = Infinity): void {
  const responseSuccess = Array.from({ length: count }, () => 1000);
  collector.add(deltaOf(atNs, { responseSuccess }), endNs);
}

function sparseBuckets(parts: readonly SparseHistogram[]): readonly (readonly number[])[] {
  return bucketsOf((index) => parts.reduce((sum, part) => sum + part.splitAt(index).at, 0));
}

function totalBuckets(total: TotalHistogram): readonly (readonly number[])[] {
  return bucketsOf((index) => total.countAt(index));
}

t.test("BatchCollector", async (t) => {
  await t.test("keeps ticks apart, those in which nothing ended too", async (t) => {
    const collector = new BatchCollector(0);
    for (const tick of [1, 2, 5]) addAt(collector, tick * TICK_NS, tick);
    t.strictSame(countsOf(collector), [1, 2, 0, 0, 5]);
    t.equal(collector.batchSeconds, 0.1);
  });

  await t.test("merges neighbours when it is full, and doubles the batch", async (t) => {
    const collector = new BatchCollector(0);
    for (let tick = 1; tick <= 64; tick++) addAt(collector, tick * TICK_NS, tick);
    t.equal(collector.batches.length, 64);
    addAt(collector, 65 * TICK_NS, 65);
    t.equal(collector.batchSeconds, 0.2);
    t.strictSame(
      countsOf(collector),
      [...Array.from({ length: 32 }, (_, pair) => 4 * pair + 3), 65],
      "1 + 2, 3 + 4, …, 63 + 64, and the one that found no place",
    );
    addAt(collector, 66 * TICK_NS, 1);
    t.equal(countsOf(collector).at(-1), 66);
  });

  await t.test("doubles as often as a long silence needs", async (t) => {
    const collector = new BatchCollector(0);
    addAt(collector, TICK_NS);
    addAt(collector, 1000 * TICK_NS);
    t.equal(collector.batchSeconds, 1.6);
    t.equal(collector.batches.length, 63);
    t.equal(countsOf(collector)[62], 1);
  });

  await t.test("puts what several workers tell of one tick into one batch", async (t) => {
    for (const { name, atMs, tick } of [
      { name: "told at the tick", atMs: 300, tick: 2 },
      { name: "told late, after slices", atMs: 318.4, tick: 2 },
      { name: "a worker that was held up for a quarter of a second", atMs: 530, tick: 4 },
      { name: "an end of the run between two ticks", atMs: 262, tick: 2 },
    ]) {
      const collector = new BatchCollector(0);
      addAt(collector, 1000 * MS);
      addAt(collector, atMs * MS);
      t.equal(countsOf(collector)[tick], 1, name);
    }
  });

  await t.test("begins at the end of the warm-up", async (t) => {
    for (const warmupMs of [1000, 1001, 1099]) {
      const collector = new BatchCollector(warmupMs * MS);
      addAt(collector, 1100 * MS, 1);
      addAt(collector, 1200 * MS, 2);
      t.strictSame(countsOf(collector), [1, 2], `${warmupMs} ms`);
    }
    const collector = new BatchCollector(1000 * MS);
    collector.add(deltaOf(500 * MS, { connect: [5] }), Infinity);
    t.strictSame(collector.batches, [], "a connection is no request");
  });

  await t.test("puts what ends in the drain into the window's last batch", async (t) => {
    const collector = new BatchCollector(0);
    addAt(collector, 100 * MS, 1, 300 * MS);
    addAt(collector, 300 * MS, 2, 300 * MS);
    addAt(collector, 5000 * MS, 3, 300 * MS);
    t.strictSame(countsOf(collector), [1, 0, 5]);
  });

  await t.test("counts whatever did not succeed, though it has no time", async (t) => {
    const collector = new BatchCollector(0);
    const counters = {
      failed: 1,
      timedOut: 2,
      unfinished: 4,
      skippedQueueFull: 3,
      skippedLate: 5,
      planned: 100,
    };
    collector.add(deltaOf(TICK_NS, { counters }), Infinity);
    addAt(collector, 64 * TICK_NS);
    addAt(collector, 65 * TICK_NS);
    t.equal(collector.batches[0]?.infinityCount, 15);
  });

  await t.test("loses no bucket of two workers, and keeps 64 batches", async (t) => {
    const random = new RandomSource(11);
    const collector = new BatchCollector(0);
    const total = new Accumulator();
    let mostBatches = 0;
    for (let tick = 1; tick <= 6000; tick++) {
      // The second worker is late by up to two ticks: its news come after those of later ticks.
      for (const atNs of [tick * TICK_NS, Math.max(1, tick - (tick % 3)) * TICK_NS]) {
        const delta = deltaOf(atNs, {
          responseSuccess: [1e6 * drawExponential(random)],
          ...(tick % 50 === 0 && {
            responseOther: [3e6],
            service2xx: [2e6 * drawExponential(random)],
            service5xx: [4e6],
            serviceOther: [5],
            counters: { failed: 1 },
          }),
        });
        total.add(delta);
        collector.add(delta, Infinity);
      }
      mostBatches = Math.max(mostBatches, collector.batches.length);
    }
    t.equal(mostBatches, BATCHES_MAX);
    t.equal(collector.batchSeconds, 12.8);
    t.equal(collector.batches.length, 47, "of 10 minutes");
    const allOf = (of: (batch: Batch) => SparseHistogram): readonly (readonly number[])[] =>
      sparseBuckets(collector.batches.map(of));
    for (const name of ["responseSuccess", "responseOther", "service"] as const) {
      t.strictSame(
        allOf((batch) => batch[name]),
        totalBuckets(total.histogram(name)),
        name,
      );
    }
    t.equal(
      collector.batches.reduce((sum, { infinityCount }) => sum + infinityCount, 0),
      total.counter("failed"),
    );
  });
});
