import t from "tap";
import { ConstantSchedule, StripeCursor, shareOf } from "../../../../engine/core/index.js";

t.test("oracle 4: the stripes are the schedule, each arrival once", async (t) => {
  for (const ratePerSecond of [0.2, 333.333, 99_991]) {
    const schedule = new ConstantSchedule(ratePerSecond);
    await t.test(`${ratePerSecond}/s over 1 to 64 workers`, async (t) => {
      for (let stripeCount = 1; stripeCount <= 64; stripeCount++) {
        const perStripe = 40;
        const total = perStripe * stripeCount;
        const seen = new Map<number, number>();
        for (let stripeIndex = 0; stripeIndex < stripeCount; stripeIndex++) {
          const cursor = new StripeCursor(schedule, { stripeIndex, stripeCount });
          for (let step = 0; step < perStripe; step++) {
            if (seen.has(cursor.nextIndex)) t.fail(`${cursor.nextIndex} is in two stripes`);
            seen.set(cursor.nextIndex, cursor.nextIntendedStartNs);
            cursor.advance();
          }
        }
        const union = [...seen.entries()].sort(([a], [b]) => a - b);
        const whole = Array.from({ length: total }, (_, k) => [k, schedule.intendedStartNs(k)]);
        t.same(union, whole, `${stripeCount} stripes`);
      }
    });
  }
});

t.test("shareOf", async (t) => {
  for (const { total, stripeCount, shares } of [
    { total: 10, stripeCount: 1, shares: [10] },
    { total: 10, stripeCount: 3, shares: [4, 3, 3] },
    { total: 2, stripeCount: 4, shares: [1, 1, 0, 0] },
    { total: 0, stripeCount: 2, shares: [0, 0] },
    { total: 1e12, stripeCount: 3, shares: [333_333_333_334, 333_333_333_333, 333_333_333_333] },
  ]) {
    t.same(
      shares.map((_, stripeIndex) => shareOf(total, { stripeIndex, stripeCount })),
      shares,
      `deals ${total} over ${stripeCount}`,
    );
  }
});
