import t from "tap";
import { relativeHalfWidth } from "../../engine/result/confidence.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, exponentialNs, firstInFirstOut } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

const MS = 1e6;

/** Each request takes an exponential time of its own. */
function exponentialServer(meanNs: number, seed: number): VirtualServer {
  const serviceNsOf = exponentialNs(meanNs, seed);
  return ({ atNs, sequence }) => ({ kind: "answer", atNs: atNs + serviceNsOf(sequence) });
}

t.test("A run says how precise its percentiles are", async (t) => {
  await t.test("with intervals that hold the target's own percentiles", async (t) => {
    const { result, facts } = virtualRun({
      spec: {
        load: constantLoad(1000),
        duration: "8s",
        warmup: "1s",
        connections: 100,
        workers: 2,
      },
      server: exponentialServer(2 * MS, 1),
    });
    const { outcome, stationarity } = result.precision!;
    t.strictSame(Object.keys(outcome), result.spec.percentiles.map(String));
    for (const percentile of [50, 90, 99]) {
      const trueNs = -2 * MS * Math.log(1 - percentile / 100);
      const { low, high, unreliable, effectiveSamples, batches, batchSeconds } =
        outcome[String(percentile)]!;
      t.equal(unreliable, null);
      t.ok(Number(low) < trueNs && trueNs < Number(high), `p${percentile}: ${low} … ${high}`);
      // An estimate from few batches: of twelve seeds the lowest is 3700.
      t.ok(effectiveSamples! > 3000 && effectiveSamples! <= 8000, `${effectiveSamples} of 8000`);
      t.ok(Math.abs(batches * batchSeconds - 8) < 2 * batchSeconds, `${batches} batches`);
    }
    t.match(outcome["99.99"], { low: null, high: null, support: 1, unreliable: "littleSupport" });
    t.equal(stationarity.stationary, true);
    t.strictSame(result.precision!.response, outcome, "nothing failed");
    const halfWidth = relativeHalfWidth(facts, 99)!;
    t.ok(halfWidth > 0.01 && halfWidth < 0.2, `p99 ± ${halfWidth}`);
  });

  await t.test("with few effective samples where requests wait for each other", async (t) => {
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "20s", connections: 1000 },
      server: firstInFirstOut(exponentialNs(0.85 * MS, 2)),
    });
    const { effectiveSamples, unreliable } = result.precision!.outcome["50"]!;
    t.equal(unreliable, null);
    t.ok(effectiveSamples! < 0.1 * result.requests.planned, `${effectiveSamples} of 20000`);
  });

  await t.test("and that the target became slower", async (t) => {
    const serviceNsOf = exponentialNs(2 * MS, 3);
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "5s", connections: 100 },
      server: ({ atNs, sequence }) => {
        const factor = 1 + atNs / 20e9;
        return { kind: "answer", atNs: atNs + Math.round(factor * serviceNsOf(sequence)) };
      },
    });
    t.match(result.precision?.stationarity, { stationary: false, trend: "rising" });
  });

  await t.test("and that it does not know, of a run that is too short", async (t) => {
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "900ms" },
      server: exponentialServer(MS, 4),
    });
    const { outcome, stationarity } = result.precision!;
    const nothing = { low: null, high: null, effectiveSamples: null, unreliable: "fewBatches" };
    for (const precision of Object.values(outcome)) t.match(precision, nothing);
    t.strictSame(stationarity, { stationary: null, pValue: null, trend: null });
  });

  await t.test("and that there is no upper end where requests fail", async (t) => {
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "3s" },
      server: ({ atNs, sequence }) => ({
        kind: "answer",
        atNs: atNs + MS,
        status: sequence % 20 === 7 ? 503 : 200,
      }),
    });
    const { outcome, response } = result.precision!;
    t.match(result.latency.outcome.percentiles["99"], { high: null });
    t.match(outcome["99"], { high: null, support: 31 });
    t.ok(outcome["50"]?.high);
    t.ok(response["99"]?.high, "at their age failures have an end");
  });
});

t.test("Requests that end in the drain belong to the last batch of the window", async (t) => {
  const { facts } = virtualRun({
    spec: { load: constantLoad(100), duration: "2s", connections: 100 },
    server: answersAfter(700 * MS),
  });
  const { batches, batchSeconds } = facts.batches;
  t.equal(batches.length * batchSeconds, 2);
  const last = batches.at(-1)!.responseSuccess.count;
  t.ok(last >= 70 && last <= 81, `${last} of 200: those of 0.7 s, and those of its own 0.1 s`);
});

t.test("An hour's run keeps at most 64 batches, and every request", async (t) => {
  const { facts, recorded } = virtualRun({
    spec: { load: constantLoad(1), duration: "1h", connections: 1 },
    server: answersAfter(MS),
  });
  const { batches, batchSeconds } = facts.batches;
  t.equal(batches.length, 36);
  t.equal(batchSeconds, 102.4);
  const total = batches.reduce((sum, { responseSuccess }) => sum + responseSuccess.count, 0);
  t.equal(total, recorded.histogram("responseSuccess").count);
});
