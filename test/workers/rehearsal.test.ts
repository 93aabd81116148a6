import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { MessagePort, Transferable } from "node:worker_threads";

import t from "tap";

import type { LoadPlan, WorkerMessage, WorkerPlan } from "../../engine/core/index.js";
import { COUNTER_INDEX, NS_PER_MS, NS_PER_SECOND, unpackDelta } from "../../engine/core/index.js";
import { rehearse } from "../../workers/rehearsal.js";
import { runWorker } from "../../workers/worker-run.js";
import { DEFAULT_RULES } from "../fixtures/connection-rules.js";
import { ONE_REQUEST, toRequestPlan } from "../fixtures/request-texts.js";
import { constantArrivals, cursorOf } from "../fixtures/schedules.js";

interface Rehearsal {
  readonly plan: WorkerPlan;
  readonly messages: readonly WorkerMessage[];
}

const CLOSED: LoadPlan = {
  model: "closed",
  requestCount: 1,
  thinkTimeNs: 0,
  connections: { kind: "const", count: 1 },
};
const OPEN: LoadPlan = {
  model: "open",
  arrivals: constantArrivals(1),
  end: { timeEndNs: 1e9, count: null },
  catchUp: { kind: "sendAll" },
  maxPending: 1,
};

/** A run against a target that must never hear of its rehearsal. */
function planOf(load: LoadPlan): WorkerPlan {
  return {
    v: 1,
    stripe: { stripeIndex: 1, stripeCount: 2 },
    client: "wire",
    target: {
      host: "target.invalid",
      port: 443,
      unixSocket: null,
      authority: "target.invalid",
      tls: {
        verify: true,
        serverName: "target.invalid",
        ca: null,
        cert: null,
        key: null,
        minVersion: null,
      },
    },
    serverTiming: null,
    requests: [toRequestPlan({ method: "POST", path: "/pay", body: Buffer.from("100") })],
    ...ONE_REQUEST,
    load,
    connectionCount: 1,
    choice: { kind: "roundRobin" },
    queueTimeoutNs: null,
    pacing: "precise",
    connectionRules: { ...DEFAULT_RULES, maxRequests: 1, staggerNs: NS_PER_SECOND },
    warmupNs: 3600 * NS_PER_SECOND,
    endNs: 7200 * NS_PER_SECOND,
    requestTimeoutNs: NS_PER_MS,
    drainNs: 0,
    accessLog: null,
    tickNs: 100 * NS_PER_MS,
  };
}

function achievedIn(messages: readonly WorkerMessage[]): number {
  let count = 0;
  for (const message of messages) {
    if (message.kind !== "delta") continue;
    for (const { packed, errorSamples } of message.recorded) {
      count += unpackDelta(packed, errorSamples).counters[COUNTER_INDEX.completed]!;
    }
  }
  return count;
}

t.test("a thread rehearses", async (t) => {
  const rehearsals: Rehearsal[] = [];
  const runs: WeakRef<object>[] = [];
  const overheard = async (plan: WorkerPlan, port: MessagePort): Promise<object> => {
    const messages: WorkerMessage[] = [];
    const post = port.postMessage.bind(port);
    port.postMessage = (message: WorkerMessage, transfer?: readonly Transferable[]) => {
      // What is transferred is gone from here.
      messages.push(structuredClone(message));
      post(message, transfer);
    };
    rehearsals.push({ plan, messages });
    const run = await runWorker(plan, port);
    runs.push(new WeakRef(run));
    return run;
  };

  for (const load of [CLOSED, OPEN]) {
    t.test(`a run of the ${load.model} model against itself, not against the target`, async (t) => {
      const earlier = rehearsals.length;
      await rehearse(planOf(load), overheard);
      const { plan, messages } = rehearsals.at(-1)!;
      t.match(plan, { target: { host: "127.0.0.1", tls: null }, requests: [{ method: "GET" }] });
      t.equal(plan.load.model, load.model);
      const lengthsNs = rehearsals.slice(earlier).map((one) => one.plan.endNs! - one.plan.warmupNs);
      t.ok(lengthsNs.reduce((sum, lengthNs) => sum + lengthNs) < 200 * NS_PER_MS, "in no time");
      t.equal(messages[0]?.kind, "opened");
      t.equal(messages.at(-1)?.kind, "done");
      const achieved = achievedIn(messages);
      t.ok(achieved > 100, `${achieved} requests`);
    });

    t.test(
      `to the end first, and then at instants that are no small integers (${load.model})`,
      async (t) => {
        t.match(rehearsals.at(-2), { plan: { warmupNs: 0 } });
        t.equal(rehearsals.at(-2)!.messages.at(-1)?.kind, "done");
        const { plan, messages } = rehearsals.at(-1)!;
        const smallIntegers = 2 ** 31;
        t.ok(plan.warmupNs > smallIntegers);
        const last = messages.at(-1);
        t.ok(last?.kind === "done" && last.lastEndedNs > smallIntegers);
        if (plan.load.model === "closed") return;
        const { nextIntendedStartNs } = cursorOf(plan.load.arrivals, plan.stripe);
        t.equal(nextIntendedStartNs, plan.warmupNs, "without arrivals from before it began");
      },
    );
  }

  t.test("once per kind of run", async (t) => {
    const before = rehearsals.length;
    for (const load of [CLOSED, OPEN, CLOSED]) await rehearse(planOf(load), overheard);
    t.equal(rehearsals.length, before);
  });

  t.test("and keeps what took part, with which V8 would forget what it has compiled", async (t) => {
    setFlagsFromString("--expose-gc");
    const collectGarbage = runInNewContext("gc") as () => void;
    await nextTurn();
    collectGarbage();
    t.equal(runs.filter((run) => run.deref() !== undefined).length, rehearsals.length);
  });

  t.test("or goes on without, when it cannot", async (t) => {
    const plan: WorkerPlan = { ...planOf(CLOSED), client: "standard" };
    await t.resolves(
      rehearse(plan, async () => {
        throw new Error("no more descriptors");
      }),
    );
  });

  t.test("and leaves neither socket nor timer", async (t) => {
    // A socket is gone two turns after it was destroyed.
    for (let turns = 0; turns < 3; turns++) await nextTurn();
    const left = process.getActiveResourcesInfo();
    t.same(
      left.filter((resource) => /^(?:TCP|Timeout|MessagePort)/.test(resource)),
      [],
    );
  });
});
