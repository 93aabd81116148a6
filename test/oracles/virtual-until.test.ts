import t from "tap";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import { exponentialNs, firstInFirstOut } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

const MS = 1e6;

/** Each request takes an exponential time of its own. */
function exponentialServer(seed: number): VirtualServer {
  const serviceNsOf = exponentialNs(2 * MS, seed);
  return ({ atNs, sequence }) => ({ kind: "answer", atNs: atNs + serviceNsOf(sequence) });
}

const open = { load: constantLoad(500), connections: 100, duration: "60s" } as const;

t.test("A run that is to be precise ends when it is", async (t) => {
  const rows: readonly (VirtualRunOptions & { readonly name: string })[] = [
    {
      name: "in the open model",
      spec: { ...open, until: "ci(p90) < 6%" },
      server: exponentialServer(1),
    },
    {
      name: "with two workers, after a warm-up",
      spec: { ...open, workers: 2, warmup: "1.5s", until: "ci(p90) < 6%" },
      server: exponentialServer(2),
    },
    {
      name: "in the closed model",
      spec: { load: { model: "closed" }, connections: 1, duration: "60s", until: "ci(p90) < 6%" },
      server: exponentialServer(3),
    },
    {
      name: "in the closed model with a count as its maximum",
      spec: { connections: 1, requests: 100_000, until: "ci(response.p50)<5%" },
      server: exponentialServer(4),
    },
    {
      name: "by the time of service, where requests wait for each other",
      spec: { ...open, connections: 1, until: "ci(service.p90) < 7%" },
      server: firstInFirstOut(exponentialNs(1.6 * MS, 5)),
    },
  ];
  for (const { name, ...options } of rows) {
    await t.test(name, async (t) => {
      const { result, requests } = virtualRun(options);
      const { until, precision, latency, measuredSeconds } = result;
      const [, view = "outcome", percentile = ""] =
        /\((?:(\w+)\.)?p(\d+)\)/.exec(options.spec.until!) ?? [];
      const { low, high } = precision![view as "outcome"][percentile]!;
      const value = latency[view as "outcome"].percentiles[percentile];
      const halfWidthPercent = 100 * ((Number(high) - Number(low)) / 2 / Number(value));
      const bound = Number(/([\d.]+)%/.exec(options.spec.until!)?.[1]);

      t.equal(result.state, "completed");
      t.match(until, { expression: options.spec.until, reached: true });
      t.equal(until?.relativeHalfWidthPercent, halfWidthPercent);
      t.ok(halfWidthPercent < bound, `${halfWidthPercent} % of ${bound} %`);
      t.ok(measuredSeconds >= 3 && measuredSeconds < 40, `${measuredSeconds} s`);
      t.equal(result.requests.planned, requests.length, "what was planned by then, and no more");
      t.equal(result.requests.completed, requests.length, "with every answer");
    });
  }
});

t.test("A run that does not get as precise as it is to be ends at its maximum", async (t) => {
  for (const { name, max, planned } of [
    { name: "a duration", max: { duration: "4s" }, planned: 2000 },
    { name: "a count", max: { duration: undefined, requests: 1500 }, planned: 1500 },
  ] as const) {
    await t.test(name, async (t) => {
      const { duration, ...rest } = { ...open, ...max };
      const { result } = virtualRun({
        spec: { ...rest, ...(duration === undefined ? {} : { duration }), until: "ci(p90) < 1%" },
        server: exponentialServer(6),
      });
      t.equal(result.state, "completed");
      t.equal(result.requests.planned, planned);
      t.match(result.until, { expression: "ci(p90) < 1%", reached: false });
      t.ok(Number(result.until?.relativeHalfWidthPercent) > 1);
    });
  }
  await t.test("and does not know how near it came", async (t) => {
    const { result } = virtualRun({
      spec: { ...open, duration: "2s", until: "ci(p99.9) < 50%" },
      server: exponentialServer(7),
    });
    t.match(result.until, { reached: false, relativeHalfWidthPercent: null });
  });
});

t.test("A run that is paused does not look at the same requests again", async (t) => {
  const { result } = virtualRun({
    spec: { ...open, duration: "20s", until: "ci(p90) < 12%" },
    server: exponentialServer(8),
    // By then one look has found it precise.
    rateChanges: [{ atNs: 3.05e9, rate: 0 }],
  });
  t.equal(result.state, "completed");
  t.ok(Math.abs(result.measuredSeconds - 20) < 0.01, `${result.measuredSeconds} s`);
  t.equal(result.until?.reached, true, "the end comes with the maximum, and tells what is true");
});

t.test("A run that was stopped says whether it was precise by then", async (t) => {
  const { result } = virtualRun({
    spec: { ...open, until: "ci(p90) < 1%" },
    server: exponentialServer(9),
    stop: { atNs: 3e9, mode: "drain" },
  });
  t.equal(result.state, "stopped");
  t.equal(result.until?.reached, false);
});
