import t from "tap";
import { RandomSource, drawExponential } from "../../engine/core/index.js";
import type { LoadSpec } from "../../engine/core/index.js";
import { virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter, firstInFirstOut } from "../fixtures/virtual-server.js";

const MS = 1e6;

function run(
  load: LoadSpec,
  rest: Partial<VirtualRunOptions["spec"]>,
  server: VirtualRunOptions["server"],
): VirtualRun {
  return virtualRun({ spec: { load, duration: "10s", seed: 3, ...rest }, server });
}

t.test("oracle 12: closed, throughput is min(N/(S + Z), 1/S), and N = X(R + Z)", async (t) => {
  const serviceNs = 10 * MS;
  for (const { thinkTime, thinkNs, connections } of [
    { thinkTime: "0s", thinkNs: 0, connections: 1 },
    { thinkTime: "90ms", thinkNs: 90 * MS, connections: 1 },
    { thinkTime: "90ms", thinkNs: 90 * MS, connections: 5 },
    { thinkTime: "90ms", thinkNs: 90 * MS, connections: 10 },
    { thinkTime: "90ms", thinkNs: 90 * MS, connections: 25 },
    { thinkTime: "333us", thinkNs: 0.333 * MS, connections: 4 },
  ]) {
    for (const workers of connections >= 4 ? [1, 3] : [1]) {
      const name = `Z ${thinkTime}, N ${connections}, ${workers} workers`;
      const { result, facts, requests } = run(
        { model: "closed", thinkTime },
        { connections, workers },
        firstInFirstOut(() => serviceNs),
      );
      const seconds = facts.measuredSeconds;
      const perSecond = Math.min((connections * 1e9) / (serviceNs + thinkNs), 1e9 / serviceNs);
      const achieved = result.rate.achievedPerSecond!;
      t.ok(Math.abs(achieved - perSecond) <= (2 * connections) / seconds, `${name}: ${achieved}/s`);
      const meanNs = result.latency.response.mean!;
      const population = achieved * ((meanNs + thinkNs) / 1e9);
      // Both ends of the run are not steady: N requests begin at once, and some end after it.
      t.ok(Math.abs(population / connections - 1) < 0.05, `${name}: N is ${population}`);
      t.ok(
        requests.every(({ intendedNs, dispatchedNs }) => dispatchedNs === intendedNs),
        `${name}: nothing is begun late`,
      );
      t.equal(result.load.coordinated, true);
    }
  }
});

t.test("a request that thinks is intended when its thinking is over", async (t) => {
  const { requests } = run(
    { model: "closed", thinkTime: "7ms" },
    { connections: 1, duration: "100ms" },
    answersAfter(3 * MS),
  );
  t.same(
    requests.map(({ intendedNs }) => intendedNs / MS),
    [0, 10, 20, 30, 40, 50, 60, 70, 80, 90],
  );
});

t.test(
  "a connection that is lost while its user thinks serves the next request all the same",
  async (t) => {
    const { requests, result } = virtualRun({
      spec: {
        load: { model: "closed", thinkTime: "7ms" },
        connections: 2,
        duration: "100ms",
      },
      server: answersAfter(3 * MS),
      idleCloses: [{ worker: 0, slot: 0, atNs: 25 * MS }],
    });
    t.equal(requests.length, 20);
    t.match(result.requests, { completed: 20, failed: 0 });
  },
);

t.test("a count of requests is the count, however long users think", async (t) => {
  for (const workers of [1, 3]) {
    const { result } = run(
      { model: "closed", thinkTime: "2ms" },
      { connections: 7, workers, requests: 50, duration: "1h" },
      answersAfter(MS),
    );
    t.match(result.requests, { planned: 50, completed: 50 });
  }
});

t.test("oracle 13: closed and open on the same slow server differ as theory says", async (t) => {
  const serviceNs = 10 * MS;
  const open = run(
    { model: "open", arrivals: { kind: "poisson", ratePerSecond: 90 } },
    { duration: "300s", connections: 1000 },
    firstInFirstOut(() => serviceNs),
  );
  // M/D/1 at ρ = 0.9: S + ρS/(2(1 − ρ)) = 55 ms; the mean of 27 000 correlated ones is within 12 ms of it.
  const openMs = open.result.latency.response.mean! / MS;
  t.ok(Math.abs(openMs - 55) < 12, `open: ${openMs} ms`);
  const closed = run(
    { model: "closed" },
    { connections: 1 },
    firstInFirstOut(() => serviceNs),
  );
  t.equal(closed.result.latency.response.mean! / MS, 10);
  t.ok(Math.abs(open.result.rate.achievedPerSecond! - 90) < 1);
});

t.test("connections join and leave as their schedule says", async (t) => {
  for (const { name, connectionSchedule, expected } of [
    {
      name: "steps up",
      connectionSchedule: { kind: "step", from: 1, by: 2, every: "1s" },
      expected: [1, 3, 5, 6, 6],
    },
    {
      name: "steps down",
      connectionSchedule: { kind: "step", from: 6, to: 2, by: 3, every: "1s" },
      expected: [6, 3, 2, 2, 2],
    },
    {
      name: "a line",
      connectionSchedule: { kind: "line", from: 2, to: 6, over: "4s" },
      expected: [2, 3, 4, 5, 6],
    },
  ] as const) {
    for (const workers of [1, 3]) {
      const { requests } = run(
        { model: "closed", thinkTime: "0s", connectionSchedule },
        { connections: 6, workers, duration: "5s" },
        answersAfter(10 * MS),
      );
      const perSecond = [0, 1, 2, 3, 4].map(
        (second) =>
          requests.filter(({ sentNs }) => Math.floor(sentNs / 1e9) === second).length / 100,
      );
      // A connection that leaves ends what it has begun; one that joins does so at the instant.
      t.same(
        perSecond.map((count) => Math.round(count)),
        expected,
        `${name}, ${workers} workers: ${perSecond.join(" ")}`,
      );
    }
  }
  const { requests } = run(
    {
      model: "closed",
      connectionSchedule: { kind: "step", from: 1, by: 1, every: "15ms" },
    },
    { connections: 2, duration: "30ms" },
    answersAfter(10 * MS),
  );
  t.same(
    requests.map(({ intendedNs }) => intendedNs / MS),
    [0, 10, 15, 20, 25],
    "the second connection begins at its instant",
  );
});

t.test("paced: each connection has its share of the rate and waits for nobody else", async (t) => {
  for (const workers of [1, 3]) {
    const { requests, result } = run(
      { model: "paced", ratePerSecond: 100 },
      { connections: 4, workers, duration: "2s" },
      answersAfter(5 * MS),
    );
    t.equal(result.requests.planned, 200);
    t.same(
      requests.map(({ intendedNs }) => intendedNs),
      Array.from({ length: 200 }, (_, index) => index * 10 * MS),
    );
    t.ok(
      requests.every(
        ({ dispatchedNs, intendedNs, sentNs }) =>
          dispatchedNs === intendedNs && sentNs === intendedNs,
      ),
    );
    t.match(result.load, { model: "paced", catchUp: "sendAll", coordinated: true });
    t.equal(result.rate.requestedPerSecond, 100);
  }
});

/** One connection, 100/s; the third answer takes 95 ms, all others 1 ms. */
function afterSlowAnswer(catchUp: string): VirtualRun {
  return run(
    { model: "paced", ratePerSecond: 100, catchUp },
    { connections: 1, duration: "200ms" },
    ({ atNs, sequence }) => ({ kind: "answer", atNs: atNs + (sequence === 2 ? 95 * MS : MS) }),
  );
}

t.test("oracle 7: paced closed catches up with those whose connection was busy", async (t) => {
  await t.test("sendAll: one after the other, and their wait is queue", async (t) => {
    const { requests, result } = afterSlowAnswer("sendAll");
    t.equal(requests.length, 20);
    const sent = requests.map(({ sentNs }) => sentNs / MS);
    // Free again at 115 ms, then 1 ms each, until the plan is met.
    t.same(sent.slice(0, 14), [0, 10, 20, ...Array.from({ length: 10 }, (_, k) => 115 + k), 130]);
    t.ok(requests.every(({ dispatchedNs, intendedNs }) => dispatchedNs === intendedNs));
    t.equal(result.requests.waitedForSlot, 10);
    const { correctedService, latency } = result;
    t.equal(correctedService!.expectedIntervalNs, 10 * MS);
    t.equal(latency.service.count, 20);
    // 95 ms held back what was due at 10 ms intervals: the correction makes up 85, 75 … 15 ms.
    t.equal(correctedService!.count, 28);
    t.ok(latency.response.mean! > latency.service.mean!);
  });

  await t.test("paced:2: at twice the connection's share", async (t) => {
    const { requests } = afterSlowAnswer("paced:2");
    const sent = requests.map(({ sentNs }) => sentNs / MS);
    t.same(sent.slice(0, 8), [0, 10, 20, 115, 120, 125, 130, 135]);
    t.equal(requests.length, 20);
  });

  await t.test("skip: those who waited longer are dropped, and counted", async (t) => {
    const { requests, result } = afterSlowAnswer("skip:25ms");
    // Free at 115 ms: 90 … 110 are at most 25 ms late, 30 … 80 are more.
    t.match(result.requests, { planned: 20, skipped: 6, completed: 14 });
    t.match(result.load.skippedBy, { late: 6, queueFull: 0 });
    t.equal(requests.length, 14);
  });
});

t.test("queueTimeout ends the wait for a connection, at its age and unsent", async (t) => {
  const { result } = virtualRun({
    spec: {
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 } },
      connections: 1,
      duration: "1s",
      queueTimeout: "200ms",
      timeout: "5s",
    },
    server: answersAfter(2e9),
  });
  const { requests, errors, latency } = result;
  t.match(requests, { planned: 100, completed: 1, timedOut: 99 });
  t.equal(errors.queueTimeout, 99);
  t.equal(latency.service.count, 1, "those never sent have no service time");
  t.ok(latency.queue.max! >= 200 * MS && latency.queue.max! < 230 * MS);
});

t.test("users who wait for a connection for too long think, each for itself", async (t) => {
  // Each connection ends with its first answer, and the next one takes 350 ms to open: longer than a user thinks and then waits.
  for (const connect of ["before", "lazy"] as const) {
    const { requests, result } = virtualRun({
      spec: {
        load: { model: "closed", thinkTime: "200ms" },
        connections: 3,
        duration: "2s",
        queueTimeout: "100ms",
        connect,
      },
      server: ({ atNs, sequence }) => ({
        kind: "answer",
        atNs: atNs + 2 * MS,
        isLast: sequence < 3,
      }),
      listen: ({ attempt }) => ({ kind: "open", afterNs: attempt === 0 ? 1 * MS : 350 * MS }),
    });
    const timedOut = requests.filter(({ outcome }) => outcome === "timedOut");
    t.equal(timedOut.length, result.requests.timedOut);
    t.ok(timedOut.length >= 3, `${connect}: ${timedOut.length} waited for too long`);
    const late = requests.filter(({ intendedNs }) => intendedNs >= 1000 * MS).length;
    t.ok(late <= 3 * 5, `${connect}: three users make ${late} requests in a second of 202 ms each`);
    t.ok(late >= 3 * 4, `${connect}: ${late}`);
  }
});

t.test("which connection is next decides who gets the load", async (t) => {
  const slotsOf = (connectionChoice: "roundRobin" | "lifo" | "random"): number[] => {
    const counts = new Map<number, number>();
    const { requests } = virtualRun({
      spec: {
        load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1000 } },
        connections: 8,
        connectionChoice,
        requests: 800,
        seed: 1,
      },
      server: ({ atNs, slot }) => {
        counts.set(slot, (counts.get(slot) ?? 0) + 1);
        return { kind: "answer", atNs: atNs + 100_000 };
      },
    });
    t.equal(requests.length, 800);
    return [...counts.values()].sort((a, b) => a - b);
  };
  t.same(
    slotsOf("roundRobin"),
    Array.from({ length: 8 }, () => 100),
  );
  t.same(slotsOf("lifo"), [800]);
  const random = slotsOf("random");
  t.equal(random.length, 8);
  t.ok(random[0]! > 60 && random[7]! < 140 && random[0] !== random[7], random.join(" "));
});

t.test("oracle 12: users who think are a queue of their own", async (t) => {
  // Exponential service, N users: the mean value analysis of one queue and a delay.
  const random = new RandomSource(12);
  const [users, serviceMs, thinkMs] = [5, 10, 40];
  const { result } = run(
    { model: "closed", thinkTime: `${thinkMs}ms` },
    { connections: users, duration: "500s" },
    firstInFirstOut(() => Math.round(serviceMs * MS * drawExponential(random))),
  );
  let queue = 0;
  let responseMs = 0;
  for (let n = 1; n <= users; n++) {
    responseMs = serviceMs * (1 + queue);
    queue = (n * responseMs) / (responseMs + thinkMs);
  }
  const measuredMs = result.latency.response.mean! / MS;
  // The analysis holds for any think time distribution (its mean alone counts).
  t.ok(Math.abs(measuredMs / responseMs - 1) < 0.05, `${measuredMs} ms of ${responseMs} ms`);
});
