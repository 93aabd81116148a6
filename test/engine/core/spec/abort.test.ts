import t from "tap";
import { LoadError, parseRunSpec } from "../../../../engine/index.js";
import { ABORT_WANTED, parseAbortCondition } from "../../../../engine/core/spec/abort.js";

t.test("parseAbortCondition", async (t) => {
  const share = { kind: "share", of: "unsuccessful" } as const;
  for (const { text, expected } of [
    { text: "status 503", expected: { kind: "status", statuses: { from: 503, to: 503 } } },
    { text: " status  5xx ", expected: { kind: "status", statuses: { from: 500, to: 599 } } },
    { text: "error connectionLost", expected: { kind: "error", error: "connectionLost" } },
    { text: "slo", expected: { kind: "slo" } },
    {
      text: "errors > 5%",
      expected: {
        kind: "errors",
        slo: { goal: { ...share, comparison: "<=", boundPercent: 5 }, windowNs: 1e9 },
      },
    },
    {
      text: "errors>=0.5% over 10s",
      expected: {
        kind: "errors",
        slo: { goal: { ...share, comparison: "<", boundPercent: 0.5 }, windowNs: 10e9 },
      },
    },
  ]) {
    await t.test(`reads "${text}"`, async (t) => {
      t.match(parseAbortCondition(text), { ...expected, expression: text });
    });
  }

  for (const text of [
    "",
    "503",
    "status",
    "status 50",
    "status 5x3",
    "status 0xx",
    "error",
    "error anything",
    "errors",
    "errors > 5",
    "errors < 5%",
    "errors > 5% over 0s",
    "errors > 5% in browse",
    "slos",
  ]) {
    await t.test(`refuses "${text}"`, async (t) => {
      t.equal(parseAbortCondition(text), undefined);
    });
  }
});

t.test("A spec with conditions that end the run", async (t) => {
  const target = { url: "http://127.0.0.1:8080/" };
  await t.test("echoes them as they were given", async (t) => {
    const abortOn = ["status 5xx", "errors > 5%"];
    t.strictSame(parseRunSpec({ target, abortOn }).abortOn, abortOn);
  });
  for (const { name, spec, message } of [
    {
      name: "one that is none",
      spec: { abortOn: ["503"] },
      message: `abortOn.0 is "503"; it must be ${ABORT_WANTED}`,
    },
    {
      name: "a window that is no multiple of a tick",
      spec: { abortOn: ["errors > 5% over 250ms"] },
      message:
        'abortOn.0 is "errors > 5% over 250ms"; it must be over a multiple of 100ms, by which windows slide',
    },
    {
      name: "objectives of which none can fail before the end",
      spec: { slo: ["p99 < 10ms"], abortOn: ["slo"] },
      message:
        'abortOn.0 is "slo"; it must be given together with an objective over a window, such as "p99 < 10ms over 10s", which can fail before the end',
    },
  ]) {
    await t.test(`is refused for ${name}`, async (t) => {
      try {
        parseRunSpec({ target, ...spec });
        t.fail("it was taken");
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        t.strictSame(error.issues, [{ pointer: "/abortOn/0", message }]);
      }
    });
  }
});
