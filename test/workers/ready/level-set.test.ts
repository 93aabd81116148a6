import t from "tap";
import { MAX_STREAMS } from "../../../engine/core/spec/run-spec-schema.js";
import { LevelSet } from "../../../workers/ready/level-set.js";
import { createRandom } from "../../fixtures/virtual-random.js";

t.test("LevelSet", async (t) => {
  await t.test("knows its least number over any sequence", async (t) => {
    const random = createRandom(5);
    const levels = new LevelSet(1024);
    const numbers = new Set<number>();
    t.equal(levels.least(), -1);
    for (let step = 0; step < 20_000; step++) {
      // Few numbers at a time: the least one shall be anywhere, and the set empty now and then.
      const level = Math.floor(random() * 1024);
      const least = levels.least();
      if (random() < 0.45) {
        levels.add(level);
        numbers.add(level);
      } else if (least >= 0) {
        levels.remove(least);
        numbers.delete(least);
      }
      const expected = numbers.size === 0 ? -1 : Math.min(...numbers);
      if (levels.least() !== expected) t.fail(`step ${step}: ${levels.least()}, not ${expected}`);
    }
    t.pass("20000 steps");
  });

  await t.test("has a number twice no more than once, and can do without any", async (t) => {
    const levels = new LevelSet(64);
    levels.add(31);
    levels.add(31);
    levels.add(63);
    levels.remove(32);
    t.equal(levels.least(), 31);
    levels.remove(31);
    t.equal(levels.least(), 63);
  });

  await t.test("has room for as many requests as a connection may carry", async (t) => {
    t.doesNotThrow(() => new LevelSet(MAX_STREAMS));
    t.throws(() => new LevelSet(1025), { message: "levelCount must be at most 1024, got 1025" });
  });
});
