import t from "tap";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, exponentialNs, firstInFirstOut } from "../fixtures/virtual-server.js";

const MEAN_SERVICE_NS = 1_000_000;
const COUNT = 4000;

t.test("oracle 12: one hand, first come first served, is Lindley's recursion", async (t) => {
  for (const utilization of [0.3, 0.7, 0.9]) {
    const ratePerSecond = (utilization * 1e9) / MEAN_SERVICE_NS;
    const serviceNsOf = exponentialNs(MEAN_SERVICE_NS, 12);
    const expectedNs = lindleyResponses(ratePerSecond, serviceNsOf);
    for (const { name, connections } of [
      { name: "1 connection", connections: 1 },
      { name: "2 connections", connections: 2 },
      { name: "8 connections", connections: 8 },
      { name: "a connection for everyone", connections: 1000 },
    ]) {
      await t.test(`ρ = ${utilization}, ${name}`, async (t) => {
        const { requests, result } = virtualRun({
          spec: { load: constantLoad(ratePerSecond), requests: COUNT, connections },
          server: firstInFirstOut(serviceNsOf),
        });
        const responsesNs = requests.map(({ endedNs, intendedNs }) => endedNs - intendedNs);
        t.same(responsesNs, expectedNs, "the response time of each request");
        if (connections === 1000) t.equal(result.requests.waitedForSlot, 0);
        if (connections <= 2) t.ok(result.requests.waitedForSlot > 0, "queue and service do move");
      });
    }
  }
});

/** W′ = max(0, W + S − A), in whole nanoseconds. */
function lindleyResponses(ratePerSecond: number, serviceNsOf: (index: number) => number): number[] {
  const responsesNs: number[] = [];
  let waitNs = 0;
  for (let index = 0; index < COUNT; index++) {
    const serviceNs = serviceNsOf(index);
    responsesNs.push(waitNs + serviceNs);
    const gapNs =
      Math.round(((index + 1) * 1e9) / ratePerSecond) - Math.round((index * 1e9) / ratePerSecond);
    waitNs = Math.max(0, waitNs + serviceNs - gapNs);
  }
  return responsesNs;
}

t.test("oracle 12: the closed model obeys N = X R", async (t) => {
  const serviceNs = 2_000_000;
  for (const { name, server, perSecond, responseNs } of [
    {
      name: "one hand: X = 1/S",
      server: () => firstInFirstOut(() => serviceNs),
      perSecond: () => 1e9 / serviceNs,
      responseNs: (population: number) => population * serviceNs,
    },
    {
      name: "a hand for everyone: X = N/S",
      server: () => answersAfter(serviceNs),
      perSecond: (population: number) => (population * 1e9) / serviceNs,
      responseNs: () => serviceNs,
    },
  ]) {
    for (const population of [1, 3, 16]) {
      await t.test(`${name}, N = ${population}`, async (t) => {
        const { result, recorded } = virtualRun({
          // The warm-up ends after whole rounds, when the population has settled.
          spec: { duration: "2s", warmup: "960ms", connections: population },
          server: server(),
        });
        t.equal(result.rate.plannedPerSecond, perSecond(population), "throughput");
        t.equal(result.latency.response.mean, responseNs(population), "response time");
        t.equal(
          (result.rate.plannedPerSecond! * result.latency.response.mean!) / 1e9,
          population,
          "N = X R",
        );
        t.equal(recorded.exactNs("inFlightIntegralNs"), BigInt(population) * 2_000_000_000n);
        t.equal(result.load.coordinated, true);
      });
    }
  }
});

t.test("oracle 12: several workers share one closed population", async (t) => {
  const { result } = virtualRun({
    spec: { duration: "1s", warmup: "1s", connections: 10, workers: 4 },
    server: firstInFirstOut(() => 1_000_000),
  });
  t.equal(result.rate.plannedPerSecond, 1000);
  t.equal(result.latency.response.mean, 10_000_000);
});
