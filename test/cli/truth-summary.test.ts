import t from "tap";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { truthLines } from "../../cli/truth/truth-summary.js";
import type { RunResult, Truth } from "../../engine/core/index.js";
import { CLOSED_RESULT, OPEN_RESULT } from "../fixtures/load-results.js";

function textOf(result: RunResult, truth: Truth): string {
  return truthLines(result, truth, 80)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

const UNKNOWN = { ns: null, percent: null };
const RESPONSE: Truth["service"] = {
  reportedCount: 10_000,
  truth: {
    unit: "ns",
    count: 10_000,
    unanswered: 0,
    min: 40_000,
    max: 5_300_000,
    mean: 100_000,
    percentiles: { "50": 81_000, "90": 150_000, "99": 1_200_000, "99.9": 4_000_000 },
  },
  error: {
    percentiles: {
      "50": { ns: 20_000, percent: 24.69 },
      "90": { ns: 52_000, percent: 34.67 },
      "99": { ns: 30_000, percent: 2.5 },
      "99.9": { ns: 560_000, percent: 14 },
    },
    max: { ns: -90_000, percent: -1.698 },
  },
};
const SERVICE: Truth["service"] = {
  ...RESPONSE,
  truth: {
    ...RESPONSE.truth,
    unanswered: 12,
    max: null,
    mean: null,
    percentiles: { ...RESPONSE.truth.percentiles, "99.9": { low: 4_000_000, high: null } },
  },
  error: {
    percentiles: { ...RESPONSE.error.percentiles, "99.9": UNKNOWN },
    max: UNKNOWN,
  },
};
const BINS = { seconds: 0.1, count: 100, withinCount: 99, tolerance: 2, deviationMax: 3 };
const COUNTS = { plannedCount: 12_000, arrivedCount: 12_000, measuredCount: 10_000 };
const MATCHED: Truth = {
  runId: OPEN_RESULT.id,
  arrivals: {
    kind: "matched",
    ...COUNTS,
    offset: {
      percentiles: { "50": 31_000, "90": 40_000, "99": 220_000, "99.9": 400_000 },
      max: 510_000,
      cumulativeMax: 480_000,
    },
    bins: BINS,
  },
  response: RESPONSE,
  service: SERVICE,
};

t.test("truthLines", async (t) => {
  await t.test("shows an open run in 80 columns", async (t) => {
    t.equal(
      textOf(OPEN_RESULT, MATCHED),
      `GET http://127.0.0.1:8081/
open, constant 1,000/s · 32 connections · 10.0s measured
20260102-030405-abc123, against the log of its target

Arrivals     12,000 planned, 12,000 arrived
             off the plan: p50 31.0µs · p99 220µs · p99.9 400µs · max 510µs ·
             cumulative at most 480µs
             99 of 100 stretches of 100ms within ± 2 of the plan · at most 3 off

Response                     reported          true         error
  p50                           101µs        81.0µs       +20.0µs       +24.7 %
  p90                           202µs         150µs       +52.0µs       +34.7 %
  p99                          1.23ms        1.20ms       +30.0µs       +2.50 %
  p99.9 (11 samples)           4.56ms        4.00ms        +560µs       +14.0 %
  max                          5.21ms        5.30ms       −90.0µs       −1.70 %
  count                        10,000        10,000

Service                      reported          true         error
  p50                          98.0µs        81.0µs       +20.0µs       +24.7 %
  p90                           195µs         150µs       +52.0µs       +34.7 %
  p99                          1.20ms        1.20ms       +30.0µs       +2.50 %
  p99.9 (11 samples)           4.40ms      ≥ 4.00ms             –             –
  max                          5.20ms             –             –             –
  count                        10,000        10,000
  unanswered                                     12

             error = reported − true. The way through both kernels and the
             network is in it: the generator's own part is less.`,
    );
  });
  await t.test("says why arrivals can't be matched, and shows no response time then", async (t) => {
    const arrivals = {
      kind: "mismatched",
      ...COUNTS,
      reason: "12 fewer arrived",
      bins: BINS,
    } as const;
    const text = textOf(OPEN_RESULT, { ...MATCHED, arrivals, response: null });
    t.match(
      text,
      `
Arrivals     12,000 planned, 12,000 arrived
             12 fewer arrived
             99 of 100 stretches of 100ms within ± 2 of the plan · at most 3 off

Service  `,
    );
  });
  for (const { name, reason, says } of [
    { name: "that matches", reason: null, says: "12 sent, 13 arrived\n\nService" },
    {
      name: "that does not",
      reason: "1 more",
      says: "12 sent, 13 arrived\n             1 more\n\n",
    },
  ]) {
    await t.test(`shows a closed run ${name}`, async (t) => {
      const arrivals = { kind: "unplanned", sentCount: 12, arrivedCount: 13, reason } as const;
      const text = textOf(CLOSED_RESULT, { ...MATCHED, arrivals, response: null });
      t.match(text, `\nArrivals     ${says}`);
    });
  }
});
