import t from "tap";
import type { CatchUp } from "../../engine/core/index.js";
import { OpenPacer } from "../../workers/open-pacer.js";
import { WHOLE, closedPacer, constantArrivals, cursorOf } from "../fixtures/schedules.js";

const SEND_ALL: CatchUp = { kind: "sendAll" };

/** Four arrivals per second. */
function openPacer(
  endIndex: number,
  endNs: number,
  stripe = WHOLE,
  catchUp: CatchUp = SEND_ALL,
): OpenPacer {
  const count =
    endIndex === Infinity ? null : { endIndex, endPhase: endIndex, lastPhase: endIndex - 1 };
  return new OpenPacer(cursorOf(constantArrivals(4), stripe), { timeEndNs: endNs, count }, catchUp);
}

function instantsOf(pacer: OpenPacer, limit = 100): number[] {
  const instants: number[] = [];
  while (pacer.nextDueNs !== Infinity && instants.length < limit) {
    instants.push(pacer.nextDueNs);
    pacer.take(pacer.nextDueNs);
  }
  return instants;
}

t.test("OpenPacer", async (t) => {
  await t.test("gives its stripe's instants", async (t) => {
    const stripes = [0, 1, 2].map((stripeIndex) =>
      openPacer(7, 2e9, { stripeIndex, stripeCount: 3 }),
    );
    t.same(
      stripes.map((stripe) => instantsOf(stripe)),
      [
        [0, 0.75e9, 1.5e9],
        [0.25e9, 1e9],
        [0.5e9, 1.25e9],
      ],
    );
  });

  await t.test("ends before the end index", async (t) => {
    t.same(instantsOf(openPacer(3, Infinity)), [0, 0.25e9, 0.5e9]);
    t.same(instantsOf(openPacer(0, Infinity)), []);
  });

  await t.test("gives nothing that is due at its end or later", async (t) => {
    t.same(instantsOf(openPacer(100, 0.5e9)), [0, 0.25e9]);
    t.same(instantsOf(openPacer(100, 0.5e9 + 1)), [0, 0.25e9, 0.5e9]);
  });

  await t.test("can be stopped earlier, not later", async (t) => {
    const pacer = openPacer(100, 1e9);
    pacer.take(0);
    pacer.stopAt(5e9);
    t.equal(pacer.endNs, 1e9);
    pacer.stopAt(0.5e9);
    t.equal(pacer.endNs, 0.5e9);
    t.same(instantsOf(pacer), [0.25e9]);
  });

  await t.test(
    "keeps an arrival that was due before the stop and is still to be noticed",
    async (t) => {
      const pacer = openPacer(100, 1e9);
      pacer.stopAt(0.3e9);
      t.same(instantsOf(pacer), [0, 0.25e9]);
    },
  );

  await t.test("lets no request follow another", async (t) => {
    t.equal(openPacer(100, 1e9).followOnNs(), -1);
  });
});

t.test("Catching up after a late notice", async (t) => {
  /** The first arrival is noticed 1 s late, each later one when it is due. */
  function afterStall(catchUp: CatchUp): { due: number[]; intended: number[]; sent: boolean[] } {
    const pacer = openPacer(12, Infinity, WHOLE, catchUp);
    const due: number[] = [];
    const intended: number[] = [];
    const sent: boolean[] = [];
    let nowNs = 1e9;
    while (pacer.nextDueNs !== Infinity) {
      nowNs = Math.max(nowNs, pacer.nextDueNs);
      due.push(nowNs);
      intended.push(pacer.nextIntendedStartNs);
      sent.push(pacer.take(nowNs));
    }
    return { due, intended, sent };
  }
  const PLAN = Array.from({ length: 12 }, (_, index) => index * 0.25e9);

  await t.test("sendAll: what is late is due at once", async (t) => {
    const { due, intended, sent } = afterStall(SEND_ALL);
    t.same(due, [...Array.from({ length: 5 }, () => 1e9), ...PLAN.slice(5)]);
    t.same(intended, PLAN, "lateness is measured from the plan");
    t.ok(sent.every(Boolean));
  });

  await t.test(
    "paced: the schedule's clock runs at its speed until it meets the time",
    async (t) => {
      const { due, intended, sent } = afterStall({ kind: "paced", speed: 2 });
      // From 1 s on two arrivals are due per 0.25 s: the eighth meets its plan, at 2 s.
      const catching = Array.from({ length: 8 }, (_, index) => 1e9 + index * 0.125e9);
      t.same(due, [...catching, ...PLAN.slice(8)]);
      t.same(intended, PLAN);
      t.ok(sent.every(Boolean));
    },
  );

  await t.test("skip: what is later than allowed is not sent", async (t) => {
    const { due, sent } = afterStall({ kind: "skip", latenessNsMax: 0.5e9 });
    t.same(due, [...Array.from({ length: 5 }, () => 1e9), ...PLAN.slice(5)]);
    t.same(
      sent,
      PLAN.map((_, index) => index >= 2),
      "0.5 s late is just allowed",
    );
  });
});

t.test("ClosedPacer", async (t) => {
  await t.test("plans nothing ahead", async (t) => {
    t.equal(closedPacer(10, 1e9).nextDueNs, Infinity);
  });

  await t.test("lets a request follow at once until the end", async (t) => {
    const pacer = closedPacer(Infinity, 1e9);
    t.equal(pacer.followOnNs(0, 123), 123);
    t.equal(pacer.followOnNs(0, 1e9 - 1), 1e9 - 1);
    t.equal(pacer.followOnNs(0, 1e9), -1);
  });

  await t.test("lets as many begin as it may", async (t) => {
    const pacer = closedPacer(2, Infinity);
    pacer.onBegun(true);
    t.equal(pacer.followOnNs(0, 5), 5);
    pacer.onBegun(true);
    t.equal(pacer.followOnNs(0, 6), -1);
    t.equal(closedPacer(0, Infinity).followOnNs(0, 0), -1);
  });

  await t.test("can be stopped earlier, not later", async (t) => {
    const pacer = closedPacer(Infinity, Infinity);
    pacer.stopAt(100);
    pacer.stopAt(200);
    t.equal(pacer.endNs, 100);
    t.equal(pacer.followOnNs(0, 100), -1);
  });
});
