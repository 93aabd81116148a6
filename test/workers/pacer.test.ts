import t from "tap";
import { ConstantSchedule } from "../../engine/core/index.js";
import { ClosedPacer, OpenPacer } from "../../workers/pacer.js";

const WHOLE = { stripeIndex: 0, stripeCount: 1 };

function instantsOf(pacer: OpenPacer, limit = 100): number[] {
  const instants: number[] = [];
  while (pacer.nextDueNs !== Infinity && instants.length < limit) {
    instants.push(pacer.nextDueNs);
    pacer.advance();
  }
  return instants;
}

t.test("OpenPacer", async (t) => {
  const schedule = new ConstantSchedule(4);

  await t.test("gives its stripe's instants", async (t) => {
    const stripes = [0, 1, 2].map(
      (stripeIndex) => new OpenPacer(schedule, { stripeIndex, stripeCount: 3 }, 7, 2e9),
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
    t.same(instantsOf(new OpenPacer(schedule, WHOLE, 3, Infinity)), [0, 0.25e9, 0.5e9]);
    t.same(instantsOf(new OpenPacer(schedule, WHOLE, 0, Infinity)), []);
  });

  await t.test("gives nothing that is due at its end or later", async (t) => {
    t.same(instantsOf(new OpenPacer(schedule, WHOLE, 100, 0.5e9)), [0, 0.25e9]);
    t.same(instantsOf(new OpenPacer(schedule, WHOLE, 100, 0.5e9 + 1)), [0, 0.25e9, 0.5e9]);
  });

  await t.test("can be stopped earlier, not later", async (t) => {
    const pacer = new OpenPacer(schedule, WHOLE, 100, 1e9);
    pacer.advance();
    pacer.stopAt(5e9);
    t.equal(pacer.endNs, 1e9);
    pacer.stopAt(0.5e9);
    t.equal(pacer.endNs, 0.5e9);
    t.same(instantsOf(pacer), [0.25e9]);
  });

  await t.test(
    "keeps an arrival that was due before the stop and is still to be noticed",
    async (t) => {
      const pacer = new OpenPacer(schedule, WHOLE, 100, 1e9);
      pacer.stopAt(0.3e9);
      t.same(instantsOf(pacer), [0, 0.25e9]);
    },
  );

  await t.test("lets no request follow another", async (t) => {
    t.equal(new OpenPacer(schedule, WHOLE, 100, 1e9).followOnNs(), -1);
  });
});

t.test("ClosedPacer", async (t) => {
  await t.test("plans nothing ahead", async (t) => {
    t.equal(new ClosedPacer(10, 1e9).nextDueNs, Infinity);
  });

  await t.test("lets a request follow at once until the end", async (t) => {
    const pacer = new ClosedPacer(Infinity, 1e9);
    t.equal(pacer.followOnNs(123), 123);
    t.equal(pacer.followOnNs(1e9 - 1), 1e9 - 1);
    t.equal(pacer.followOnNs(1e9), -1);
  });

  await t.test("lets as many begin as it may", async (t) => {
    const pacer = new ClosedPacer(2, Infinity);
    pacer.onBegun();
    t.equal(pacer.followOnNs(5), 5);
    pacer.onBegun();
    t.equal(pacer.followOnNs(6), -1);
    t.equal(new ClosedPacer(0, Infinity).followOnNs(0), -1);
  });

  await t.test("can be stopped earlier, not later", async (t) => {
    const pacer = new ClosedPacer(Infinity, Infinity);
    pacer.stopAt(100);
    pacer.stopAt(200);
    t.equal(pacer.endNs, 100);
    t.equal(pacer.followOnNs(100), -1);
  });
});
