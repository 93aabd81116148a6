import t from "tap";
import { LoadError } from "../../../../engine/index.js";
import { resolveCapacity } from "../../../../engine/decide/capacity/capacity-options.js";
import type { CapacityOptions } from "../../../../engine/index.js";

const P99: CapacityOptions = { slo: ["p99 < 10ms"] };

t.test("resolveCapacity", async (t) => {
  await t.test("fills in what is left out", async (t) => {
    const { search, objectives } = resolveCapacity(P99);
    t.strictSame(search, {
      fromPerSecond: 100,
      toPerSecond: 10_000_000,
      precisionPercent: 5,
      probeSeconds: 10,
      probeSecondsMax: 80,
      requestsMin: 2500,
      secondsMax: 600,
    });
    t.strictSame(objectives, [
      {
        kind: "percentile",
        expression: "p99 < 10ms",
        view: "outcome",
        percentile: 99,
        comparison: "<",
        boundNs: 10_000_000,
      },
    ]);
    t.equal(resolveCapacity({ ...P99, toPerSecond: 50 }).search.fromPerSecond, 0.5);
  });

  await t.test("asks for as many requests as the rarest objective needs", async (t) => {
    for (const [expression, count] of [
      ["p50 < 10ms", 50],
      ["service.p99.9 <= 10ms", 25_000],
      ["failed < 0.1%", 4000],
      ["completed >= 99%", 400],
      ["failed <= 0%", 0],
    ] as const) {
      t.equal(resolveCapacity({ slo: [expression] }).search.requestsMin, count, expression);
    }
    const both = resolveCapacity({ slo: ["p50 < 10ms", "failed < 1%"] });
    t.equal(both.search.requestsMin, 400);
  });

  for (const { name, options, says } of [
    {
      name: "no objective",
      options: { slo: [] },
      says: /^slo is \[\]; it must be a list of 1 to 32 objectives/,
    },
    {
      name: "an objective that says nothing",
      options: { slo: ["p99 < 10"] },
      says: /^slo is "p99 < 10"; it must be an objective such as/,
    },
    ...[
      "queue.p99 < 1ms",
      "mean < 1ms",
      "max < 1s",
      "rate >= 990/s",
      "p99 < 1ms over 10s",
      "p99 < 1ms in buy",
    ].map((expression) => ({
      name: `an objective without a confidence interval: ${expression}`,
      options: { slo: [expression] },
      says: /it must be a percentile of outcome, response or service or a share/,
    })),
    {
      name: "a range upside down",
      options: { ...P99, fromPerSecond: 200, toPerSecond: 100 },
      says: "fromPerSecond is 200; it must be below toPerSecond (100)",
    },
    {
      name: "a rate of nothing",
      options: { ...P99, fromPerSecond: 0 },
      says: "fromPerSecond is 0; it must be a number above 0 and up to 10000000",
    },
    {
      name: "a rate beyond the schedule's",
      options: { ...P99, toPerSecond: 2e7 },
      says: "toPerSecond is 20000000; it must be a number above 0",
    },
    {
      name: "a precision that no search has",
      options: { ...P99, precisionPercent: 0.5 },
      says: "precisionPercent is 0.5; it must be a number from 2 to 50",
    },
    {
      name: "a probe that is too short",
      options: { ...P99, probeDuration: "1900ms" },
      says: 'probeDuration is "1900ms"; it must be a duration from 2s on',
    },
    {
      name: "a length without a unit",
      options: { ...P99, maxDuration: "10" },
      says: 'maxDuration is "10"; it must be a duration above zero',
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      try {
        resolveCapacity(options);
        t.fail("it was taken");
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        t.equal(error.code, "MB_SPEC_INVALID");
        t.match(error.message, says);
        t.equal(error.issues.length, 1);
      }
    });
  }
});
