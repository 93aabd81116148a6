import t from "tap";
import { Engine } from "../../engine/index.js";
import type { LatencyStatistics } from "../../engine/index.js";
import { openSpec, runToEnd } from "../fixtures/real-run.js";
import { withServerProcess } from "../fixtures/with-target.js";

const NS_PER_MS = 1e6;

t.test("Oracles 14 and 15: a target that never answers", async (t) => {
  const server = await withServerProcess(t, "./real-raw-server.js", ["silent"]);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());

  await t.test("a timeout is a value of at least the timeout, and open to above", async (t) => {
    const spec = openSpec(server.url, 50, { connections: 40, duration: "600ms", timeout: "200ms" });
    const { requests, latency, errors, errorSamples } = await runToEnd(t, engine, spec);
    t.match(requests, { planned: 30, timedOut: 30, completed: 0, unfinished: 0 });
    t.equal(errors.timeout, 30);
    t.match(errorSamples.timeout, /timeout/);
    t.ok((latency.service.min ?? 0) >= 200 * NS_PER_MS, "none of them is below the timeout");
    t.equal(latency.service.censored, 30);
    for (const name of ["response", "service", "firstByte"] as const) {
      t.ok(isOpenAbove(latency[name], 200 * NS_PER_MS), `${name} is at least the timeout`);
    }
    t.match(latency.outcome, { count: 30, censored: 30, max: null, mean: null });
    t.match(latency.responseSuccess, { count: 0, min: null, max: null, mean: null, stdDev: null });
    t.equal(latency.responseSuccess.percentiles["99"], null, "empty statistics are null");
  });

  await t.test("what is left when the drain is over is unfinished, at its age", async (t) => {
    const spec = openSpec(server.url, 50, {
      connections: 3,
      duration: "400ms",
      timeout: "10s",
      drain: "200ms",
    });
    const { requests, latency, connections } = await runToEnd(t, engine, spec);
    t.match(requests, { planned: 20, unfinished: 20, timedOut: 0, waitedForSlot: 17 });
    t.match(connections, { requested: 3, opened: 3 });
    t.match(latency.service, { count: 3, censored: 3 });
    t.match(latency.queue, { count: 20, censored: 17 });
    // The first was due at 0 and given up 200 ms after the end of the schedule; what a busy
    // machine sent it late is not of its service time.
    const lateNs = latency.lateness.max ?? 0;
    t.ok((latency.response.max ?? 0) >= 600 * NS_PER_MS, "the oldest has the age of the run");
    t.ok((latency.service.max ?? 0) + lateNs >= 599 * NS_PER_MS, "from when it was sent");
    t.ok(
      (latency.response.min ?? 0) >= 200 * NS_PER_MS,
      "the youngest waited for the drain at least",
    );
    t.ok(isOpenAbove(latency.response, 200 * NS_PER_MS), "no percentile has an upper bound");
  });
});

/** Every percentile is a lower bound, of at least this. */
function isOpenAbove({ percentiles }: LatencyStatistics, ns: number): boolean {
  return Object.values(percentiles).every(
    (value) => typeof value === "object" && value?.high === null && value.low >= ns,
  );
}
