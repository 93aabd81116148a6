import t from "tap";
import { adviceOf } from "../../cli/load/advice.js";
import type { VerdictReason } from "../../engine/core/index.js";
import { OPEN_RESULT } from "../fixtures/load-results.js";

/** @returns what is advised where a run has such a reason */
function adviceFor(reason: Partial<VerdictReason>, warmup = "0s"): string {
  const whole: VerdictReason = {
    code: "generatorOwnShare",
    severity: "suspect",
    message: "",
    ...reason,
  };
  return adviceOf({
    spec: { ...OPEN_RESULT.spec, warmup },
    generator: { ...OPEN_RESULT.generator, reasons: [whole] },
  }).join();
}

t.test("adviceOf", async (t) => {
  await t.test("names a warm-up where the worst delay was at the start", async (t) => {
    t.match(adviceFor({ fromSeconds: 0, toSeconds: 0.1 }), "--warmup 1s");
    t.equal(adviceFor({ fromSeconds: 0, toSeconds: 0.1 }, "200ms"), "", "there is one already");
    t.equal(adviceFor({ fromSeconds: 4, toSeconds: 4.1 }), "");
    t.equal(adviceFor({}), "", "nobody knows when it was");
    t.equal(adviceFor({ code: "gcPause", fromSeconds: 0, toSeconds: 0.1 }), "");
  });
  await t.test("names a core of its own where others were on the generator's", async (t) => {
    t.match(adviceFor({ code: "coreContention" }), "taskset -c 0");
    t.match(adviceFor({ code: "machineFull" }), "taskset -c 0");
    t.equal(adviceFor({ code: "steal" }), "");
  });
  await t.test("is nothing for a valid run", async (t) => {
    t.strictSame(adviceOf(OPEN_RESULT), []);
  });
});
