import t from "tap";
import type {
  CounterName,
  GeneratorVerdict,
  RunSpec,
  VerdictReason,
} from "../../../engine/index.js";
import { judge } from "../../../engine/result/verdict.js";
import { VERDICT_THRESHOLDS } from "../../../engine/result/verdict-thresholds.js";
import { closedSpec } from "../../fixtures/real-run.js";
import { OPEN, URL, facts, own, reasonOf, worker } from "../../fixtures/verdict-facts.js";

const US = 1e3;
const MS = 1e6;

t.test("judge", async (t) => {
  await t.test("finds nothing wrong with a calm run", (t) => {
    t.strictSame(judge(facts({})), { verdict: "valid", reasons: [] });
    t.strictSame(judge(facts({ spec: closedSpec(URL) })), { verdict: "valid", reasons: [] });
    t.end();
  });

  await t.test("is as bad as the worst of its reasons", (t) => {
    const suspect = facts({ counters: { planned: 100, completed: 99, skippedQueueFull: 1 } });
    t.equal(judge(suspect).verdict, "suspect");
    const both = facts({
      counters: { planned: 100, completed: 99, skippedQueueFull: 1 },
      environment: { stealPercent: 50 },
    });
    t.match(judge(both), {
      verdict: "invalid",
      reasons: [{ code: "steal" }, { code: "skippedArrivals" }],
    });
    t.end();
  });

  await t.test(
    "generatorOwnShare: lateness and read delay, at every percentile and the maximum",
    (t) => {
      // 100 requests of a response of 1 ms, of which the last `late` ones are late or lay unread.
      for (const { name, recorded, severity } of [
        { name: "5 % of the response", recorded: own({ lateNs: 50 * US }), severity: undefined },
        { name: "over 5 %", recorded: own({ lateNs: 52 * US }), severity: "suspect" },
        { name: "25 %", recorded: own({ lateNs: 250 * US }), severity: "suspect" },
        { name: "over 25 %", recorded: own({ lateNs: 252 * US }), severity: "invalid" },
        { name: "read delay alone", recorded: own({ unreadNs: 252 * US }), severity: "invalid" },
        {
          name: "both together",
          recorded: own({ lateNs: 30 * US, unreadNs: 30 * US }),
          severity: "suspect",
        },
        {
          name: "the maximum alone",
          recorded: own({ lateNs: 400 * US, count: 1 }),
          severity: "invalid",
        },
        {
          name: "20 µs of a fast target",
          recorded: own({ lateNs: 20 * US, responseNs: 40 * US }),
          severity: undefined,
        },
        {
          name: "over 20 µs of a fast target",
          recorded: own({ lateNs: 21 * US, responseNs: 40 * US }),
          severity: "suspect",
        },
        {
          name: "100 µs of a fast target",
          recorded: own({ lateNs: 100 * US, responseNs: 120 * US }),
          severity: "suspect",
        },
        {
          name: "over 100 µs of a fast target",
          recorded: own({ lateNs: 102 * US, responseNs: 120 * US }),
          severity: "invalid",
        },
      ]) {
        const reason = reasonOf("generatorOwnShare", judge(facts({ recorded })));
        t.equal(reason?.severity, severity, name);
      }
      t.end();
    },
  );

  await t.test("generatorOwnShare: says how much, of what, and when", (t) => {
    const worst = { delayNs: 252 * US, fromSeconds: 1, toSeconds: 1.1 };
    const verdict = judge({ ...facts({ recorded: own({ lateNs: 252 * US }) }), worst });
    t.match(reasonOf("generatorOwnShare", verdict), {
      message: "the generator's own delays are 252µs of p50 of the response time (1.00ms)",
      fromSeconds: 1,
      toSeconds: 1.1,
    });
    const last = judge(facts({ recorded: own({ lateNs: 400 * US, count: 1 }) }));
    t.match(reasonOf("generatorOwnShare", last)?.message, /of the maximum of the response time/);
    t.end();
  });

  await t.test(
    "generatorBound: a closed run on a full core, which makes its own share no worse",
    (t) => {
      const recorded = own({ lateNs: 252 * US });
      const at = (utilization: number, spec: RunSpec): GeneratorVerdict =>
        judge(facts({ spec, recorded, workers: [worker(), worker({ utilization })] }));
      const bound = at(0.95, closedSpec(URL));
      t.equal(bound.verdict, "suspect");
      t.equal(reasonOf("generatorBound", bound)?.severity, "suspect");
      t.equal(reasonOf("generatorOwnShare", bound)?.severity, "suspect");
      const free = at(0.949, closedSpec(URL));
      t.equal(free.verdict, "invalid", "with time to spare its own share is as bad as ever");
      t.equal(reasonOf("generatorBound", free), undefined);
      t.equal(reasonOf("generatorBound", at(1, OPEN)), undefined, "an open run spins by design");
      t.end();
    },
  );

  await t.test("notSent: arrivals noticed after the window, over 1 %", (t) => {
    for (const { noticedAfterWindow, severity } of [
      { noticedAfterWindow: 100, severity: undefined },
      { noticedAfterWindow: 101, severity: "invalid" },
    ]) {
      const counters = { planned: 10_000, completed: 10_000, noticedAfterWindow };
      const reason = reasonOf("notSent", judge(facts({ counters })));
      t.equal(reason?.severity, severity, `${noticedAfterWindow} of 10000`);
    }
    t.equal(reasonOf("notSent", judge(facts({ counters: { planned: 0 } }))), undefined);
    t.end();
  });

  await t.test("skippedArrivals: a single one is told", (t) => {
    const counters = { planned: 100, completed: 99, skippedQueueFull: 1 };
    const verdict = judge(facts({ counters }));
    t.match(reasonOf("skippedArrivals", verdict), { severity: "suspect", message: /^1 arrivals/ });
    t.end();
  });

  await t.test("throttled: a cgroup took the processor, over 1 % of the window", (t) => {
    const at = (throttledSeconds: number | null): VerdictReason | undefined =>
      reasonOf("throttled", judge(facts({ environment: { throttledSeconds } })));
    t.equal(at(0.1), undefined, "1 % of 10 s");
    t.equal(at(0.11)?.severity, "invalid");
    t.equal(at(null), undefined, "unknown is not guilty");
    t.end();
  });

  await t.test("steal: the hypervisor took over 2 %", (t) => {
    const at = (stealPercent: number | null): VerdictReason | undefined =>
      reasonOf("steal", judge(facts({ environment: { stealPercent } })));
    t.equal(at(2), undefined);
    t.equal(at(2.01)?.severity, "invalid");
    t.equal(at(null), undefined, "unknown is not guilty");
    t.end();
  });

  await t.test("connectionsMissing: at the start, one too few", (t) => {
    const at = (initialConnectionCount: number | undefined): VerdictReason | undefined =>
      reasonOf("connectionsMissing", judge({ ...facts({}), initialConnectionCount }));
    t.equal(at(10), undefined);
    t.match(at(9), { severity: "suspect", message: /^9 of 10 connections/ });
    t.equal(at(undefined), undefined, "before the start nobody has counted them");
    t.end();
  });

  await t.test("warmupBacklog: more than the slots, or older than the service p99", (t) => {
    const at = (
      backlog: { inFlight: number; queued: number; ageNs: number | null },
      spec = OPEN,
    ) => {
      const { inFlight, queued, ageNs } = backlog;
      const warmupBacklog = { inFlight, queued, oldestIntendedStartNs: 0 };
      const given = { ...facts({ spec }), warmupBacklog, warmupOldestAgeNs: ageNs };
      return reasonOf("warmupBacklog", judge(given))?.severity;
    };
    t.equal(at({ inFlight: 10, queued: 0, ageNs: 9 * MS }), undefined, "every slot busy, no queue");
    t.equal(at({ inFlight: 10, queued: 1, ageNs: 0.5 * MS }), "suspect", "one more than the slots");
    t.equal(at({ inFlight: 5, queued: 1, ageNs: 1 * MS }), undefined, "as old as the p99 of 1 ms");
    t.equal(at({ inFlight: 5, queued: 1, ageNs: 1.1 * MS }), "suspect", "older");
    t.equal(at({ inFlight: 0, queued: 0, ageNs: null }), undefined, "nothing was under way");
    t.equal(
      at({ inFlight: 4, queued: 9, ageNs: MS }, closedSpec(URL)),
      undefined,
      "closed is always busy",
    );
    t.end();
  });

  await t.test("gcPause: longer than 50 ms, with its stretch", (t) => {
    const at = (gcPauseNsMax: number): VerdictReason | undefined =>
      reasonOf(
        "gcPause",
        judge(facts({ workers: [worker(), worker({ index: 1, gcPauseNsMax })] })),
      );
    t.equal(at(50 * MS), undefined);
    t.match(at(60 * MS), {
      severity: "suspect",
      message: "garbage collection stopped worker 1 for 60.0ms",
      fromSeconds: 1.94,
      toSeconds: 2,
    });
    t.end();
  });

  await t.test("workerLost: with its index", (t) => {
    const workers = [worker(), worker({ index: 1, isLost: true })];
    const verdict = judge(facts({ workers, counters: { planned: 5 } }));
    t.match(verdict, {
      verdict: "invalid",
      reasons: [{ code: "workerLost", message: /^worker 1 of 2/ }],
    });
    t.equal(reasonOf("auditMismatch", verdict), undefined, "its books are lost with it");
    t.end();
  });

  await t.test("auditMismatch: any book that does not balance, to the nanosecond", (t) => {
    const at = (counters: Partial<Record<CounterName, number>>): VerdictReason | undefined =>
      reasonOf("auditMismatch", judge(facts({ counters })));
    const balanced = {
      planned: 15,
      completed: 1,
      failed: 2,
      timedOut: 3,
      unfinished: 4,
      skippedQueueFull: 5,
      serviceClippedNs: 2 ** 52 + 1,
      inFlightIntegralNs: 2 ** 52 + 1,
      queueClippedNs: 7,
      queuedIntegralNs: 7,
    };
    t.equal(at(balanced), undefined);
    t.match(at({ ...balanced, planned: 16 }), { severity: "invalid", message: /: 16 ≠ 15/ });
    for (const name of [
      "completed",
      "failed",
      "timedOut",
      "unfinished",
      "skippedQueueFull",
    ] as const) {
      t.match(at({ ...balanced, [name]: 9 }), { severity: "invalid" }, name);
    }
    t.match(at({ ...balanced, inFlightIntegralNs: 2 ** 52 }), { message: /in flight over time/ });
    t.match(at({ ...balanced, queuedIntegralNs: 8 }), { message: /queued over time.*: 8 ≠ 7/ });
    const live = judge({ ...facts({ counters: { planned: 5 } }), isFinal: false });
    t.equal(
      reasonOf("auditMismatch", live),
      undefined,
      "requests under way balance at the end only",
    );
    t.end();
  });

  await t.test("goes by the thresholds that it is given", (t) => {
    const strict = {
      ...VERDICT_THRESHOLDS,
      ownShare: { valid: { share: 0, floorNs: 0 }, suspect: { share: 0.5, floorNs: 0 } },
      notSentShare: 0,
      throttledShare: 0.5,
      stealPercent: 60,
      boundUtilization: 0.5,
      gcPauseNs: 1,
    };
    const given = facts({
      spec: closedSpec(URL),
      recorded: own({ lateNs: 600 * US, counters: { noticedAfterWindow: 1 } }),
      workers: [worker({ utilization: 0.6, gcPauseNsMax: 2 })],
      environment: { stealPercent: 60, throttledSeconds: 5 },
    });
    t.strictSame(
      judge(given, strict).reasons.map(({ code, severity }) => `${code} ${severity}`),
      ["generatorOwnShare suspect", "generatorBound suspect", "notSent invalid", "gcPause suspect"],
    );
    t.end();
  });
});
