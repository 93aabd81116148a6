import t from "tap";
import type { SelfObservation, VerdictReason } from "../../../../engine/index.js";
import { judge } from "../../../../engine/result/verdict.js";
import { closedSpec } from "../../../fixtures/real-run.js";
import { OPEN, URL, facts, reasonOf, worker } from "../../../fixtures/verdict-facts.js";

const MS = 1e6;

t.test("loopDelay", async (t) => {
  const at = (...seen: readonly Partial<SelfObservation>[]): VerdictReason | undefined => {
    const workers = seen.map((self, index) => worker({ index, ...self }));
    return reasonOf("loopDelay", judge(facts({ workers })));
  };

  await t.test("is told from over 50 ms on, of the worst worker and with its stretch", (t) => {
    t.equal(at({ loopDelayNsMax: 50 * MS }), undefined);
    t.match(
      at(
        { loopDelayNsMax: 51 * MS },
        { loopDelayNsMax: 250 * MS, loopDelayAtNs: 2e9 },
        { loopDelayNsMax: 200 * MS },
      ),
      {
        severity: "suspect",
        message: /^the event loop of worker 1 did not come back to its sockets for 250ms/,
        fromSeconds: 1.75,
        toSeconds: 2,
      },
    );
    t.equal(at({ loopDelayNsMax: -1 }), undefined, "nothing ever waited for it");
    t.end();
  });

  await t.test("leaves a turn that was a pause for garbage collection to gcPause", (t) => {
    const turn = { loopDelayNsMax: 100 * MS, loopDelayAtNs: 2e9 };
    t.equal(at({ ...turn, gcPauseNsMax: 90 * MS, gcPauseAtNs: 2e9 - MS }), undefined);
    t.ok(at({ ...turn, gcPauseNsMax: 90 * MS, gcPauseAtNs: 3e9 }), "a pause of another time");
    t.ok(at({ ...turn, gcPauseNsMax: 90 * MS, gcPauseAtNs: 1e9 }), "or of an earlier one");
    t.ok(at({ ...turn, gcPauseNsMax: 45 * MS, gcPauseAtNs: 2e9 - MS }), "that nobody tells of");
    t.ok(
      at({ loopDelayNsMax: 300 * MS, loopDelayAtNs: 2e9, gcPauseNsMax: 60 * MS, gcPauseAtNs: 2e9 }),
      "or that is the smaller part of it",
    );
    t.end();
  });
});

t.test("coreContention", async (t) => {
  const at = (runDelayNs: number, spec = OPEN): VerdictReason | undefined =>
    reasonOf(
      "coreContention",
      judge(facts({ spec, workers: [worker(), worker({ index: 1, runDelayNs })] })),
    );

  await t.test("is told when an open run's worker waited for a core for over 5 % of W", (t) => {
    t.equal(at(500 * MS), undefined, "5 % of 10 s");
    t.match(at(510 * MS), {
      severity: "suspect",
      message: /^worker 1 was ready to run but had no core for 510ms, 5\.1 % of the time/,
    });
    t.end();
  });

  await t.test("is not told of a closed run, nor of what is not known", (t) => {
    t.equal(at(5000 * MS, closedSpec(URL)), undefined);
    t.equal(at(Number.NaN), undefined);
    const unmeasured = { ...facts({ workers: [worker({ runDelayNs: MS })] }), measuredSeconds: 0 };
    t.equal(reasonOf("coreContention", judge(unmeasured)), undefined);
    t.end();
  });
});
