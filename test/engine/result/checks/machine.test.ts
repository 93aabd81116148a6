import t from "tap";
import type { VerdictReason } from "../../../../engine/index.js";
import { judge } from "../../../../engine/result/verdict.js";
import { facts, reasonOf } from "../../../fixtures/verdict-facts.js";

t.test("machineFull", async (t) => {
  const at = (
    busyPercent: number | null,
    othersPercent: number | null,
  ): VerdictReason | undefined =>
    reasonOf("machineFull", judge(facts({ environment: { busyPercent, othersPercent } })));

  await t.test("is told when the cores were full, and not with the generator alone", (t) => {
    t.match(at(95.1, 40), {
      severity: "suspect",
      message: /^the cores of this machine were busy for 95\.1 % of the time, for 40\.0 % with/,
    });
    t.equal(at(95, 40), undefined, "with 5 % to spare it is not full");
    t.equal(at(100, 10), undefined, "a generator that spins fills a single core by itself");
    t.ok(at(100, 10.1));
    t.end();
  });

  await t.test("is not told of what is not known", (t) => {
    t.equal(at(null, null), undefined);
    t.equal(reasonOf("machineFull", judge({ ...facts({}), environment: undefined })), undefined);
    t.end();
  });
});
