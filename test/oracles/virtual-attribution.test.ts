import assert from "node:assert/strict";
import t from "tap";
import type { TailAttribution } from "../../engine/core/index.js";
import type { LoggedRequest } from "../fixtures/virtual-log.js";
import { stagesOf } from "../fixtures/virtual-books.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import {
  answersAfter,
  answersUntil,
  exponentialNs,
  firstInFirstOut,
  frozenOnce,
} from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

/** A loop that slept for less does not say so: the bound on read delay is then the sleep itself. */
const SHORT_NS = 1000;

type Parts = TailAttribution["parts"];

/** The first byte soon, the last one much later. */
const slowBody: VirtualServer = ({ atNs, sequence }) => ({
  kind: "answer",
  firstByteNs: atNs + 1e6,
  atNs: atNs + (sequence % 50 === 0 ? 40e6 : 2e6),
});

const SCENARIOS: readonly (VirtualRunOptions & { readonly name: string })[] = [
  {
    name: "a stalled target",
    spec: { load: constantLoad(1000), duration: "3s", connections: 50, workers: 2 },
    server: frozenOnce(1e9, 500e6, 200_000),
  },
  {
    name: "a stalled generator, in the poll phase",
    spec: { load: constantLoad(1000), duration: "2s", connections: 64, workers: 2 },
    server: answersAfter(20e6),
    stalls: [{ worker: 0, atNs: 1_000_300_000, lengthNs: 200e6, phase: "poll" }],
  },
  {
    name: "a generator that stalls while bodies arrive",
    spec: { load: constantLoad(500), duration: "2s", connections: 64 },
    server: slowBody,
    stalls: [300_500_000, 700_000_000, 1_101_900_000].map((atNs) => {
      return { worker: 0, atNs, lengthNs: 15e6, phase: "check" };
    }),
  },
  {
    name: "a queue at the target",
    spec: { load: constantLoad(800), duration: "3s", connections: 5, warmup: "1s" },
    server: firstInFirstOut(exponentialNs(1_000_000, 7)),
  },
  {
    name: "timeouts, an unfinished end and a full queue",
    spec: {
      load: constantLoad(200, 30),
      duration: "2s",
      connections: 10,
      timeout: "300ms",
      drain: "100ms",
    },
    server: answersUntil(1.5e9, slowBody),
  },
  {
    name: "a closed run",
    spec: { requests: 3000, connections: 7, workers: 2 },
    server: firstInFirstOut(exponentialNs(300_000, 8)),
  },
];

/** The definition, request by request. */
function partsOf(request: LoggedRequest): Parts {
  const { latenessNs: lateness, queueNs: queue, serviceNs } = stagesOf(request);
  const { sentNs, firstByteNs, endedNs, isBodyLate } = request;
  const wasAnswered = request.status !== 0;
  const readDelay = wasAnswered ? Math.min(request.readDelayNs, serviceNs) : 0;
  const untilFirstByteNs = firstByteNs >= 0 ? firstByteNs - sentNs : serviceNs;
  const untilEndNs = firstByteNs >= 0 ? endedNs - firstByteNs : 0;
  const ofBody = isBodyLate
    ? Math.min(readDelay, untilEndNs)
    : readDelay - Math.min(readDelay, untilFirstByteNs);
  const firstByte = untilFirstByteNs - (readDelay - ofBody);
  return { lateness, queue, firstByte, body: untilEndNs - ofBody, readDelay };
}

function checkTail(tail: TailAttribution, requests: readonly LoggedRequest[], name: string): void {
  const inTail = requests.filter((request) => stagesOf(request).responseNs >= tail.from);
  assert.equal(tail.count, inTail.length, `${name}: count`);
  const parts = inTail.map(partsOf);
  let sumOfMeansNs = 0;
  for (const key of ["lateness", "queue", "firstByte", "body", "readDelay"] as const) {
    const sumNs = parts.reduce((sum, each) => sum + each[key], 0);
    assert.ok(
      parts.every((each) => each[key] >= 0),
      `${name}: no ${key} below zero`,
    );
    assert.equal(tail.parts[key], sumNs / inTail.length, `${name}: ${key}`);
    sumOfMeansNs += tail.parts[key];
  }
  const totalNs = inTail.reduce((sum, request) => sum + stagesOf(request).responseNs, 0);
  assert.equal(tail.response, totalNs / inTail.length, `${name}: response`);
  assert.ok(Math.abs(sumOfMeansNs / tail.response - 1) < 1e-12, `${name}: the parts add up`);
}

function percentileNsOf({ result }: VirtualRun, name: string): number {
  const value = result.latency.response.percentiles[name];
  return typeof value === "object" && value !== null ? value.low : Number(value);
}

function tailOf({ result }: VirtualRun, name: string): TailAttribution {
  return result.attribution!.percentiles[name]!;
}

t.test("the parts of each tail are those of its single requests, to the nanosecond", async (t) => {
  for (const { name, ...options } of SCENARIOS) {
    await t.test(name, async () => {
      const run = virtualRun(options);
      const { attribution, latency } = run.result;
      checkTail(attribution!.all!, run.requests, "all");
      assert.equal(attribution!.all!.count, latency.response.count);
      assert.equal(attribution!.all!.response, latency.response.mean);
      const names = run.result.spec.percentiles.map(String);
      assert.deepEqual(Object.keys(attribution!.percentiles).sort(), names.toSorted());
      for (const percentile of names) {
        const tail = tailOf(run, percentile);
        const valueNs = percentileNsOf(run, percentile);
        checkTail(tail, run.requests, `p${percentile}`);
        assert.ok(tail.from <= valueNs, "the tail holds the percentile's own requests");
        assert.ok(valueNs - tail.from <= Math.max(16, valueNs / 64), "and little below them");
      }
    });
  }
});

t.test("a stalled target: the tail waited for its first byte, and for a connection", async (t) => {
  const run = virtualRun({
    spec: { load: constantLoad(100), duration: "3s", connections: 10, percentiles: [50, 90] },
    server: frozenOnce(1e9, 1e9, 1000),
  });
  // Of the arrivals from the first 300 ms of the stall 10 are in flight until its end, and 20 wait for them.
  const { parts, count, response } = tailOf(run, "90");
  const waitsMs = (from: number, to: number): number => {
    let sum = 0;
    for (let k = from; k < to; k++) sum += 1000 - 10 * k;
    return sum;
  };
  t.ok(count >= 30 && count <= 32, `${count} requests waited for 700 ms and more`);
  t.ok(Math.abs((parts.firstByte * count) / 1e6 / waitsMs(0, 10) - 1) < 0.001, "first byte");
  t.ok(Math.abs((parts.queue * count) / 1e6 / waitsMs(10, count) - 1) < 0.001, "queue");
  t.equal(parts.lateness + parts.body, 0);
  t.ok(parts.readDelay <= SHORT_NS);
  t.ok(Math.abs((parts.firstByte + parts.queue) / response - 1) < 1e-5);
  t.equal(run.result.attribution!.all!.count, 300);
});

t.test("a stalled generator: the tail was late", async (t) => {
  const run = virtualRun({
    spec: { load: constantLoad(1000), duration: "3s", connections: 64, percentiles: [50, 99] },
    server: answersAfter(100_000),
    stalls: [{ worker: 0, atNs: 1_000_300_000, lengthNs: 200e6, phase: "check" }],
  });
  const tail = tailOf(run, "99");
  t.ok(tail.parts.lateness / tail.response > 0.99, "nearly all of it");
  const half = tailOf(run, "50");
  t.ok(half.parts.lateness / half.response > 0.5);
  t.ok(half.parts.firstByte > 90_000);
});

t.test(
  "answers that a stalled generator read late have read delay, not a slow target",
  async (t) => {
    const run = virtualRun({
      spec: { load: constantLoad(1000), duration: "1s", connections: 64, percentiles: [50, 98] },
      server: ({ atNs }) => ({ kind: "answer", firstByteNs: atNs + 1e6, atNs: atNs + 20e6 }),
      stalls: [{ worker: 0, atNs: 500_300_000, lengthNs: 60e6, phase: "check" }],
    });
    const { all } = run.result.attribution!;
    const delayed = run.requests.filter(({ isBodyLate }) => isBodyLate);
    t.ok(delayed.length >= 15, `${delayed.length} bodies lay unread`);
    t.ok(all!.parts.readDelay > 0);
    const honestNs = 20e6 * run.requests.length;
    const targetNs = (all!.parts.firstByte + all!.parts.body) * all!.count;
    t.ok(targetNs <= honestNs, "what is the target's is no more than it took");
  },
);

t.test("a slow body is the tail's body", async (t) => {
  const run = virtualRun({
    spec: { load: constantLoad(100), duration: "5s", connections: 50, percentiles: [50, 99] },
    server: slowBody,
  });
  const { parts, count, response } = tailOf(run, "99");
  t.equal(count, 10);
  t.match(parts, { lateness: 0, queue: 0, firstByte: 1e6 });
  t.ok(parts.readDelay <= SHORT_NS);
  t.equal(parts.body + parts.readDelay, 39e6);
  t.equal(response, 40e6);
});

t.test("what was never answered is in the tail at its age", async (t) => {
  const run = virtualRun({
    spec: { load: constantLoad(100), duration: "1s", connections: 4, drain: "100ms" },
    server: ({ atNs, sequence }) => {
      if (sequence === 49) return { kind: "answer", firstByteNs: atNs + 2e6, atNs: 60e9 };
      return sequence >= 50 ? { kind: "never" } : { kind: "answer", atNs: atNs + 2e6 };
    },
  });
  t.equal(run.result.requests.unfinished, 51);
  const unfinished = run.requests.filter(({ outcome }) => outcome === "unfinished");
  const { parts, count } = tailOf(run, "50");
  t.equal(count, 51, "those without an answer, and nothing else");
  const sumNs = (of: (request: LoggedRequest) => number): number =>
    unfinished.reduce((sum, request) => sum + of(request), 0);
  t.equal(
    Math.round(parts.queue * count),
    sumNs(({ sentNs, dispatchedNs, endedNs }) => (sentNs < 0 ? endedNs - dispatchedNs : 0)),
    "never sent: all of it in the queue",
  );
  t.equal(
    Math.round(parts.body * count),
    sumNs(({ firstByteNs, endedNs }) => (firstByteNs < 0 ? 0 : endedNs - firstByteNs)),
    "begun and not finished: body",
  );
  t.ok(parts.firstByte > 0 && parts.body > 0 && parts.queue > parts.firstByte);
});

t.test("a run without requests has no attribution", async (t) => {
  const run = virtualRun({
    spec: { load: constantLoad(0.1), duration: "1s", connections: 1, warmup: "1s" },
    server: answersAfter(1e6),
  });
  t.same(run.result.attribution?.all, null);
  t.same(run.result.attribution?.percentiles["99"], null);
});
