import t from "tap";
import { parseDurationNs } from "../../engine/core/index.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, frozenOnce } from "../fixtures/virtual-server.js";

interface Scenario {
  readonly ratePerSecond: number;
  readonly duration: string;
  readonly stallSeconds: number;
  readonly connections: number;
  readonly serviceNs: number;
  readonly workers: number;
}

const SCENARIOS: readonly Scenario[] = [
  {
    ratePerSecond: 100,
    duration: "3s",
    stallSeconds: 1,
    connections: 10,
    serviceNs: 100_000,
    workers: 1,
  },
  {
    ratePerSecond: 1000,
    duration: "10s",
    stallSeconds: 0.5,
    connections: 50,
    serviceNs: 200_000,
    workers: 1,
  },
  {
    ratePerSecond: 2000,
    duration: "10s",
    stallSeconds: 2,
    connections: 100,
    serviceNs: 500_000,
    workers: 2,
  },
  {
    ratePerSecond: 333.333,
    duration: "6s",
    stallSeconds: 0.7,
    connections: 7,
    serviceNs: 50_000,
    workers: 1,
  },
];

t.test("oracle 8: a target that stalls shows in response time as theory says", async (t) => {
  for (const scenario of SCENARIOS) {
    const { ratePerSecond, duration, stallSeconds, connections, serviceNs, workers } = scenario;
    const name = `${ratePerSecond}/s for ${duration}, ${stallSeconds} s stall, ${connections} connections`;
    await t.test(name, async (t) => {
      const { requests, result } = virtualRun({
        spec: { load: constantLoad(ratePerSecond), duration, connections, workers },
        server: frozenOnce(1e9, stallSeconds * 1e9, serviceNs),
      });
      const stallNs = stallSeconds * 1e9;
      const catchUpFactor = connections / ((serviceNs / 1e9) * ratePerSecond);
      t.ok(catchUpFactor >= 100, "the theory is that of a target that catches up quickly");
      const totalCount = Math.ceil((parseDurationNs(duration)! / 1e9) * ratePerSecond);
      t.equal(result.requests.planned, totalCount);
      const delayed = (ratePerSecond * stallSeconds * catchUpFactor) / (catchUpFactor - 1);

      // Waiting, besides the service itself, is uniform on [0, S]. Each connection takes up one of a round: ± 1 per worker.
      const waitsNs = requests.map((request) => request.endedNs - request.intendedNs - serviceNs);
      const delayedCount = waitsNs.filter((ns) => ns > 0).length;
      t.ok(
        Math.abs(delayedCount - delayed) <= workers,
        `${delayedCount} of ${delayed} are delayed`,
      );
      for (const share of [0.1, 0.3, 0.5, 0.9]) {
        const longer = waitsNs.filter((ns) => ns > share * stallNs).length;
        const expected = delayed * (1 - share);
        t.ok(Math.abs(longer - expected) <= workers, `${longer} of ${expected} above ${share} S`);
      }
      const longestNs = Math.max(...waitsNs);
      t.ok(longestNs <= stallNs && longestNs > stallNs - 1e9 / ratePerSecond, "the longest");

      for (const quantile of [0.9, 0.99]) {
        if (quantile <= 1 - delayed / totalCount) continue;
        const expectedNs = stallNs * (1 - ((1 - quantile) * totalCount) / delayed);
        const measuredNs = result.latency.response.percentiles[String(quantile * 100)];
        t.ok(Math.abs(Number(measuredNs) / expectedNs - 1) <= 0.03, `p${quantile * 100}`);
      }
      const serviceP50Ns = Number(result.latency.service.percentiles["50"]);
      t.ok(Math.abs(serviceP50Ns / serviceNs - 1) < 0.001, "the median of service is unmoved");
      const slowCount = requests.filter((r) => r.endedNs - r.sentNs > 2 * serviceNs).length;
      t.ok(slowCount <= connections, "service grows only in what was in flight");
      t.not(result.generator.verdict, "invalid", "the target's stall is not the generator's fault");
      t.equal(result.latency.lateness.max, 0);
    });
  }
});

t.test("oracle 8: the stalled target that every reader should try by hand", async (t) => {
  const { result } = virtualRun({
    spec: { load: constantLoad(100), duration: "3s", connections: 10 },
    server: frozenOnce(1e9, 1e9, 1000),
  });
  const { percentiles } = result.latency.response;
  t.ok(Math.abs(Number(percentiles["90"]) / 700e6 - 1) <= 0.03, "p90 is 700 ms");
  t.ok(Math.abs(Number(percentiles["99"]) / 970e6 - 1) <= 0.03, "p99 is 970 ms");
  t.ok(Number(result.latency.service.percentiles["50"]) < 2000);
  t.equal(result.load.fidelity, "connectionLimited", "riding out the stall takes 100 connections");
});

t.test("oracle 9: nothing is added where nothing is late", async (t) => {
  for (const { ratePerSecond, workers, connections } of [
    { ratePerSecond: 100, workers: 1, connections: 1 },
    { ratePerSecond: 777.7, workers: 3, connections: 5 },
    { ratePerSecond: 5000, workers: 2, connections: 64 },
  ]) {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(ratePerSecond), duration: "2s", workers, connections },
      server: answersAfter(Math.floor(1e9 / ratePerSecond) - 10_000),
    });
    const plannedCount = Math.ceil(2 * ratePerSecond);
    t.equal(requests.length, plannedCount, `${ratePerSecond}/s`);
    t.equal(result.latency.response.count, plannedCount);
    t.equal(result.latency.service.count, plannedCount);
    t.equal(result.requests.skipped, 0);
    t.ok(
      requests.every((r) => r.endedNs - r.intendedNs === r.endedNs - r.sentNs),
      "response is service, for each request",
    );
    t.equal(result.latency.response.mean, result.latency.service.mean);
    t.equal(result.generator.verdict, "valid");
  }
});
