import t from "tap";
import { RecordingHistogram, TotalHistogram } from "../../engine/core/index.js";
import { stagesOf } from "../fixtures/virtual-books.js";
import type { LoggedRequest } from "../fixtures/virtual-log.js";
import { createRandom } from "../fixtures/virtual-random.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, exponentialNs, firstInFirstOut } from "../fixtures/virtual-server.js";
import { RESPONSE_BYTES } from "../fixtures/virtual-transport.js";

t.test("oracle 16: a warm-up is the same run without what was intended in it", async (t) => {
  const cutNs = 700_000_001;
  for (const { connections, workers } of [
    { connections: 1, workers: 1 },
    { connections: 8, workers: 1 },
    { connections: 64, workers: 3 },
  ]) {
    await t.test(`${connections} connections, ${workers} workers`, async (t) => {
      const run = (warmup: string, duration: string): ReturnType<typeof virtualRun> =>
        virtualRun({
          spec: { load: constantLoad(900), warmup, duration, connections, workers },
          server: firstInFirstOut(exponentialNs(1_000_000, 16)),
        });
      const whole = run("0s", "2000000001ns");
      const warm = run("700000001ns", "1300ms");
      const expected = whole.requests.filter(({ intendedNs }) => intendedNs >= cutNs);
      t.ok(expected.length > 1000 && expected.length < whole.requests.length);
      t.same(warm.requests, expected, "every request with all its clocks");
      t.equal(warm.result.requests.planned, expected.length);
      t.equal(warm.result.bytes.received, expected.length * RESPONSE_BYTES);
      t.same(warm.result.status, { "200": expected.length });
      for (const [name, of] of [
        ["response", (request: LoggedRequest) => stagesOf(request).responseNs],
        ["service", (request: LoggedRequest) => stagesOf(request).serviceNs],
        ["queue", (request: LoggedRequest) => stagesOf(request).queueNs],
        ["lateness", (request: LoggedRequest) => stagesOf(request).latenessNs],
      ] as const) {
        t.same(
          bucketsOf(warm.recorded.histogram(name)),
          bucketsOf(histogramOf(expected.map(of))),
          `${name}, bucket by bucket`,
        );
      }
    });
  }
});

function histogramOf(valuesNs: readonly number[]): TotalHistogram {
  const recording = new RecordingHistogram();
  for (const valueNs of valuesNs) recording.record(valueNs);
  const total = new TotalHistogram();
  const delta = recording.takeDelta();
  if (delta !== undefined) total.add(delta);
  return total;
}

function bucketsOf(histogram: TotalHistogram): [number, number][] {
  const buckets: [number, number][] = [];
  for (let index = histogram.lowestIndex; index <= histogram.highestIndex; index++) {
    const count = histogram.countAt(index);
    if (count > 0) buckets.push([index, count]);
  }
  return buckets;
}

t.test("a closed run's warm-up is excluded by the instant of sending", async (t) => {
  const { requests, result } = virtualRun({
    spec: { warmup: "105ms", duration: "1s", connections: 4 },
    server: answersAfter(10_000_000),
  });
  t.equal(requests[0]?.sentNs, 110_000_000);
  t.ok(requests.every(({ sentNs }) => sentNs >= 105e6 && sentNs < 1105e6));
  t.equal(result.requests.planned, 400);
  t.equal(result.warmupBacklog?.inFlight, 4);
});

t.test("the backlog at the end of the warm-up is told", async (t) => {
  const { result } = virtualRun({
    spec: { load: constantLoad(1000), warmup: "1s", duration: "1s", connections: 2 },
    server: firstInFirstOut(() => 2_000_000),
  });
  // Half of 1000 were served in the warm-up; two of the others are in flight.
  t.equal(result.warmupBacklog?.inFlight, 2);
  t.ok(Math.abs(result.warmupBacklog!.queued - 498) <= 2, String(result.warmupBacklog?.queued));
  t.ok(result.generator.reasons.some(({ code }) => code === "warmupBacklog"));
});

t.test("oracle 28: a stop at any moment leaves a balanced, marked result", async (t) => {
  const random = createRandom(28);
  const moments = [-9_999_999, -1, 0, 1, 299_999_999, 300_000_000, 1_299_999_999, 1_400_000_000];
  while (moments.length < 14) moments.push(Math.floor(random() * 1.5e9));
  for (const mode of ["drain", "abort"] as const) {
    for (const model of ["open", "closed"] as const) {
      await t.test(`${mode}, ${model}`, async (t) => {
        for (const [at, atNs] of moments.entries()) {
          const { result, requests, endedAtNs } = virtualRun({
            spec: {
              ...(model === "open" ? { load: constantLoad(777) } : {}),
              warmup: "300ms",
              duration: "1s",
              workers: 1 + (at % 3),
              connections: 48,
            },
            server: answersAfter(37_000_001),
            // Every other time a worker is kept busy while the stop comes.
            stalls:
              at % 2 === 0 ? [] : [{ worker: 0, atNs: atNs - 3e6, lengthNs: 30e6, phase: "check" }],
            stop: { atNs, mode },
          });
          const name = `at ${atNs}`;
          t.equal(result.state, "stopped", name);
          const { requests: counts } = result;
          if (mode === "drain") t.equal(counts.unfinished, 0, `${name}: drained`);
          // A blocked worker may hear of the stop when all of its answers have come.
          const isDuring = atNs > 320e6 && atNs < 1250e6 && at % 2 === 0;
          if (mode === "abort" && isDuring) t.ok(counts.unfinished > 0, `${name}: aborted`);
          // The stop takes effect 5 ms after it is asked for; a blocked worker hears of it up to 30 ms later.
          const latestNs = Math.min(1300e6, atNs + 30e6);
          t.ok(
            requests.every((r) => r.intendedNs < latestNs),
            `${name}: nothing begins after it`,
          );
          t.ok(result.measuredSeconds <= Math.max(0, latestNs - 300e6) / 1e9, name);
          t.ok(endedAtNs <= Math.max(0, latestNs) + 60e6, `${name}: and it ends soon`);
        }
      });
    }
  }
});

t.test("oracle 28: a stopped run reports the rate it had until then", async (t) => {
  const { result } = virtualRun({
    spec: { load: constantLoad(1000), duration: "10s", workers: 2, connections: 8 },
    server: answersAfter(500_000),
    stop: { atNs: 1_995_000_000, mode: "drain" },
  });
  t.equal(result.measuredSeconds, 2);
  t.equal(result.requests.planned, 2000);
  t.equal(result.rate.plannedPerSecond, 1000);
  t.equal(result.rate.achievedPerSecond, 1000);
});
