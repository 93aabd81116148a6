import t from "tap";
import type { LoadSpec } from "../../engine/core/index.js";
import { stagesOf } from "../fixtures/virtual-books.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter, answersUntil } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";
import type { VirtualConnect, VirtualListener } from "../fixtures/virtual-transport.js";

const MS = 1e6;
const CONNECT_NS = 3 * MS;
const SERVICE_NS = 2 * MS;
const PACED: LoadSpec = { model: "paced", ratePerSecond: 100 };
const CLOSED: LoadSpec = { model: "closed" };
const MODELS = [
  { name: "open", load: constantLoad(100) },
  { name: "paced", load: PACED },
  { name: "closed", load: CLOSED },
] as const;

const opens: VirtualListener = () => ({ kind: "open", afterNs: CONNECT_NS });
const refuses: VirtualListener = () => ({
  kind: "refused",
  afterNs: MS,
  retryAfterNs: 50 * MS,
});

interface LazyRun extends VirtualRun {
  /** Every attempt to connect, in order. */
  readonly attempts: readonly VirtualConnect[];
  /** Most attempts that were under way at one instant. */
  readonly openingMax: number;
}

function lazyRun(
  load: LoadSpec,
  spec: Partial<VirtualRunOptions["spec"]>,
  rest: Partial<Omit<VirtualRunOptions, "spec">> = {},
): LazyRun {
  const attempts: VirtualConnect[] = [];
  const endsNs: number[] = [];
  let openingMax = 0;
  const { listen = opens } = rest;
  const run = virtualRun({
    server: answersAfter(SERVICE_NS),
    ...rest,
    spec: { load, duration: "1s", connect: "lazy", ...spec },
    listen: (connect) => {
      const outcome = listen(connect);
      attempts.push(connect);
      endsNs.push(connect.atNs + outcome.afterNs);
      openingMax = Math.max(openingMax, endsNs.filter((endNs) => endNs > connect.atNs).length);
      return outcome;
    },
  });
  return { ...run, result: run.result, attempts, openingMax };
}

/** @returns when each attempt was made, in ms */
function attemptsMs({ attempts }: LazyRun): number[] {
  return attempts.map(({ atNs }) => atNs / MS);
}

function openedIn({ result }: LazyRun): number {
  return result.connections.opened;
}

t.test(
  "a lazy run starts without any connection, and opens one when a request needs it",
  async (t) => {
    t.same(attemptsMs(lazyRun(constantLoad(100), { connections: 4 })), [0], "open");
    t.same(
      attemptsMs(lazyRun(PACED, { connections: 4 })),
      [0, 10, 20, 30],
      "paced: each when the first arrival of its own is due",
    );
    t.same(
      attemptsMs(lazyRun(CLOSED, { connections: 4 })),
      [0, 0, 0, 0],
      "closed: each when its first request begins",
    );
    const steps = { kind: "step", from: 1, by: 2, every: "100ms" } as const;
    t.same(
      attemptsMs(lazyRun({ model: "closed", connectionSchedule: steps }, { connections: 4 })),
      [0, 100, 100, 200],
      "closed: those that join later when they join",
    );
  },
);

t.test("a lazy run at a low rate uses one connection although 16 are allowed", async (t) => {
  for (const workers of [1, 2]) {
    const { result } = lazyRun(constantLoad(100), { connections: 16, workers });
    t.match(result.connections, { requested: 16, opened: workers });
    t.match(result.requests, { completed: 100, waitedForSlot: workers });
    t.same(result.generator.reasons, [], "and none of them is missing");
  }
});

t.test("a burst of n arrivals opens n connections and never more than allowed", async (t) => {
  for (const { size, opened } of [
    { size: 1, opened: 1 },
    { size: 5, opened: 5 },
    { size: 16, opened: 16 },
    { size: 40, opened: 16 },
  ]) {
    const run = lazyRun(
      { model: "open", arrivals: { kind: "burst", ratePerSecond: 1000, size } },
      { connections: 16, requests: size },
    );
    t.equal(openedIn(run), opened, `${size} arrivals`);
    t.equal(run.openingMax, opened);
    t.equal(run.result.requests.completed, size);
  }
});

t.test("no more connections are being opened than arrivals wait", async (t) => {
  // Every 10 ms an arrival, 25 ms to connect: the first three ask for one each, and then there is always one that is free.
  const slow = lazyRun(
    constantLoad(100),
    { connections: 16 },
    { listen: () => ({ kind: "open", afterNs: 25 * MS }) },
  );
  t.same(attemptsMs(slow), [0, 10, 20]);
  t.equal(slow.openingMax, 3);
});

t.test("who waits takes the first slot that gets ready, its own or another", async (t) => {
  const run = lazyRun(
    constantLoad(100),
    { connections: 2, requests: 2 },
    {
      server: answersAfter(12 * MS),
      listen: ({ slot }) => ({ kind: "open", afterNs: slot === 0 ? 0 : 50 * MS }),
    },
  );
  t.same(attemptsMs(run), [0, 10], "the second asks for a connection of its own");
  t.same(
    run.requests.map(({ sentNs }) => sentNs / MS),
    [0, 12],
    "and goes over the first, which is free before",
  );
});

t.test(
  "what a lazy request waited for its connection shows in queue and response, not in service",
  async (t) => {
    for (const { name, load } of MODELS) {
      const { requests, result } = lazyRun(load, { connections: 1, requests: 3 });
      t.match(
        stagesOf(requests[0]!),
        {
          latenessNs: 0,
          queueNs: CONNECT_NS,
          serviceNs: SERVICE_NS,
          responseNs: CONNECT_NS + SERVICE_NS,
        },
        name,
      );
      t.equal(stagesOf(requests[1]!).queueNs, 0, `${name}: the next one finds it open`);
      t.equal(result.requests.waitedForSlot, 1);
    }
  },
);

t.test("a lost lazy connection is not opened before it is needed", async (t) => {
  for (const { name, load, againMs } of [
    { name: "open", load: constantLoad(100), againMs: 20 },
    { name: "paced", load: PACED, againMs: 20 },
    { name: "closed", load: { model: "closed", thinkTime: "15ms" } as const, againMs: 20 },
  ]) {
    await t.test(`${name}: closed by the peer while it is idle`, async (t) => {
      const run = lazyRun(
        load,
        { connections: 1, duration: "30ms" },
        { idleCloses: [{ worker: 0, slot: 0, atNs: 15 * MS }] },
      );
      t.same(attemptsMs(run), [0, againMs]);
      t.equal(run.result.requests.completed, run.result.requests.planned);
    });
    await t.test(`${name}: closed after each answer`, async (t) => {
      const run = lazyRun(
        load,
        { connections: 1, duration: "30ms" },
        {
          server: ({ atNs }) => ({ kind: "answer", atNs: atNs + SERVICE_NS, isLast: true }),
        },
      );
      t.same(
        attemptsMs(run),
        run.requests.map(({ intendedNs }) => intendedNs / MS),
        "one for each request, when it is due",
      );
      t.ok(run.requests.length > 1);
    });
  }

  await t.test("closed: by a timeout, before the user has thought", async (t) => {
    const run = lazyRun(
      { model: "closed", thinkTime: "100ms" },
      { connections: 1, duration: "150ms", timeout: "20ms" },
      { server: answersUntil(1, answersAfter(SERVICE_NS)) },
    );
    t.equal(run.result.requests.timedOut, 2);
    t.same(
      attemptsMs(run),
      run.requests.map(({ intendedNs }) => intendedNs / MS),
      "none at the timeout",
    );
  });

  await t.test("paced: while arrivals wait for another connection", async (t) => {
    const run = lazyRun(
      PACED,
      { connections: 2, duration: "50ms" },
      {
        server: ({ atNs, slot }) => ({
          kind: "answer",
          atNs: atNs + (slot === 0 ? 60 * MS : SERVICE_NS),
        }),
        idleCloses: [{ worker: 0, slot: 1, atNs: 25 * MS }],
      },
    );
    t.same(attemptsMs(run), [0, 10, 30]);
    t.same(
      run.attempts.map(({ slot }) => slot),
      [0, 1, 1],
    );
  });

  await t.test("open: another connection that is free takes what comes next", async (t) => {
    const run = lazyRun(
      { model: "open", arrivals: { kind: "burst", ratePerSecond: 200, size: 2 } },
      { connections: 2 },
      { idleCloses: [{ worker: 0, slot: 1, atNs: 15 * MS }], server: answersAfter(MS / 2) },
    );
    t.same(attemptsMs(run), [0, 0, 20], "the next burst needs two again");
  });
});

t.test("a request that is sent again has its lazy connection opened again", async (t) => {
  const closesThird: VirtualServer = (arrival) =>
    arrival.sequence === 2
      ? { kind: "closed", atNs: arrival.atNs + MS }
      : answersAfter(SERVICE_NS)(arrival);
  for (const { name, load } of MODELS) {
    const run = lazyRun(load, { connections: 1, duration: "100ms" }, { server: closesThird });
    t.match(run.result.requests, { resent: 1, failed: 0, unfinished: 0 }, name);
    t.equal(openedIn(run), 2, name);
  }
});

t.test(
  "a request that is sent again is finished, though the schedule ends when it is lost",
  async (t) => {
    const closesAtEnd: VirtualServer = (arrival) =>
      arrival.atNs === 95 * MS
        ? { kind: "closed", atNs: 100 * MS }
        : { kind: "answer", atNs: arrival.atNs + SERVICE_NS };
    const { result } = lazyRun(
      CLOSED,
      { connections: 1, duration: "100ms" },
      { server: closesAtEnd },
    );
    t.match(result.requests, { resent: 1, unfinished: 0, failed: 0 });
  },
);

t.test(
  "a refused target ends each lazy request with connectRefused and nothing hangs",
  async (t) => {
    for (const { name, load } of MODELS) {
      for (const connections of [1, 4]) {
        const run = lazyRun(load, { connections }, { listen: refuses });
        const { requests, errors, state } = run.result;
        t.equal(state, "completed", name);
        t.ok(requests.planned >= 19, `${name}: ${requests.planned} requests`);
        t.equal(requests.failed, requests.planned, name);
        t.same(errors, { connectRefused: requests.planned }, name);
        t.same(run.result.generator.reasons, [], name);
        // An attempt takes 1 ms and the pause 50 ms: 20 in a second for each connection.
        t.ok(run.attempts.length <= 21 * connections, `${name}: ${run.attempts.length} attempts`);
        t.ok(run.attempts.length >= 19, `${name}: ${run.attempts.length} attempts`);
      }
    }
  },
);

t.test("a user who thinks after a refusal needs no connection meanwhile", async (t) => {
  const run = lazyRun(
    { model: "closed", thinkTime: "100ms" },
    { connections: 1, duration: "250ms" },
    { listen: refuses },
  );
  t.same(attemptsMs(run), [0, 101, 202], "not after the pause of 50 ms");
  t.equal(run.result.requests.failed, 3);
});

t.test(
  "who waits while nothing is being opened has a connection opened after the pause",
  async (t) => {
    // The first connection never answers, so that the second arrival is not refused with its connection: it waits.
    const run = lazyRun(
      constantLoad(100),
      { connections: 2, requests: 2, timeout: "500ms" },
      {
        server: ({ atNs }) =>
          atNs < 10 * MS ? { kind: "never" } : { kind: "answer", atNs: atNs + SERVICE_NS },
        listen: (connect) =>
          (connect.slot === 1 && connect.attempt === 0 ? refuses : opens)(connect),
      },
    );
    t.same(attemptsMs(run), [0, 10, 61]);
    t.match(run.result.requests, { completed: 1, timedOut: 1 });
    t.equal(run.requests[1]!.sentNs, 64 * MS);
  },
);

t.test(
  "a closed user keeps its place when another connection took its request and its own is refused",
  async (t) => {
    const run = lazyRun(
      CLOSED,
      { connections: 2, duration: "100ms" },
      {
        listen: ({ slot, attempt }) => {
          if (slot === 0) return { kind: "open", afterNs: 0 };
          if (attempt > 0) return { kind: "open", afterNs: 0 };
          return { kind: "refused", afterNs: 10 * MS, retryAfterNs: 20 * MS };
        },
      },
    );
    t.same(attemptsMs(run), [0, 0, 30]);
    const late = run.requests.filter(({ sentNs }) => sentNs >= 30 * MS);
    t.equal(late.length, 2 * 35, "two in flight from then on");
    t.same(run.result.errors, {});
  },
);

t.test("a target that comes back is connected to by who needs it", async (t) => {
  for (const { name, load } of MODELS) {
    const { result } = lazyRun(
      load,
      { connections: 4 },
      { listen: (connect) => (connect.atNs < 500 * MS ? refuses : opens)(connect) },
    );
    const { planned, completed, failed } = result.requests;
    t.equal(planned, completed + failed, name);
    t.ok(completed > 40 && failed > 20, `${name}: ${completed} and ${failed}`);
  }
});

t.test("connections that are opened before stay as they were", async (t) => {
  for (const { name, load } of MODELS) {
    const run = lazyRun(
      load,
      { connect: "before", connections: 3, duration: "50ms" },
      { idleCloses: load.model === "closed" ? [] : [{ worker: 0, slot: 2, atNs: 15 * MS }] },
    );
    const before = attemptsMs(run).filter((atMs) => atMs < 0);
    t.equal(before.length, 3, name);
    t.same(attemptsMs(run).slice(3), load.model === "closed" ? [] : [15], `${name}: at once`);
  }
});
