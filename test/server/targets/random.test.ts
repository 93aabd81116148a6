import t from "tap";
import { createRandom } from "../../../server/targets/random.js";

const draw = (random: () => number, count: number): number[] =>
  Array.from({ length: count }, random);

await t.test("createRandom", async (t) => {
  await t.test("gives the same numbers for the same seed", async (t) => {
    t.same(draw(createRandom(7), 100), draw(createRandom(7), 100));
    t.notSame(draw(createRandom(7), 100), draw(createRandom(8), 100));
  });
  await t.test("gives other numbers each time without one", async (t) => {
    t.notSame(draw(createRandom(), 10), draw(createRandom(), 10));
  });
  await t.test("stays in [0, 1), and fills ten equal parts alike", async (t) => {
    const counts = new Array<number>(10).fill(0);
    for (const value of draw(createRandom(1), 100_000)) {
      if (value < 0 || value >= 1) t.fail(`out of range: ${value}`);
      const part = Math.floor(value * 10);
      counts[part] = (counts[part] ?? 0) + 1;
    }
    // Chi-squared with 9 degrees of freedom exceeds 27.9 once in a thousand seeds; this seed is fixed.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    t.ok(chiSquared < 27.9, String(chiSquared));
  });
  await t.test("survives the seed zero", async (t) => {
    t.not(createRandom(0)(), 0);
  });
});
