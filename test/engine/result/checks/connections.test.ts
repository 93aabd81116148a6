import t from "tap";
import type { VerdictCode, VerdictReason } from "../../../../engine/index.js";
import { judge } from "../../../../engine/result/verdict.js";
import { openSpec } from "../../../fixtures/real-run.js";
import { URL, facts, reasonOf } from "../../../fixtures/verdict-facts.js";
import type { GivenEnvironment } from "../../../fixtures/verdict-facts.js";

/** A run of one worker that asked for 1000 connections and got so many of them. */
function reasonAt(
  code: VerdictCode,
  limits: NonNullable<GivenEnvironment["limits"]>,
  given: { readonly stood?: number; readonly unixSocket?: string } = {},
): VerdictReason | undefined {
  const { stood = 900, unixSocket } = given;
  const spec = openSpec(URL, 100, { connections: 1000 });
  const target = unixSocket === undefined ? spec.target : { ...spec.target, unixSocket };
  const found = facts({ spec: { ...spec, target }, environment: { limits } });
  return reasonOf(code, judge({ ...found, initialConnectionCount: stood }));
}

t.test("connectionsMissing", async (t) => {
  await t.test("says why, where one of them was told why", (t) => {
    const missing = { ...facts({}), initialConnectionCount: 9, firstConnectFailure: "refused" };
    t.equal(
      reasonOf("connectionsMissing", judge(missing))?.message,
      "9 of 10 connections stood when the schedule began; one of the others: refused",
    );
    t.end();
  });
});

t.test("connections that are opened when they are needed are not missing", (t) => {
  const spec = openSpec(URL, 100, { connections: 1000, connect: "lazy" });
  const limits = { descriptorLimit: 1000, descriptorsOpen: 20, portCount: 999 };
  const found = facts({ spec, environment: { limits } });
  const { reasons } = judge({ ...found, initialConnectionCount: 0 });
  for (const code of ["connectionsMissing", "descriptors", "ports"] as const) {
    t.notOk(reasons.some((reason) => reason.code === code));
  }
  t.end();
});

t.test("descriptors", async (t) => {
  // 20 that are open, 4 for the worker's thread, 32 in reserve.
  const enough = { descriptorLimit: 1056, descriptorsOpen: 20 };
  const tooFew = { descriptorLimit: 1055, descriptorsOpen: 20 };

  await t.test("is told when connections are missing that the limit does not allow", (t) => {
    t.equal(reasonAt("descriptors", enough), undefined);
    t.match(reasonAt("descriptors", tooFew), {
      severity: "suspect",
      message: /^1000 connections take up to 1056 descriptors .* may have 1055: .*ulimit -n 1056/,
    });
    t.ok(reasonAt("descriptors", { descriptorLimit: 1000, descriptorsOpen: null }));
    t.end();
  });

  await t.test("is not told when all connections stood, nor of what is not known", (t) => {
    t.equal(reasonAt("descriptors", tooFew, { stood: 1000 }), undefined);
    t.equal(reasonAt("descriptors", { ...tooFew, descriptorLimit: null }), undefined);
    const live = { ...facts({}), initialConnectionCount: 1, environment: undefined };
    t.equal(reasonOf("descriptors", judge(live)), undefined);
    t.end();
  });
});

t.test("ports", async (t) => {
  await t.test("is told when connections are missing for which there are no ports", (t) => {
    t.equal(reasonAt("ports", { portCount: 1000 }), undefined);
    t.match(reasonAt("ports", { portCount: 999, timeWaitCount: 12 }), {
      severity: "suspect",
      message:
        /^1000 connections .*there are 999 \(12 of them were still held.*ip_local_port_range/,
    });
    t.match(reasonAt("ports", { portCount: 999, timeWaitCount: null })?.message, /are 999: widen/);
    t.end();
  });

  await t.test(
    "is not told when all stood, nor of a Unix socket, nor of what is not known",
    (t) => {
      t.equal(reasonAt("ports", { portCount: 999 }, { stood: 1000 }), undefined);
      t.equal(reasonAt("ports", { portCount: 999 }, { unixSocket: "/run/a.sock" }), undefined);
      t.equal(reasonAt("ports", { portCount: null }), undefined);
      const live = { ...facts({}), initialConnectionCount: 1, environment: undefined };
      t.equal(reasonOf("ports", judge(live)), undefined);
      t.end();
    },
  );
});
