import t from "tap";
import { judgeProbe } from "../../../../engine/decide/capacity/judge-probe.js";
import type { ObjectiveFacts, ProbeFacts } from "../../../../engine/decide/capacity/probe.js";

const MS = 1e6;

const P99: ObjectiveFacts = {
  expression: "p99 < 10ms",
  unit: "ns",
  observed: 9 * MS,
  low: 8.5 * MS,
  high: 9.5 * MS,
  isEndless: false,
  comparison: "<",
  bound: 10 * MS,
  doubt: null,
};
const GOOD: ProbeFacts = {
  measuredSeconds: 10,
  tookSeconds: 12,
  objectives: [P99],
  backlog: { kind: "none", requestsPerSecond: 0 },
  autocorrelationTimes: 20,
  generatorLimit: null,
  achievedPerSecond: 1000,
  percentiles: {},
};
const SHARE: ObjectiveFacts = {
  expression: "completed >= 99.9%",
  unit: "percent",
  observed: 99.95,
  low: 99.92,
  high: 99.98,
  isEndless: false,
  comparison: ">=",
  bound: 99.9,
  doubt: null,
};

function withP99(changes: Partial<ObjectiveFacts>): ProbeFacts {
  return { ...GOOD, objectives: [{ ...P99, ...changes }] };
}

function withShare(changes: Partial<ObjectiveFacts>): ProbeFacts {
  return { ...GOOD, objectives: [P99, { ...SHARE, ...changes }] };
}

t.test("judgeProbe (oracle 23)", async (t) => {
  for (const { name, facts, verdict, reason } of [
    {
      name: "passes where the upper bound is under the objective",
      facts: GOOD,
      verdict: "passed",
      reason: "p99 < 10ms holds: 8.50ms…9.50ms",
    },
    {
      name: "does not pass on the observed value alone",
      facts: withP99({ high: 10.1 * MS }),
      verdict: "uncertain",
      reason: "p99 < 10ms is too near to be told: 8.50ms…10.1ms",
    },
    {
      name: "does not pass at the bound itself",
      facts: withP99({ high: 10 * MS }),
      verdict: "uncertain",
      reason: /too near/,
    },
    {
      name: "passes at the bound where the objective includes it",
      facts: withP99({ high: 10 * MS, comparison: "<=" }),
      verdict: "passed",
      reason: /holds/,
    },
    {
      name: "does not pass without an upper bound",
      facts: withP99({ high: null }),
      verdict: "uncertain",
      reason: "p99 < 10ms is too near to be told: ≥ 8.50ms",
    },
    {
      name: "does not pass on an interval that can't be relied on",
      facts: withP99({ doubt: "its batches are alike at any length" }),
      verdict: "uncertain",
      reason: "p99 < 10ms can't be told: its batches are alike at any length",
    },
    {
      name: "fails where the lower bound is over the objective",
      facts: withP99({ observed: 11 * MS, low: 10.5 * MS, high: 12 * MS }),
      verdict: "failed",
      reason: "p99 < 10ms is missed: 10.5ms…12.0ms",
    },
    {
      name: "fails where the percentile has certainly no end",
      facts: withP99({ observed: null, low: null, high: null, isEndless: true }),
      verdict: "failed",
      reason: "p99 < 10ms is missed: without an upper end",
    },
    {
      name: "fails where the lower bound is the objective's, which does not include it",
      facts: withP99({ low: 10 * MS, high: 12 * MS }),
      verdict: "failed",
      reason: /is missed/,
    },
    {
      name: "does not fail there where the objective includes it",
      facts: withP99({ low: 10 * MS, high: 12 * MS, comparison: "<=" }),
      verdict: "uncertain",
      reason: /too near/,
    },
    {
      name: "does not fail on an interval of which only the upper end is known",
      facts: withP99({ low: null, high: 12 * MS }),
      verdict: "uncertain",
      reason: "p99 < 10ms is too near to be told: ≤ 12.0ms",
    },
    {
      name: "does not fail on an interval that can't be relied on",
      facts: withP99({ low: 11 * MS, high: 12 * MS, doubt: "the probe is too short" }),
      verdict: "uncertain",
      reason: /can't be told/,
    },
    {
      name: "fails where the backlog grows, though the percentile holds",
      facts: { ...GOOD, backlog: { kind: "growing", requestsPerSecond: 12.34 } },
      verdict: "failed",
      reason: "the backlog grows by 12.3 requests a second",
    },
    {
      name: "does not pass where the backlog has an upward trend",
      facts: { ...GOOD, backlog: { kind: "creeping", requestsPerSecond: 0.1 } },
      verdict: "uncertain",
      reason: "the backlog has an upward trend",
    },
    {
      name: "does not pass where a trend can't be excluded",
      facts: { ...GOOD, backlog: { kind: "unknown", requestsPerSecond: null } },
      verdict: "uncertain",
      reason: "too short to tell whether the backlog grows",
    },
    {
      name: "does not pass in less than 20 autocorrelation times",
      facts: { ...GOOD, autocorrelationTimes: 19.9 },
      verdict: "uncertain",
      reason: "lasted 19.9 autocorrelation times of at least 20",
    },
    {
      name: "does not pass where the autocorrelation time is not known",
      facts: { ...GOOD, autocorrelationTimes: null },
      verdict: "uncertain",
      reason: "too short for its autocorrelation time to be known",
    },
    {
      name: "passes where a share is above its bound",
      facts: withShare({}),
      verdict: "passed",
      reason: /p99/,
    },
    {
      name: "is uncertain where one of two objectives is",
      facts: withShare({ low: 99.8 }),
      verdict: "uncertain",
      reason: "completed >= 99.9% is too near to be told: 99.8 %…99.98 %",
    },
    {
      name: "fails where one of two objectives does",
      facts: withShare({ low: 99, high: 99.5 }),
      verdict: "failed",
      reason: "completed >= 99.9% is missed: 99 %…99.5 %",
    },
  ] as const) {
    await t.test(name, async (t) => {
      const judgement = judgeProbe(facts);
      t.equal(judgement.verdict, verdict);
      t.equal(judgement.isGeneratorLimited, false);
      t.match(judgement.reasons[0], reason);
    });
  }

  await t.test("is uncertain where the generator was limited, whatever was seen", async (t) => {
    const generatorLimit = "limited by the generator: steal";
    for (const facts of [GOOD, withP99({ low: 20 * MS, high: 21 * MS })]) {
      t.strictSame(judgeProbe({ ...facts, generatorLimit }), {
        verdict: "uncertain",
        isGeneratorLimited: true,
        reasons: [generatorLimit],
      });
    }
  });
});
