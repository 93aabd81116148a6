import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import t from "tap";
import { LoopDelay } from "../../workers/loop-delay.js";
import { Recorder } from "../../workers/recorder.js";
import { SelfObserver } from "../../workers/self-observer.js";
import { WorkerClock } from "../../workers/worker-clock.js";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function createObserver(): { self: SelfObserver; clock: WorkerClock; delay: LoopDelay } {
  const clock = new WorkerClock();
  const delay = new LoopDelay(new Recorder(0, Infinity));
  return { self: new SelfObserver(clock, delay), clock, delay };
}

t.test("SelfObserver", async (t) => {
  await t.test(
    "counts what the thread did in the window, and nothing before or after it",
    async (t) => {
      // From Node 24 on the loop has done nothing while the first module is still evaluated; a worker begins in a turn of it.
      await pause(1);
      const { self, clock } = createObserver();
      self.begin();
      keepBusy(100);
      const outer = { cpuNs: threadCpuNs(), atNs: clock.nowNs() };
      self.beginWindow(clock.nowNs());
      const inner = { cpuNs: threadCpuNs(), atNs: clock.nowNs() };
      keepBusy(50);
      const innerCpuNs = threadCpuNs() - inner.cpuNs;
      const innerNs = clock.nowNs() - inner.atNs;
      self.endWindow(clock.nowNs());
      const outerCpuNs = threadCpuNs() - outer.cpuNs;
      const outerNs = clock.nowNs() - outer.atNs;
      keepBusy(100);
      self.endWindow(clock.nowNs());
      const { cpuNs, runDelayNs, loopActiveNs, loopIdleNs } = self.read();
      self.close();
      if (Number.isNaN(outerCpuNs)) t.ok(Number.isNaN(cpuNs) && Number.isNaN(runDelayNs));
      else t.ok(cpuNs >= innerCpuNs && cpuNs <= outerCpuNs, `${innerCpuNs} ≤ ${cpuNs} ns of CPU`);
      t.ok(loopActiveNs >= innerNs - 1 && loopActiveNs <= outerNs + 1, "a busy loop");
      t.equal(loopIdleNs, 0, "that never slept");
      t.same(self.read().cpuNs, cpuNs, "closed, it says the same");
    },
  );

  await t.test("knows its CPU time at the end of the window only", (t) => {
    const { self } = createObserver();
    self.begin();
    t.ok(Number.isNaN(self.read().cpuNs));
    self.close();
    self.close();
    t.end();
  });

  await t.test(
    "counts pauses of the window by when they were, not by when they are told",
    async (t) => {
      const { self, clock } = createObserver();
      self.begin();
      collectGarbage();
      const startedNs = clock.nowNs();
      self.beginWindow(startedNs);
      collectGarbage();
      const endedNs = clock.nowNs();
      self.endWindow(endedNs);
      collectGarbage();
      // Pauses are told on a later turn of the loop.
      await pause(50);
      self.close();
      const { gcPauseCount, gcPauseNsMax, gcPauseNsTotal, gcPauseAtNs } = self.read();
      t.ok(gcPauseCount >= 1, `${gcPauseCount} pauses`);
      t.ok(gcPauseAtNs >= startedNs && gcPauseAtNs <= endedNs, "the longest was in the window");
      t.ok(gcPauseNsMax > 0 && gcPauseNsMax <= gcPauseNsTotal);
      t.ok(gcPauseNsTotal <= endedNs - startedNs, "together no longer than the window");
    },
  );

  await t.test("has no pauses of a window without any", async (t) => {
    const { self, clock } = createObserver();
    self.begin();
    collectGarbage();
    await pause(50);
    self.beginWindow(clock.nowNs());
    self.endWindow(clock.nowNs());
    collectGarbage();
    await pause(50);
    self.close();
    t.match(self.read(), { gcPauseCount: 0, gcPauseNsMax: -1, gcPauseNsTotal: 0 });
  });

  await t.test("tells the longest turn of the loop", (t) => {
    const { self, delay } = createObserver();
    delay.onTurn(12, 34);
    t.match(self.read(), { loopDelayNsMax: 12, loopDelayAtNs: 34 });
    self.close();
    t.end();
  });
});

function keepBusy(lengthMs: number): void {
  const begunMs = performance.now();
  while (performance.now() - begunMs < lengthMs);
}

/** CPU time of this thread as the kernel tells it; NaN where it does not. */
function threadCpuNs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]);
  } catch {
    // Not Linux.
    return Number.NaN;
  }
}
