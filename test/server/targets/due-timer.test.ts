import t from "tap";
import { RandomSource } from "../../../engine/core/index.js";
import { DueQueue, DueTimer } from "../../../server/targets/due-timer.js";
import { VirtualLoop } from "../../fixtures/virtual-loop.js";

/** A queue on a virtual loop, and timers that write down when they fired. */
function create(latenessMs?: number): {
  readonly loop: VirtualLoop;
  readonly queue: DueQueue;
  readonly fired: (readonly [name: string, afterMs: number])[];
  readonly timer: (name: string) => DueTimer;
} {
  const loop = new VirtualLoop(latenessMs);
  const queue = new DueQueue(loop);
  const startMs = loop.nowMs();
  const fired: (readonly [name: string, afterMs: number])[] = [];
  const timer = (name: string): DueTimer =>
    new DueTimer(queue, () => fired.push([name, loop.nowMs() - startMs]));
  return { loop, queue, fired, timer };
}

t.test("a due timer", async (t) => {
  await t.test("never fires early, and hardly late, though coarse timers are late", async (t) => {
    for (const afterMs of [0.2, 0.999, 1, 2.0001, 3.7, 50, 10_000]) {
      const { loop, fired, timer } = create();
      timer("a").start(afterMs);
      loop.advanceTo(1000 + afterMs + 5);
      const [, firedMs = 0] = fired[0] ?? [];
      t.ok(firedMs >= afterMs && firedMs <= afterMs + 0.02, `${afterMs}: ${firedMs}`);
      t.equal(fired.length, 1);
    }
  });
  await t.test("burns nothing while nothing is nearly due", async (t) => {
    const { loop, timer } = create();
    timer("a").start(10_000);
    loop.advanceTo(1000 + 9_990);
    t.equal(loop.spunTurnCount, 0);
    loop.advanceTo(1000 + 10_100);
    t.ok(loop.spunTurnCount <= 200, `${loop.spunTurnCount} turns of 0.01 ms`);
    t.ok(loop.isIdle, "and nothing is left behind");
  });
  await t.test("does not fire once it is cancelled, and leaves nothing behind", async (t) => {
    const { loop, fired, timer } = create();
    const a = timer("a");
    a.start(100);
    a.cancel();
    a.cancel();
    t.ok(loop.isIdle);
    loop.advanceTo(2000);
    t.same(fired, []);
  });
  await t.test("is moved by another start", async (t) => {
    const { loop, fired, timer } = create(0);
    const a = timer("a");
    a.start(50);
    a.start(10);
    a.start(30);
    loop.advanceTo(1500);
    t.same(
      fired.map(([name]) => name),
      ["a"],
    );
    t.ok(fired[0]![1] >= 30 && fired[0]![1] < 31);
  });
});

t.test("many due timers fire in the order of their instants", async (t) => {
  const random = new RandomSource(3);
  const { loop, fired, timer } = create();
  const timers = Array.from({ length: 500 }, (_, index) => ({
    name: String(index),
    afterMs: random.nextUniform() * 200,
    each: timer(String(index)),
  }));
  for (const { each, afterMs } of timers) each.start(afterMs);
  // Taken out again from wherever in the heap it is.
  for (const { each } of timers.filter((_, index) => index % 3 === 0)) each.cancel();
  const expected = timers.filter((_, index) => index % 3 !== 0);
  loop.advanceTo(1300);
  expected.sort((a, b) => a.afterMs - b.afterMs);
  t.same(
    fired.map(([name]) => name),
    expected.map(({ name }) => name),
  );
  t.ok(loop.isIdle);
});

t.test("a timer that is started by another one's firing fires too", async (t) => {
  const { loop, queue, fired, timer } = create();
  const second = timer("second");
  new DueTimer(queue, () => {
    second.start(0.5);
  }).start(1);
  loop.advanceTo(1010);
  t.ok(fired[0]![1] >= 1.5 && fired[0]![1] < 1.6);
});
