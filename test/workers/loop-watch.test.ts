import t from "tap";
import { LoopWatch } from "../../workers/loop-watch.js";

/** A watch with a loop whose idle time the test sets. */
function createWatch(): { watch: LoopWatch; loop: { idleNs: number; armedCount: number } } {
  const loop = { idleNs: 0, armedCount: 0 };
  const watch = new LoopWatch(
    () => loop.idleNs,
    () => {
      loop.armedCount++;
    },
  );
  return { watch, loop };
}

t.test("LoopWatch", async (t) => {
  await t.test("asks for a check once per poll", async (t) => {
    const { watch, loop } = createWatch();
    watch.onRead(10);
    watch.onRead(20);
    t.equal(loop.armedCount, 1);
    passCheck(watch, 30);
    watch.onRead(40);
    t.equal(loop.armedCount, 2);
  });

  await t.test("bounds by the previous poll while the loop is busy", async (t) => {
    const { watch } = createWatch();
    passCheck(watch, 1000);
    watch.onRead(2000);
    passCheck(watch, 30_000);
    t.equal(watch.onRead(40_000), 38_000, "since the first read of the poll before");
    t.equal(watch.onRead(45_000), 43_000, "the later reads of a batch lay longer");
  });

  await t.test("takes the check before last when a poll read nothing", async (t) => {
    const { watch } = createWatch();
    passCheck(watch, 1000);
    passCheck(watch, 2000);
    passCheck(watch, 3000);
    t.equal(watch.onRead(4000), 2000);
  });

  await t.test("knows that bytes which woke a sleeping loop have just come", async (t) => {
    const { watch, loop } = createWatch();
    passCheck(watch, 1000);
    passCheck(watch, 2000);
    loop.idleNs += 5_000_000;
    t.equal(watch.onRead(5_003_000), 1000, "2000 + 5 000 000 slept, 1000 unaccounted for");
  });

  await t.test("admits a stall before the reads of a poll that had slept", async (t) => {
    const { watch, loop } = createWatch();
    passCheck(watch, 0);
    loop.idleNs += 1_000_000;
    t.equal(watch.onRead(201_000_000), 200_000_000);
  });

  await t.test("admits it to what came in meanwhile as well", async (t) => {
    const { watch, loop } = createWatch();
    passCheck(watch, 0);
    loop.idleNs += 1_000_000;
    watch.onRead(201_000_000);
    passCheck(watch, 201_001_000);
    t.equal(watch.onRead(201_002_000), 200_002_000, "since that poll returned at 1 000 000");
  });

  await t.test("admits a stall in the check phase", async (t) => {
    const { watch } = createWatch();
    passCheck(watch, 0);
    watch.onRead(10_000);
    passCheck(watch, 200_000_000);
    t.equal(watch.onRead(200_001_000), 199_991_000);
  });

  await t.test(
    "says at the end of a check what the turn took, but for the time slept",
    async (t) => {
      const { watch, loop } = createWatch();
      passCheck(watch, 1000);
      t.equal(passCheck(watch, 31_000), 30_000, "from the end of the last check");
      loop.idleNs += 5_000_000;
      t.equal(passCheck(watch, 5_041_000), 10_000, "sleeping is no work");
      loop.idleNs += 1001;
      t.equal(passCheck(watch, 5_042_000), 0, "never negative, however the idle time is rounded");
    },
  );

  await t.test("is never negative", async (t) => {
    const { watch, loop } = createWatch();
    passCheck(watch, 0);
    // Idle time is read after the clock, and may be ahead of it by the time between the two.
    loop.idleNs += 1_000_500;
    t.equal(watch.onRead(1_000_000), 0);
  });
});

/** A check phase that takes no time. */
function passCheck(watch: LoopWatch, nowNs: number): number {
  watch.onCheck();
  return watch.onCheckEnd(nowNs);
}
