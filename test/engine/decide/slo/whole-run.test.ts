import t from "tap";
import { bucketIndexOf, highestEquivalentNs } from "../../../../engine/core/histogram/index.js";
import { ERROR_INDEX, ERROR_KINDS } from "../../../../engine/core/index.js";
import type { RecordingDelta } from "../../../../engine/core/index.js";
import { parseSlo } from "../../../../engine/core/spec/slo.js";
import { judgeWholeRun } from "../../../../engine/decide/slo/whole-run.js";
import type { Finding } from "../../../../engine/decide/slo/whole-run.js";
import { Accumulator } from "../../../../engine/run/accumulator.js";
import { deltaOf } from "../../run/delta-data.js";
import type { Ended } from "../../run/delta-data.js";

const MS = 1e6;
/** What a histogram that holds larger values makes of 2 ms. */
const ABOUT_2_MS = highestEquivalentNs(bucketIndexOf(2 * MS));

/** @returns so many equal values */
function many(count: number, ns: number): readonly number[] {
  return Array.from({ length: count }, () => ns);
}

/** 980 answers of 2 ms and 20 of 100 ms. */
const MIXED: Ended = {
  responseSuccess: [...many(980, 2 * MS), ...many(20, 100 * MS)],
  counters: { planned: 1000, completed: 1000, achievedInWindow: 990 },
};
/** 990 answers of 2 ms; ten requests got an error, at the same age. */
const FAILING: Ended = {
  responseSuccess: many(990, 2 * MS),
  responseOther: many(10, 2 * MS),
  counters: { planned: 1000, completed: 990, failed: 10, achievedInWindow: 990 },
};
/** 980 answers of 2 ms; 20 requests were given up when they were 5 ms old. */
const UNFINISHED: Ended = {
  responseSuccess: many(980, 2 * MS),
  responseOther: many(20, 5 * MS),
  responseCensored: many(20, 5 * MS),
  counters: { planned: 1000, completed: 980, unfinished: 20 },
};
/** As many as there, of which half have timed out. */
const TIMED_OUT: Ended = {
  ...UNFINISHED,
  counters: { planned: 1000, completed: 980, unfinished: 10, timedOut: 10 },
};
/** Of 1000 planned requests 100 went with a worker that was lost. */
const LOST: Ended = {
  responseSuccess: many(900, 2 * MS),
  counters: { planned: 1000, completed: 900 },
};
/** 985 answers and 15 arrivals that were never sent. */
const SKIPPED: Ended = {
  responseSuccess: many(985, 2 * MS),
  counters: { planned: 1000, completed: 985, skippedQueueFull: 10, skippedLate: 5 },
};

function judge(expression: string, ended: Ended): Finding {
  return judgeDelta(expression, deltaOf(0, ended));
}

/** Of a run of a second. */
function judgeDelta(expression: string, delta: RecordingDelta): Finding {
  const slo = parseSlo(expression);
  if (slo === undefined) throw new Error(`no objective: ${expression}`);
  const recorded = new Accumulator();
  recorded.add(delta);
  return judgeWholeRun(slo, { recorded, measuredSeconds: 1, precision: undefined });
}

t.test("judgeWholeRun", async (t) => {
  const rows: readonly (readonly [
    expression: string,
    ended: Ended,
    verdict: Finding["verdict"],
    observed: Finding["observed"],
  ])[] = [
    ["p98 < 3ms", MIXED, "passed", ABOUT_2_MS],
    ["p98.1 < 3ms", MIXED, "failed", 100 * MS],
    ["p97.35 < 3ms", MIXED, "passed", ABOUT_2_MS],
    ["max < 101ms", MIXED, "passed", 100 * MS],
    ["max < 100ms", MIXED, "failed", 100 * MS],
    ["max <= 100ms", MIXED, "passed", 100 * MS],
    // In `outcome` a failure is never in time, however fast it came.
    ["p99 < 10ms", FAILING, "passed", 2 * MS],
    ["p99.1 < 10ms", FAILING, "failed", { low: 2 * MS, high: null }],
    ["response.p99.9 < 10ms", FAILING, "passed", 2 * MS],
    ["responseSuccess.p99.9 < 10ms", FAILING, "passed", 2 * MS],
    // Those who were given up at 5 ms may have been about to be in time for 10 ms, and never were for 4 ms.
    ["p98 < 10ms", UNFINISHED, "passed", 2 * MS],
    ["p99 < 10ms", UNFINISHED, "inconclusive", { low: 2 * MS, high: null }],
    ["p99 < 4ms", UNFINISHED, "failed", { low: 2 * MS, high: null }],
    ["response.p99 < 10ms", UNFINISHED, "inconclusive", { low: 5 * MS, high: null }],
    ["response.p99 < 4ms", UNFINISHED, "failed", { low: 5 * MS, high: null }],
    // Ten of the twenty are beyond every bound.
    ["p99.1 < 10ms", TIMED_OUT, "failed", { low: 2 * MS, high: null }],
    ["p99 < 10ms", TIMED_OUT, "inconclusive", { low: 2 * MS, high: null }],
    ["p90 < 10ms", LOST, "passed", 2 * MS],
    ["p99 < 10ms", LOST, "inconclusive", 2 * MS],
    ["p99 < 10ms", SKIPPED, "failed", { low: 2 * MS, high: null }],
    ["response.p99 < 10ms", SKIPPED, "passed", 2 * MS],
    ["responseSuccess.mean < 5ms", MIXED, "passed", 3.96 * MS],
    ["mean < 3.96ms", MIXED, "failed", 3.96 * MS],
    ["mean <= 3.96ms", MIXED, "passed", 3.96 * MS],
    ["mean < 10ms", FAILING, "failed", { low: 1.98 * MS, high: null }],
    ["mean < 10ms", UNFINISHED, "inconclusive", { low: 1.96 * MS, high: null }],
    ["response.mean < 10ms", UNFINISHED, "inconclusive", { low: 2.06 * MS, high: null }],
    ["response.mean < 2ms", UNFINISHED, "failed", { low: 2.06 * MS, high: null }],
    ["failed < 1%", FAILING, "failed", 1],
    ["failed <= 1%", FAILING, "passed", 1],
    ["completed >= 99%", FAILING, "passed", 99],
    ["completed > 99%", FAILING, "failed", 99],
    ["unfinished < 1%", UNFINISHED, "failed", 2],
    ["timedOut <= 1%", TIMED_OUT, "passed", 1],
    ["skipped < 1%", SKIPPED, "failed", 1.5],
    ["unsuccessful < 2%", SKIPPED, "passed", 1.5],
    ["rate >= 990/s", MIXED, "passed", 990],
    ["rate > 990/s", MIXED, "failed", 990],
  ];
  for (const [expression, ended, verdict, observed] of rows) {
    const of = JSON.stringify(ended.counters);
    await t.test(`${expression} is ${verdict} of ${of}`, async (t) => {
      const found = judge(expression, ended);
      t.equal(found.verdict, verdict);
      t.strictSame(found.observed, observed);
    });
  }

  for (const expression of ["p99 < 1s", "mean < 1s", "failed < 1%", "rate >= 0/s", "max < 1h"]) {
    await t.test(`nothing at all leaves ${expression} inconclusive`, async (t) => {
      const { verdict, observed } = judge(expression, {});
      t.equal(verdict, "inconclusive");
      t.equal(observed, null);
    });
  }

  await t.test("counts statuses and errors as shares of what was planned", async (t) => {
    const errors = new Float64Array(ERROR_KINDS.length);
    errors[ERROR_INDEX.connectionLost] = 5;
    const delta: RecordingDelta = {
      ...deltaOf(0, { counters: { planned: 1000, completed: 980, failed: 20 } }),
      statuses: Float64Array.from([200, 980, 500, 5, 503, 10, 404, 0]),
      errors,
    };
    for (const [expression, verdict, observed] of [
      ["status.503 < 1%", "failed", 1],
      ["status.503 <= 1%", "passed", 1],
      ["status.5xx < 1.5%", "failed", 1.5],
      ["status.2xx >= 98%", "passed", 98],
      ["status.4xx <= 0%", "passed", 0],
      ["errors.connectionLost < 0.5%", "failed", 0.5],
      ["errors.timeout <= 0%", "passed", 0],
    ] as const) {
      t.match(judgeDelta(expression, delta), { verdict, observed, unit: "percent" }, expression);
    }
  });

  await t.test("says what is bound, and in which unit", async (t) => {
    t.match(judge("p98 <= 3ms", MIXED), { unit: "ns", comparison: "<=", bound: 3 * MS });
    t.match(judge("failed < 1%", MIXED), { unit: "percent", comparison: "<", bound: 1 });
    t.match(judge("rate > 5/s", MIXED), { unit: "perSecond", comparison: ">", bound: 5 });
  });

  await t.test("says how many requests keep the bound of a percentile", async (t) => {
    t.equal(judge("p99 < 3ms", MIXED).withinPercent, 98);
    t.strictSame(judge("p99 < 10ms", UNFINISHED).withinPercent, { low: 98, high: 100 });
    t.equal(judge("p99 < 4ms", UNFINISHED).withinPercent, 98);
    t.notOk("withinPercent" in judge("mean < 3ms", MIXED));
  });

  await t.test("does not decide within the bucket of the bound", async (t) => {
    const close: Ended = {
      responseSuccess: [10 * MS - 2, 10 * MS - 1, 10 * MS, 10 * MS + 1],
      counters: { planned: 4, completed: 4 },
    };
    t.equal(judge("p50 < 10ms", close).verdict, "inconclusive");
    t.equal(judge("p25 < 10ms", close).verdict, "passed", "the minimum is known exactly");
    t.equal(judge("max < 10ms", close).verdict, "failed", "the maximum as well");
  });
});
