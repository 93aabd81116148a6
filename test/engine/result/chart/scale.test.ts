import t from "tap";
import { percentileScale } from "../../../../engine/result/chart/percentile-scale.js";
import { closeLogScale, linearScale, logScale } from "../../../../engine/result/chart/scale.js";
import type { Scale } from "../../../../engine/result/chart/scale.js";

const ENDS = { low: 100, high: 500 };
/** From the bottom to the top of a drawing, whose zero is above. */
const UPWARDS = { low: 200, high: 0 };

const labels = ({ ticks }: Scale): readonly string[] => ticks.map(({ label }) => label);
const positions = ({ ticks }: Scale): readonly number[] =>
  ticks.map(({ position }) => Math.round(position));

t.test("linearScale", async (t) => {
  await t.test("has ticks at round numbers, where they belong", async (t) => {
    const scale = linearScale({ low: 0, high: 10 }, ENDS, String);
    t.strictSame(labels(scale), ["0", "2", "4", "6", "8", "10"]);
    t.strictSame(positions(scale), [100, 180, 260, 340, 420, 500]);
    t.equal(scale.positionOf(2.5), 200);
  });
  await t.test("begins and ends between ticks where the values do", async (t) => {
    const scale = linearScale({ low: 0, high: 1050 }, UPWARDS, String);
    t.strictSame(labels(scale), ["0", "500", "1000"]);
    t.equal(scale.positionOf(1050), 0);
  });
  await t.test("keeps what is outside at its ends", async (t) => {
    const scale = linearScale({ low: 0, high: 10 }, ENDS, String);
    t.equal(scale.positionOf(-5), 100);
    t.equal(scale.positionOf(11), 500);
  });
  await t.test("has room for values that are all alike", async (t) => {
    const scale = linearScale({ low: 0, high: 0 }, ENDS, String);
    t.equal(scale.positionOf(0), 100);
    t.ok(labels(scale).length > 1);
  });
});

t.test("logScale", async (t) => {
  await t.test("has equal distances for equal ratios", async (t) => {
    const scale = logScale({ low: 1000, high: 100_000 }, ENDS, String);
    t.strictSame(labels(scale), ["1000", "2000", "5000", "10000", "20000", "50000", "100000"]);
    t.equal(scale.positionOf(10_000), 300);
  });
  await t.test("begins and ends beyond its values, at 1, 2 or 5", async (t) => {
    const scale = logScale({ low: 230, high: 700 }, ENDS, String);
    t.strictSame(labels(scale), ["200", "500", "1000"]);
    t.equal(Math.round(scale.positionOf(200)), 100);
    t.equal(Math.round(scale.positionOf(1000)), 500);
  });
  await t.test("has decades only where there are many", async (t) => {
    const scale = logScale({ low: 1, high: 1e6 }, ENDS, String);
    t.strictSame(labels(scale), ["1", "10", "100", "1000", "10000", "100000", "1000000"]);
  });
  await t.test("has room for values that are all alike", async (t) => {
    const scale = logScale({ low: 1000, high: 1000 }, ENDS, String);
    t.strictSame(labels(scale), ["1000", "2000"]);
    t.equal(scale.positionOf(0), 100, "what is not above 0 lies at the low end");
  });
});

t.test("closeLogScale", async (t) => {
  await t.test("gives every value a place, and ticks in between", async (t) => {
    const scale = closeLogScale([100, 10_000], ENDS, String);
    t.equal(Math.round(scale.positionOf(1000)), 300, "the geometric middle");
    t.equal(scale.positionOf(0), 100);
    t.equal(scale.positionOf(1e9), 500);
    t.strictSame(labels(scale), ["100", "200", "500", "1000", "2000", "5000", "10000"]);
  });
  await t.test("has ticks at equal differences where values are near to each other", async (t) => {
    const scale = closeLogScale([0.2, 0.3], ENDS, String);
    t.strictSame(labels(scale), ["0.2", "0.25", "0.3"]);
  });
  await t.test("has two ticks at least, however wide it is", async (t) => {
    for (let high = 1.01; high < 1e5; high *= 1.3) {
      for (let low = 1; low < 10; low *= 1.1) {
        const { ticks } = closeLogScale([low, low * high], ENDS, String);
        t.ok(ticks.length >= 2 && ticks.length < 12, `${low} to ${low * high}: ${ticks.length}`);
      }
    }
  });
  await t.test("is an axis even of no value", async (t) => {
    t.strictSame(labels(closeLogScale([0, Infinity], ENDS, String)), ["1", "2", "5", "10"]);
  });
});

t.test("percentileScale", async (t) => {
  await t.test("has equal distances for each nine", async (t) => {
    const scale = percentileScale(1e-4, ENDS);
    t.strictSame(labels(scale), ["0 %", "50 %", "90 %", "99 %", "99.9 %", "99.99 %"]);
    t.strictSame(positions(scale), [100, 130, 200, 300, 400, 500]);
  });
  await t.test("keeps what lies beyond its end at its end", async (t) => {
    const scale = percentileScale(1 / 2000, ENDS);
    t.equal(scale.positionOf(0), 500);
    t.strictSame(labels(scale), ["0 %", "50 %", "90 %", "99 %", "99.9 %"]);
  });
});
