import t from "tap";
import { LoopDelay } from "../../workers/loop-delay.js";
import { Recorder } from "../../workers/recorder.js";
import { HISTOGRAM_INDEX } from "../../engine/core/index.js";
import type { SelfObservation } from "../../engine/core/index.js";
import type { StallPhase } from "../fixtures/virtual-thread.js";
import { answersAfter } from "../fixtures/virtual-server.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";

const MS = 1e6;
const STALL_NS = 200 * MS;
/** Virtual time jumps over a spin: up to 2 ms that in real time are many turns are one. */
const SPIN_NS = 2 * MS;

t.test("LoopDelay", async (t) => {
  await t.test("counts the turns that end in the window, and keeps the longest", (t) => {
    const recorder = new Recorder(100, 200);
    const delay = new LoopDelay(recorder);
    delay.onTurn(99, 99);
    t.equal(delay.longestNs, -1, "the warm-up is not measured");
    delay.onTurn(7, 100);
    delay.onTurn(9, 150);
    delay.onTurn(9, 160);
    delay.onTurn(8, 199);
    delay.onTurn(50, 200);
    t.match(delay, { longestNs: 9, longestAtNs: 150 });
    recorder.cut(200, 0, 0, 200);
    t.match(recorder.takeCut()?.histograms[HISTOGRAM_INDEX.loopDelay], { count: 4, maxNs: 9 });
    t.end();
  });

  for (const phase of ["poll", "check", "timers"] as const) {
    await t.test(`finds a stall in the ${phase} phase, and when it was`, (t) => {
      const self = stalled(phase, { ratePerSecond: 100, atNs: 500 * MS });
      t.ok(self.loopDelayNsMax >= STALL_NS - MS, `${self.loopDelayNsMax}`);
      t.ok(self.loopDelayNsMax <= STALL_NS + SPIN_NS, `${self.loopDelayNsMax}`);
      const endedNs = 700 * MS;
      t.ok(Math.abs(self.loopDelayAtNs - endedNs) <= SPIN_NS, `${self.loopDelayAtNs}`);
      t.end();
    });
  }

  await t.test("has nothing to say of a stall for which nothing waited", (t) => {
    const self = stalled("timers", { ratePerSecond: 1, atNs: 500 * MS });
    t.ok(self.loopDelayNsMax <= SPIN_NS, `${self.loopDelayNsMax}`);
    t.end();
  });
});

/** What a worker says of itself after a run of 1.5 s, with answers after 5 ms and a stall. */
function stalled(
  phase: StallPhase,
  given: { readonly ratePerSecond: number; readonly atNs: number },
): SelfObservation {
  const { facts } = virtualRun({
    spec: { load: constantLoad(given.ratePerSecond), duration: "1500ms", connections: 50 },
    server: answersAfter(5 * MS),
    stalls: [{ worker: 0, atNs: given.atNs, lengthNs: STALL_NS, phase }],
  });
  const self = facts.workers[0]?.self;
  if (self === undefined) throw new Error("a run has a worker");
  return self;
}
