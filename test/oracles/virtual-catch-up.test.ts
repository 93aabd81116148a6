import t from "tap";
import { virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun } from "../fixtures/virtual-run.js";
import { answersAfter } from "../fixtures/virtual-server.js";

const RATE_PER_SECOND = 1000;
const STALL = { worker: 0, atNs: 1e9, lengthNs: 0.5e9, phase: "check" as const };
const STALL_END_NS = STALL.atNs + STALL.lengthNs;
/** λS: what became due while the generator stood still. */
const LATE_COUNT = 500;

function stalledRun(catchUp: string, workers = 1): VirtualRun {
  return virtualRun({
    spec: {
      load: {
        model: "open",
        arrivals: { kind: "constant", ratePerSecond: RATE_PER_SECOND },
        catchUp,
      },
      duration: "4s",
      connections: 600,
      workers,
    },
    server: answersAfter(100_000),
    stalls: Array.from({ length: workers }, (_, worker) => ({ ...STALL, worker })),
  });
}

t.test("oracle 7: after a generator stall of S at λ", async (t) => {
  for (const workers of [1, 3]) {
    await t.test(`sendAll: λS arrivals are sent at once (${workers} workers)`, async (t) => {
      const { requests, result } = stalledRun("sendAll", workers);
      const atOnce = requests.filter(
        ({ dispatchedNs }) => dispatchedNs >= STALL_END_NS && dispatchedNs < STALL_END_NS + 1e6,
      );
      t.ok(Math.abs(atOnce.length - LATE_COUNT) <= 1 + workers, `${atOnce.length} at once`);
      t.match(result.requests, { planned: 4000, completed: 4000, skipped: 0 });
      t.equal(result.load.catchUp, "sendAll");
      t.not(result.generator.verdict, "valid");
    });

    await t.test(`paced:2: they are sent at 2λ (${workers} workers)`, async (t) => {
      const { requests, result } = stalledRun("paced:2", workers);
      // At 2λ the schedule's clock has made up S after S: the two meet at 2 s.
      for (const [fromNs, toNs, perSecond] of [
        [STALL_END_NS, STALL_END_NS + STALL.lengthNs, 2 * RATE_PER_SECOND],
        [STALL_END_NS + STALL.lengthNs, 4e9, RATE_PER_SECOND],
      ] as const) {
        const count = requests.filter(
          ({ dispatchedNs }) => dispatchedNs >= fromNs && dispatchedNs < toNs,
        ).length;
        const expected = (perSecond * (toNs - fromNs)) / 1e9;
        t.ok(Math.abs(count - expected) <= 1 + workers, `${count} of ${expected} from ${fromNs}`);
      }
      const caughtUp = requests.filter(({ intendedNs }) => intendedNs >= 2.01e9);
      t.ok(caughtUp.every(({ intendedNs, dispatchedNs }) => dispatchedNs === intendedNs));
      const late = requests.find(({ intendedNs }) => intendedNs >= 1.25e9);
      // Half of the backlog is gone after half of the time: it is still a quarter of a second late.
      const lateNs = late!.dispatchedNs - late!.intendedNs;
      t.ok(Math.abs(lateNs - 0.375e9) < 2e6 * workers, `late by ${lateNs}: lateness tells it all`);
      t.match(result.requests, { planned: 4000, completed: 4000, skipped: 0 });
      t.equal(result.load.catchUp, "paced:2");
    });

    await t.test(`skip: they are skipped and counted (${workers} workers)`, async (t) => {
      const { requests, result } = stalledRun("skip:10ms", workers);
      const { skipped, planned, completed } = result.requests;
      // The last 10 ms of the stall are not too late.
      t.ok(Math.abs(skipped - (LATE_COUNT - 10)) <= 1 + workers, `${skipped} skipped`);
      t.equal(planned, 4000);
      t.equal(completed + skipped, planned);
      t.same(result.load.skippedBy, { queueFull: 0, late: skipped });
      t.ok(requests.every(({ intendedNs, dispatchedNs }) => dispatchedNs - intendedNs <= 10e6));
      t.equal(result.latency.response.count, planned - skipped);
      t.equal(result.generator.verdict, "invalid", "over 1 % were not sent through our fault");
      t.ok(
        result.generator.reasons.some(
          ({ code, message }) => code === "notSent" && message.includes("noticed too late"),
        ),
      );
    });
  }
});
