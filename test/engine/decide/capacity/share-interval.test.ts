import t from "tap";
import { RandomSource } from "../../../../engine/core/index.js";
import { shareIntervalOf } from "../../../../engine/decide/capacity/share-interval.js";

function batchesOf(share: number, count: number, seed: number) {
  const random = new RandomSource(seed);
  return Array.from({ length: 20 }, () => {
    let hits = 0;
    for (let at = 0; at < count; at++) if (random.nextUniform() < share) hits++;
    return { count, hits };
  });
}

t.test("shareIntervalOf", async (t) => {
  await t.test("holds the true share in about 95 of 100 runs", async (t) => {
    const runs = Array.from({ length: 200 }, (_, seed) =>
      shareIntervalOf(batchesOf(0.1, 50, seed)),
    );
    const holding = runs.filter(
      ({ lowPercent, highPercent }) => lowPercent! <= 10 && highPercent! >= 10,
    );
    t.ok(holding.length >= 183, `${holding.length} of 200`);
  });

  await t.test("does not take no failure for none ever", async (t) => {
    const { observedPercent, lowPercent, highPercent } = shareIntervalOf(batchesOf(0, 50, 1));
    t.equal(observedPercent, 0);
    t.equal(lowPercent, 0);
    // (1 − 0.00369) ^ 1000 is 0.0248.
    t.ok(Math.abs(highPercent! - 0.3689) < 0.001, `${highPercent} %`);
    const all = shareIntervalOf(batchesOf(1, 50, 1));
    t.equal(all.highPercent, 100);
    t.ok(Math.abs(all.lowPercent! - 99.6311) < 0.001);
  });

  await t.test("knows nothing of no requests and of few batches", async (t) => {
    t.match(shareIntervalOf([]), { observedPercent: null, doubt: "no requests" });
    const few = batchesOf(0.5, 50, 1).slice(0, 9);
    t.match(shareIntervalOf(few), {
      lowPercent: null,
      highPercent: null,
      doubt: "too few batches",
    });
  });
});
