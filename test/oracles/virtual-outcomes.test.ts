import t from "tap";
import { stagesOf } from "../fixtures/virtual-books.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import { answersAfter, answersUntil } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";
import type { VirtualListener } from "../fixtures/virtual-transport.js";

const SERVICE_NS = 2_000_000;

/** A server that treats some requests, by sequence, in their own way. */
function exceptFor(
  fates: ReadonlyMap<number, VirtualServer>,
  otherwise: VirtualServer = answersAfter(SERVICE_NS),
): VirtualServer {
  return (arrival) => (fates.get(arrival.sequence) ?? otherwise)(arrival);
}

const closes: VirtualServer = ({ atNs }) => ({ kind: "closed", atNs: atNs + 1_000_000 });
const closesLate: VirtualServer = ({ atNs }) => ({ kind: "closed", atNs: atNs + 25_000_000 });
const never: VirtualServer = () => ({ kind: "never" });

/** Everything can be reached until an instant, and refused from then on. */
function refusesFrom(fromNs: number): VirtualListener {
  return ({ atNs }) =>
    atNs < fromNs
      ? { kind: "open", afterNs: 0 }
      : { kind: "refused", afterNs: 1_000_000, retryAfterNs: 50_000_000 };
}

// The fixture itself asserts oracle 11 for each request: clocks in order, and the sum of the stages.
t.test("oracle 11: the clocks are in order for every outcome", async (t) => {
  await t.test("completed, with a first byte before the last one", async (t) => {
    const { requests } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 4 },
      server: ({ atNs }) => ({ kind: "answer", firstByteNs: atNs + 1e6, atNs: atNs + 3e6 }),
    });
    const [request] = requests;
    t.match(request, { intendedNs: 0, sentNs: 0, firstByteNs: 1e6, endedNs: 3e6 });
  });

  await t.test("failed with a status", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 4 },
      server: ({ atNs, sequence }) => ({
        kind: "answer",
        atNs: atNs + SERVICE_NS,
        status: sequence === 7 ? 503 : 200,
      }),
    });
    t.equal(requests.find(({ status }) => status === 503)?.outcome, "failed");
    t.match(result.requests, { completed: 99, failed: 1 });
    t.same(result.status, { "200": 99, "503": 1 });
    t.same(result.errors, { status: 1 });
  });

  await t.test("failed with the connection", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 4 },
      server: exceptFor(new Map([[0, closes]])),
    });
    t.match(requests[0], { outcome: "failed", firstByteNs: -1, sentNs: 0, endedNs: 1_000_000 });
    t.same(result.errors, { connectionLost: 1 });
    t.equal(result.connections.opened, 5, "and another one was opened");
  });

  await t.test("timed out", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 4, timeout: "50ms" },
      server: exceptFor(new Map([[3, never]])),
    });
    t.equal(requests[3]?.outcome, "timedOut");
    t.ok(requests[3]!.endedNs - requests[3]!.sentNs >= 50e6);
    t.match(result.requests, { completed: 99, timedOut: 1 });
  });

  await t.test("unfinished, in flight and in the queue", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 4, drain: "100ms" },
      server: answersUntil(500e6, answersAfter(SERVICE_NS)),
    });
    t.equal(result.requests.unfinished, 50);
    const unfinished = requests.filter(({ outcome }) => outcome === "unfinished");
    t.equal(unfinished.filter(({ sentNs }) => sentNs >= 0).length, 4);
    const neverSent = unfinished.filter(({ sentNs }) => sentNs < 0);
    t.equal(neverSent.length, 46);
    t.ok(neverSent.every((r) => stagesOf(r).queueNs === r.endedNs - r.dispatchedNs));
    t.equal(result.latency.service.count, 54, "no service time without a send");
    t.equal(result.latency.queue.censored, 46);
  });

  await t.test("refused in the queue: a target that goes away fails what waits", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(100), duration: "1s", connections: 2 },
      server: answersUntil(495e6, answersAfter(SERVICE_NS)),
      listen: refusesFrom(495e6),
      idleCloses: [0, 1].map((slot) => ({ worker: 0, slot, atNs: 495e6 })),
    });
    t.equal(result.requests.completed, 50);
    t.equal(result.requests.failed, 50);
    t.same(result.errors, { connectRefused: 50 });
    t.ok(requests.slice(50).every(({ sentNs, endedNs }) => sentNs < 0 && endedNs > 495e6));
    t.equal(result.latency.service.count, 50);
  });

  await t.test("skipped: a full backlog counts what it does not take", async (t) => {
    for (const workers of [1, 2]) {
      const { requests, result } = virtualRun({
        spec: {
          load: constantLoad(100, 20),
          duration: "1s",
          connections: 4,
          drain: "0s",
          workers,
        },
        server: never,
      });
      t.equal(requests.length, 24, "4 in flight and 20 waiting");
      t.match(result.requests, { planned: 100, unfinished: 24, skipped: 76, waitedForSlot: 20 });
      t.equal(result.latency.response.count, 24, "planned − skipped");
      t.equal(result.latency.outcome.count, 100, "all that was planned, at +∞");
      t.ok(result.generator.reasons.some(({ code }) => code === "skippedArrivals"));
    }
  });
});

t.test("a request that is sent again", async (t) => {
  const spec = { load: constantLoad(100), duration: "1s", connections: 2 } as const;
  const closesOnReuse = exceptFor(new Map([[50, closes]]));

  await t.test("keeps intended and dispatched, and counts once", async (t) => {
    const { requests, result } = virtualRun({ spec, server: closesOnReuse });
    t.match(result.requests, { planned: 100, completed: 100, failed: 0, resent: 1 });
    t.same(result.errors, {});
    const [again] = requests.filter(({ wasResent }) => wasResent);
    t.match(again, { intendedNs: 500e6, dispatchedNs: 500e6, sentNs: 501e6, outcome: "completed" });
    t.equal(requests.length, 100);
  });

  await t.test("goes over a connection that is free, without waiting for its own", async (t) => {
    const { requests } = virtualRun({
      spec,
      server: closesOnReuse,
      listen: ({ atNs }) => ({ kind: "open", afterNs: atNs < 0 ? 0 : 300e6 }),
    });
    const [again] = requests.filter(({ wasResent }) => wasResent);
    t.equal(again!.sentNs, 501e6);
  });

  await t.test("waits for a connection when there is none, before all others", async (t) => {
    const { requests, result } = virtualRun({
      spec: { ...spec, connections: 1 },
      server: exceptFor(new Map([[50, closesLate]])),
      listen: ({ atNs }) => ({ kind: "open", afterNs: atNs < 0 ? 0 : 100e6 }),
    });
    const bySent = requests.toSorted((a, b) => a.sentNs - b.sentNs);
    t.same(
      bySent.map(({ intendedNs }) => intendedNs),
      requests.map(({ intendedNs }) => intendedNs),
      "first in, first out",
    );
    t.equal(
      requests[50]!.sentNs,
      625e6,
      "25 ms until it was lost, 100 ms until the next connection",
    );
    t.equal(result.requests.completed, 100);
  });

  await t.test("in the closed model too", async (t) => {
    for (const afterNs of [0, 70e6]) {
      const { result } = virtualRun({
        spec: { requests: 200, connections: 3 },
        server: closesOnReuse,
        listen: ({ atNs }) => ({ kind: "open", afterNs: atNs < 0 ? 0 : afterNs }),
      });
      t.match(result.requests, { planned: 200, completed: 200, resent: 1 });
    }
  });

  await t.test("is not sent again when the method is not idempotent", async (t) => {
    const { result } = virtualRun({
      spec: { ...spec, target: { method: "POST", body: "x" } },
      server: closesOnReuse,
    });
    t.match(result.requests, { planned: 100, completed: 99, failed: 1, resent: 0 });
    t.same(result.errors, { connectionLost: 1 });
  });

  await t.test("is not sent again on a connection that never answered", async (t) => {
    const { result } = virtualRun({ spec, server: exceptFor(new Map([[0, closes]])) });
    t.match(result.requests, { planned: 100, failed: 1, resent: 0 });
  });
});

t.test("a closed run of n makes exactly n requests when its target goes away", async (t) => {
  for (const count of [40, 41, 42, 43]) {
    const { requests, result } = virtualRun({
      spec: { requests: count, connections: 8 },
      server: (arrival) =>
        arrival.sequence < 32 ? answersAfter(SERVICE_NS)(arrival) : closes(arrival),
      listen: refusesFrom(8_000_000),
    });
    t.equal(result.requests.planned, count);
    t.equal(result.requests.completed, 32);
    t.equal(result.requests.failed, count - 32);
    const lastEndedNs = Math.max(...requests.map(({ endedNs }) => endedNs));
    t.equal(result.measuredSeconds, lastEndedNs / 1e9, "the run lasts until its last request ends");
  }
});

t.test("oracle 14: a target that falls silent", async (t) => {
  for (const { name, connections, timeout } of [
    { name: "with a connection for everyone", connections: 200, timeout: "10s" },
    { name: "with few connections", connections: 5, timeout: "10s" },
    { name: "with timeouts", connections: 200, timeout: "300ms" },
  ]) {
    await t.test(`${name}: percentiles it touches have no upper bound`, async (t) => {
      const { result } = virtualRun({
        spec: { load: constantLoad(100), duration: "3s", connections, timeout, drain: "500ms" },
        server: answersUntil(2e9, answersAfter(SERVICE_NS)),
      });
      const { response, outcome } = result.latency;
      t.equal(result.requests.completed, 200);
      t.equal(result.requests.timedOut + result.requests.unfinished, 100);
      t.equal(typeof response.percentiles["50"], "number");
      for (const percentile of ["75", "90", "99"]) {
        t.match(response.percentiles[percentile], { high: null }, `response p${percentile}`);
        t.match(outcome.percentiles[percentile], { high: null }, `outcome p${percentile}`);
      }
      t.equal(response.censored, 100);
      t.equal(outcome.max, null);
    });
  }
});

t.test("oracle 14: 970 at 2 ms, 10 at 100 ms, 20 unfinished at 1 ms", async (t) => {
  // Ten slots answer once after 2 ms and once after 100 ms. Twenty slots connect at 6 ms and answer 48 times after 2 ms.
  // At 102 ms all 30 are free and 20 requests are left, which nobody answers; 1 ms later the drain is over.
  const { result } = virtualRun({
    spec: {
      requests: 1000,
      connections: 30,
      drain: "1ms",
      percentiles: [50, 97, 98, 98.5, 99],
    },
    server: ({ atNs, slot }) => {
      if (atNs >= 102e6) return { kind: "never" };
      return { kind: "answer", atNs: atNs + (slot < 10 && atNs > 0 ? 100e6 : 2e6) };
    },
    listen: ({ slot, attempt, atNs }) => {
      if (slot < 10) return { kind: "open", afterNs: 0 };
      if (attempt === 0) return { kind: "refused", afterNs: 0, retryAfterNs: 6e6 - atNs };
      return { kind: "open", afterNs: 0 };
    },
    startHeardNs: -7e6,
  });
  t.match(result.requests, { planned: 1000, completed: 980, unfinished: 20 });
  const { percentiles, censored, min } = result.latency.response;
  t.equal(censored, 20);
  t.equal(min, 1e6);
  const about = (ns: number, expectedNs: number): void => {
    t.ok(Math.abs(ns / expectedNs - 1) < 0.001, `${ns} is about ${expectedNs}`);
  };
  about(Number(percentiles["50"]), 2e6);
  const p98 = percentiles["98"] as { low: number; high: number };
  about(p98.low, 2e6);
  about(p98.high, 100e6);
  const beyond = percentiles["98.5"] as { low: number; high: null };
  about(beyond.low, 2e6);
  t.equal(beyond.high, null);
});

t.test("oracle 15: what times out", async (t) => {
  await t.test("is at least the timeout old, and counted", async (t) => {
    const { requests, result } = virtualRun({
      spec: { load: constantLoad(50), duration: "2s", connections: 64, timeout: "123456us" },
      server: exceptFor(new Map([5, 6, 7, 50, 99].map((sequence) => [sequence, never] as const))),
    });
    const timedOut = requests.filter(({ outcome }) => outcome === "timedOut");
    t.equal(timedOut.length, 5);
    t.ok(timedOut.every(({ sentNs, endedNs }) => endedNs - sentNs >= 123_456_000));
    t.ok(timedOut.every(({ sentNs, endedNs }) => endedNs - sentNs <= 123_456_000 + 20e6));
    t.equal(result.latency.response.count, 100);
    t.equal(result.latency.service.censored, 5);
    t.same(result.errors, { timeout: 5 });
  });

  await t.test("saturates visibly above the range of the histograms", async (t) => {
    const hourNs = 3600e9;
    const { requests, result } = virtualRun({
      spec: {
        load: constantLoad(10),
        duration: "1s",
        connections: 16,
        timeout: "75m",
        drain: "2h",
      },
      server: exceptFor(new Map([[4, never]])),
      // The loop sleeps through the wait as well: nothing else makes these hours interesting.
      stalls: [{ worker: 0, atNs: 2e9, lengthNs: 1.25 * hourNs, phase: "check" }],
    });
    t.equal(requests[4]?.outcome, "timedOut");
    const { response, service } = result.latency;
    t.equal(response.count, 10);
    t.equal(response.saturated, 1);
    t.equal(service.saturated, 1);
    t.ok(response.max! >= 1.25 * hourNs, "the maximum stays exact");
    t.match(response.percentiles["99"], { high: null });
  });
});

t.test("oracle 14: what is kept apart by connection is censored like the whole", async (t) => {
  const { result } = virtualRun({
    spec: { load: constantLoad(100), duration: "1s", connections: 4, timeout: "50ms" },
    server: exceptFor(new Map([0, 60, 61].map((sequence) => [sequence, never]))),
  });
  const { firstOnConnection, laterOnConnection, statusClass } = result.serviceBy;
  t.equal(result.latency.service.censored, 3);
  t.match(firstOnConnection, { censored: 1, percentiles: { "99.99": { high: null } } });
  t.match(laterOnConnection, { censored: 2, percentiles: { "99.99": { high: null } } });
  t.match(statusClass["2xx"], { censored: 0, count: 97 }, "whatever has a status has an answer");
});
