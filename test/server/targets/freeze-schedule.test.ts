import t from "tap";
import { DueQueue } from "../../../server/targets/due-timer.js";
import { Freeze } from "../../../server/targets/freeze.js";
import { VirtualLoop } from "../../fixtures/virtual-loop.js";

const STEP_MS = 0.25;

/** Somebody who tries to work all the time, and notes when it could not. */
class Worker {
  readonly loop = new VirtualLoop();
  readonly freeze = new Freeze(new DueQueue(this.loop));
  readonly #startMs = this.loop.nowMs();

  /** @returns the freezes up to an instant since the start, as [beginning, end] in whole milliseconds */
  freezesUntil(untilMs: number): (readonly [number, number])[] {
    const freezes: [number, number][] = [];
    for (let atMs = this.sinceStartMs(); atMs < untilMs; atMs = this.sinceStartMs()) {
      if (this.freeze.isFrozen && freezes.at(-1)?.[1] !== -1) freezes.push([Math.round(atMs), -1]);
      const last = freezes.at(-1);
      if (!this.freeze.isFrozen && last?.[1] === -1) last[1] = Math.round(atMs);
      this.loop.advanceTo(this.loop.nowMs() + STEP_MS);
    }
    return freezes;
  }

  sinceStartMs(): number {
    return this.loop.nowMs() - this.#startMs;
  }
}

t.test("a freeze that comes again", async (t) => {
  await t.test("begins at every whole period, without drift", async (t) => {
    const worker = new Worker();
    worker.freeze.schedule({ durationMs: 10, afterMs: 50, everyMs: 100 });
    t.same(worker.freezesUntil(500), [
      [50, 60],
      [150, 160],
      [250, 260],
      [350, 360],
      [450, 460],
    ]);
    worker.loop.advanceTo(1000 + 1_000_040);
    t.same(
      worker.freezesUntil(1_000_100),
      [[1_000_050, 1_000_060]],
      "nor after a thousand seconds",
    );
  });
  await t.test("begins at once when it is asked for", async (t) => {
    const worker = new Worker();
    worker.freeze.schedule({ durationMs: 20, afterMs: 0, everyMs: 100 });
    t.ok(worker.freeze.isFrozen);
    t.same(worker.freezesUntil(250), [
      [0, 20],
      [100, 120],
      [200, 220],
    ]);
  });
  await t.test("comes once for all those that a stopped process has missed", async (t) => {
    const worker = new Worker();
    worker.freeze.schedule({ durationMs: 10, afterMs: 50, everyMs: 100 });
    worker.loop.advanceTo(1000 + 140);
    worker.loop.stopUntil(1000 + 520);
    t.same(worker.freezesUntil(700), [
      [520, 530],
      [550, 560],
      [650, 660],
    ]);
  });
  await t.test("ends with the others that lie ahead, but not before its own end", async (t) => {
    const worker = new Worker();
    worker.freeze.schedule({ durationMs: 50, afterMs: 0, everyMs: 100 });
    worker.freeze.schedule({ durationMs: 50, afterMs: 200, everyMs: 0 });
    worker.freeze.forgetAhead();
    t.same(worker.freezesUntil(500), [[0, 50]]);
    t.ok(worker.loop.isIdle);
  });
  await t.test("is one of the hundred that may lie ahead, however often it comes", async (t) => {
    const { freeze, loop } = new Worker();
    for (let i = 0; i < 99; i++) freeze.schedule({ durationMs: 1, afterMs: 3_600_000, everyMs: 0 });
    freeze.schedule({ durationMs: 1, afterMs: 0, everyMs: 10 });
    loop.advanceTo(1100);
    t.notOk(freeze.hasRoom());
  });
  await t.test("refuses periods that leave no time between two", async (t) => {
    const { freeze } = new Worker();
    for (const everyMs of [10, 5, -1, 0.5, Number.NaN, 3_600_001]) {
      t.throws(() => {
        freeze.schedule({ durationMs: everyMs === 0.5 ? 0 : 10, afterMs: 0, everyMs });
      }, RangeError);
    }
    t.notOk(freeze.isFrozen);
  });
});

t.test("a single freeze begins and ends when it was planned", async (t) => {
  const worker = new Worker();
  worker.freeze.schedule({ durationMs: 30, afterMs: 20, everyMs: 0 });
  worker.freeze.schedule({ durationMs: 10, afterMs: 30, everyMs: 0 });
  t.same(worker.freezesUntil(200), [[20, 50]]);
  t.ok(worker.loop.isIdle);
});
