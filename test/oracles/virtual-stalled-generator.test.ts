import t from "tap";
import type { Test } from "tap";
import type { LoggedRequest } from "../fixtures/virtual-log.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun } from "../fixtures/virtual-run.js";
import { answersAfter } from "../fixtures/virtual-server.js";
import type { StallPhase } from "../fixtures/virtual-thread.js";

const STALL_NS = 200e6;
const PHASES: readonly StallPhase[] = ["poll", "check", "timers"];

/** How much longer a request seemed to take than it took: it was read that long after it lay in the kernel. */
function excessNsOf({ endedNs, deliveredNs }: LoggedRequest): number {
  return endedNs - deliveredNs;
}

function runStalled(options: {
  readonly phase: StallPhase;
  readonly targetNs: number;
  readonly stallAtNs: number;
}): VirtualRun {
  const { phase, targetNs, stallAtNs } = options;
  return virtualRun({
    spec: { load: constantLoad(1000), duration: "3s", workers: 2, connections: 64 },
    server: answersAfter(targetNs),
    stalls: [{ worker: 0, atNs: stallAtNs, lengthNs: STALL_NS, phase }],
  });
}

t.test("oracle 10: a stalled generator is seen where it belongs", async (t) => {
  for (const phase of PHASES) {
    for (const { targetName, targetNs } of [
      { targetName: "instant target", targetNs: 0 },
      { targetName: "target of 20 ms", targetNs: 20e6 },
    ]) {
      // At an instant at which an arrival is due and an answer comes, and at one between them.
      for (const stallAtNs of [1_000_000_000, 1_000_300_000]) {
        const name = `${phase} phase, ${targetName}, at ${stallAtNs} ns`;
        await t.test(name, async (t) => {
          checkTriangle(t, runStalled({ phase, targetNs, stallAtNs }), { targetNs, stallAtNs });
        });
      }
    }
  }
});

function checkTriangle(
  t: Test,
  { requests, result }: VirtualRun,
  { targetNs, stallAtNs }: { readonly targetNs: number; readonly stallAtNs: number },
): void {
  for (const request of requests) {
    const fault = faultOf(request, stallAtNs, targetNs);
    if (fault !== undefined) t.fail(fault, { request });
  }
  const hitCount = requests.filter((r) => r.dispatchedNs - r.intendedNs > 0).length;
  t.ok(hitCount >= 99 && hitCount <= 101, `500/s × 200 ms are late: ${hitCount}`);
  const inFlight = requests.filter((request) => excessNsOf(request) > 0);
  const inFlightMax = Math.ceil((500 * targetNs) / 1e9) + 1;
  t.ok(inFlight.length <= inFlightMax, `only what was in flight: ${inFlight.length}`);
  if (targetNs > 0) t.ok(inFlight.length >= 9, `all that was in flight: ${inFlight.length}`);
  t.ok(
    inFlight.every(({ worker, sentNs }) => worker === 0 && sentNs <= stallAtNs),
    "service grows only in what was sent before the stall",
  );
  t.ok(Number(result.latency.lateness.max) > 197e6);
  t.not(result.generator.verdict, "valid");
  t.ok(result.generator.reasons.some(({ code }) => code === "generatorOwnShare"));
}

/** What a request shows that it should not. */
function faultOf(request: LoggedRequest, stallAtNs: number, targetNs: number): string | undefined {
  const { worker, intendedNs, dispatchedNs, endedNs, readDelayNs } = request;
  const restNs = stallAtNs + STALL_NS - intendedNs;
  const isHit = worker === 0 && intendedNs > stallAtNs && restNs > 0;
  if (isHit && dispatchedNs - intendedNs !== restNs) return "lateness is the rest of the stall";
  if (isHit && endedNs - intendedNs < restNs + targetNs) return "response holds the lateness";
  if (excessNsOf(request) > readDelayNs) return "readDelay admits the excess";
  if (worker === 1 && dispatchedNs !== intendedNs) return "the other worker is on time";
  return undefined;
}

t.test("oracle 10: 200 ms in an hour are not valid either", async (t) => {
  const { requests, result } = virtualRun({
    spec: { load: constantLoad(10), duration: "1h", connections: 4 },
    server: answersAfter(1_000_000),
    stalls: [{ worker: 0, atNs: 1800e9 - 50e6, lengthNs: STALL_NS, phase: "check" }],
  });
  t.equal(requests.length, 36_000);
  t.equal(requests.filter((r) => r.dispatchedNs > r.intendedNs).length, 2);
  t.not(result.generator.verdict, "valid");
  const [reason] = result.generator.reasons;
  t.equal(reason?.code, "generatorOwnShare");
  t.ok(reason!.fromSeconds! <= 1800 && reason!.toSeconds! >= 1800, "the culpable interval");
  t.ok(reason!.toSeconds! - reason!.fromSeconds! < 1);
});

t.test("oracle 10: a run without a stall is valid", async (t) => {
  for (const { name, ratePerSecond, targetNs } of [
    { name: "instant target, spinning", ratePerSecond: 1000, targetNs: 0 },
    { name: "fast target, spinning", ratePerSecond: 1000, targetNs: 100_000 },
    { name: "slow target, spinning", ratePerSecond: 1000, targetNs: 20e6 },
    { name: "answers that wake a sleeping loop", ratePerSecond: 40, targetNs: 12_345_678 },
  ]) {
    const { result } = virtualRun({
      spec: { load: constantLoad(ratePerSecond), duration: "3s", workers: 2, connections: 64 },
      server: answersAfter(targetNs),
    });
    t.same(result.generator.reasons, [], name);
    t.equal(result.generator.verdict, "valid", name);
    t.ok(result.latency.readDelay.max! <= 1, `${name}: no answer lay unread`);
  }
});

t.test("oracle 10: a blocked loop makes no timeout of a delivered answer", async (t) => {
  for (const phase of PHASES) {
    for (let offsetMs = 0; offsetMs < 60; offsetMs += 7) {
      const { result } = virtualRun({
        spec: { load: constantLoad(100), duration: "2s", connections: 64, timeout: "100ms" },
        server: answersAfter(50e6),
        stalls: [{ worker: 0, atNs: 1e9 + offsetMs * 1e6, lengthNs: STALL_NS, phase }],
      });
      t.equal(result.requests.timedOut, 0, `${phase} phase, ${offsetMs} ms`);
      t.equal(result.requests.completed, 200);
    }
  }
});

t.test("oracle 10: the read delay is a bound whenever the stalls come", async (t) => {
  let checkedCount = 0;
  for (const phase of PHASES) {
    for (const targetNs of [40_000, 300_000, 3_000_000]) {
      const stalls = Array.from({ length: 60 }, (_, index) => ({
        worker: 0,
        atNs: 10e6 + index * 16_300_007,
        lengthNs: 30_000 * (1 + (index % 13)) ** 2,
        phase,
      }));
      const { requests } = virtualRun({
        spec: { load: constantLoad(5000), duration: "1s", connections: 200 },
        server: answersAfter(targetNs),
        stalls,
      });
      // Below 50 µs the watch does not ask whether the loop slept: so much it may be wrong.
      const wrong = requests.filter((r) => excessNsOf(r) > r.readDelayNs + 50_000);
      t.same(wrong.slice(0, 2), [], `${phase} phase, target of ${targetNs} ns`);
      checkedCount += requests.filter((request) => excessNsOf(request) > 0).length;
    }
  }
  t.ok(checkedCount > 1000, `${checkedCount} answers lay unread`);
});
