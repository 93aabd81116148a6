import t from "tap";
import { constantSchedule } from "../fixtures/schedules.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, firstInFirstOut } from "../fixtures/virtual-server.js";

t.test("oracle 5: dispatched instants of all workers together are 1/λ ± 1 ns apart", async (t) => {
  for (const ratePerSecond of [333.333, 1000, 99_991]) {
    for (const { workers, connections } of [
      { workers: 1, connections: 1 },
      { workers: 3, connections: 7 },
      { workers: 7, connections: 64 },
    ]) {
      const name = `${ratePerSecond}/s, ${workers} workers, ${connections} connections`;
      await t.test(name, async (t) => {
        const { requests } = virtualRun({
          spec: {
            load: constantLoad(ratePerSecond),
            requests: Math.min(3000, Math.floor(ratePerSecond)),
            workers,
            connections,
          },
          // Slower than the interval at the two higher rates: the pacer does not care.
          server: answersAfter(2_000_000),
        });
        const instants = requests.map(({ dispatchedNs }) => dispatchedNs).sort((a, b) => a - b);
        const gaps = instants.slice(1).map((ns, at) => ns - instants[at]!);
        const farthest = Math.max(...gaps.map((gapNs) => Math.abs(gapNs - 1e9 / ratePerSecond)));
        t.ok(farthest <= 1, `the gap that is farthest from 1/λ is ${farthest} ns off`);
        t.ok(requests.every(({ dispatchedNs, intendedNs }) => dispatchedNs === intendedNs));
      });
    }
  }
});

t.test("oracle 17: a constant run of N at λ reports λ", async (t) => {
  for (const { ratePerSecond, count, workers } of [
    { ratePerSecond: 0.2, count: 3, workers: 1 },
    { ratePerSecond: 0.2, count: 4, workers: 3 },
    { ratePerSecond: 1.75, count: 7, workers: 2 },
    { ratePerSecond: 333.333, count: 1000, workers: 2 },
    { ratePerSecond: 1000, count: 1, workers: 1 },
    { ratePerSecond: 1000, count: 5000, workers: 3 },
  ]) {
    await t.test(`${count} at ${ratePerSecond}/s over ${workers} workers`, async (t) => {
      const { result } = virtualRun({
        spec: { load: constantLoad(ratePerSecond), requests: count, workers, connections: 8 },
        server: answersAfter(500_000),
      });
      // N arrivals last N/λ, rounded to a nanosecond.
      const expected = count / (Math.round((count * 1e9) / ratePerSecond) / 1e9);
      t.ok(Math.abs(expected / ratePerSecond - 1) < 1e-6, "the reference itself is λ");
      t.equal(result.requests.planned, count);
      t.equal(result.requests.completed, count);
      t.match(result.rate, {
        requestedPerSecond: ratePerSecond,
        plannedPerSecond: expected,
        sentPerSecond: expected,
        achievedPerSecond: expected,
      });
    });
  }

  await t.test("by duration", async (t) => {
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "2s", workers: 2, connections: 4 },
      server: answersAfter(500_000),
    });
    t.equal(result.requests.planned, 2000);
    t.equal(result.rate.plannedPerSecond, 1000);
    t.equal(result.rate.achievedPerSecond, 1000);
  });
});

t.test(
  "oracle 17: 1000/s offered to a 900/s target reports 900, however long the drain",
  async (t) => {
    const serviceNs = Math.round(1e9 / 900);
    const { result } = virtualRun({
      spec: { load: constantLoad(1000), duration: "10s", connections: 16 },
      server: firstInFirstOut(() => serviceNs),
    });
    t.equal(result.requests.completed, 10_000, "all are answered in the end");
    t.equal(result.rate.plannedPerSecond, 1000);
    // The k-th answer comes at k/900 s: 9000 of them fit into 10 s, the last one perhaps just not.
    t.ok(
      Math.abs(result.rate.achievedPerSecond! - 900) <= 0.1,
      String(result.rate.achievedPerSecond),
    );
    t.ok(result.rate.sentPerSecond! <= 902, "16 connections send what is answered, and 16 more");
  },
);

t.test("open count n after a warm-up plans exactly n measured requests", async (t) => {
  for (const workers of [1, 3]) {
    const { result, requests } = virtualRun({
      spec: {
        load: constantLoad(333.333),
        requests: 100,
        warmup: "250ms",
        workers,
        connections: 6,
      },
      server: answersAfter(1_000_000),
    });
    t.equal(result.requests.planned, 100);
    t.ok(requests[0]!.intendedNs >= 250_000_000);
    const schedule = constantSchedule(333.333);
    t.equal(requests[0]!.intendedNs, schedule.intendedStartNs(schedule.countBefore(250_000_000)));
  }
});

t.test("closed count n over workers makes exactly n requests", async (t) => {
  for (const { count, workers, connections } of [
    { count: 1, workers: 1, connections: 4 },
    { count: 10, workers: 3, connections: 7 },
    { count: 101, workers: 4, connections: 4 },
    { count: 5, workers: 4, connections: 32 },
  ]) {
    await t.test(`${count} over ${workers} workers, ${connections} connections`, async (t) => {
      for (const warmup of ["0s", "20ms"]) {
        const { result } = virtualRun({
          spec: { requests: count, workers, connections, warmup },
          server: answersAfter(3_000_000),
        });
        t.equal(result.requests.planned, count, `warm-up ${warmup}`);
        t.equal(result.requests.completed, count, `warm-up ${warmup}`);
      }
    });
  }
});

t.test("0.2/s waits five seconds between arrivals", async (t) => {
  const { requests } = virtualRun({
    spec: { load: constantLoad(0.2), duration: "21s", connections: 2 },
    server: answersAfter(1_000_000),
  });
  t.same(
    requests.map(({ dispatchedNs }) => dispatchedNs),
    [0, 5e9, 10e9, 15e9, 20e9],
  );
});

t.test("economy sleeps: late by less than a timer's step, and never early", async (t) => {
  const { requests, result } = virtualRun({
    spec: { load: constantLoad(333.333), duration: "3s", connections: 4, pacing: "economy" },
    server: answersAfter(100_000),
  });
  t.equal(result.load.pacing, "economy");
  t.equal(result.requests.completed, 1000);
  const lateness = requests.map(({ dispatchedNs, intendedNs }) => dispatchedNs - intendedNs);
  t.ok(Math.min(...lateness) >= 0);
  t.ok(Math.max(...lateness) <= 1e6 + 1, String(Math.max(...lateness)));
  t.ok(lateness.filter((ns) => ns > 1000).length > 900, "it does sleep");
  t.not(result.generator.verdict, "valid", "and the verdict says what that costs");
});
