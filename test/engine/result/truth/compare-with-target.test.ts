import { join } from "node:path";
import { writeFileSync } from "node:fs";
import t from "tap";
import type { RunResult } from "../../../../engine/index.js";
import {
  compareWithTarget,
  compareWithTargetLog,
} from "../../../../engine/result/truth/compare-with-target.js";
import { CLOSED_RESULT, OPEN_RESULT, latencies, latency } from "../../../fixtures/load-results.js";
import { targetLogOf } from "../../../fixtures/target-logs.js";
import type { LoggedTimes } from "../../../fixtures/target-logs.js";

const MS = 1e6;
const ORIGIN_NS = 9_000_000_000_000_000n;
const CLOCK = {
  startedAtNs: String(ORIGIN_NS + 500n),
  endedAtNs: String(ORIGIN_NS + 500n + 1_000_000_000n),
};
/** By which the log's own time is ahead of the run's. */
const AHEAD_NS = -500;

/** Ten arrivals at 1000/s, of which the first two are a warm-up. */
const RESULT: RunResult = {
  ...OPEN_RESULT,
  startedAt: "2026-01-02T03:04:05.000Z",
  clock: CLOCK,
  spec: { ...OPEN_RESULT.spec, warmup: "2ms", duration: "8ms", percentiles: [50, 75, 100] },
  measuredSeconds: 0.008,
  requests: { ...OPEN_RESULT.requests, planned: 8, skipped: 0 },
  latency: latencies({
    response: latency({ "50": 130, "75": 170, "100": 200 }, { count: 8, max: 200 }),
    service: latency({ "50": 85, "75": 85, "100": 86 }, { count: 8, max: 86 }),
  }),
};
const STARTED_AT = "2026-01-02T03:04:05.000Z";

/** What the eight measured arrivals were late by, and how long each took. */
const LATE_NS = [10, 20, 30, 40, 50, 60, 70, 80];
const TOOK_NS = [80, 80, 80, 80, 80, 80, 80, 80];

/** In the run's own time. */
const ROWS: readonly LoggedTimes[] = [
  [5, 1000],
  [1 * MS + 5, 1 * MS + 1000],
  ...LATE_NS.map((lateNs, index): LoggedTimes => {
    const arrivalNs = (index + 2) * MS + lateNs;
    return [arrivalNs, arrivalNs + TOOK_NS[index]!];
  }),
];

const logOf = (rows: readonly LoggedTimes[]) =>
  targetLogOf(
    rows.map(([arrivalNs, departureNs = Number.NaN]) => [
      arrivalNs - AHEAD_NS,
      ...(Number.isNaN(departureNs) ? ([] as const) : ([departureNs - AHEAD_NS] as const)),
    ]),
    ORIGIN_NS,
    STARTED_AT,
  );

t.test("compareWithTarget", async (t) => {
  await t.test("finds exactly the errors that are in a log", async (t) => {
    const { runId, arrivals, response, service } = compareWithTarget(RESULT, logOf(ROWS));
    t.equal(runId, RESULT.id);
    t.strictSame(arrivals, {
      kind: "matched",
      plannedCount: 10,
      arrivedCount: 10,
      measuredCount: 8,
      offset: { percentiles: { "50": 40, "75": 60, "100": 80 }, max: 80, cumulativeMax: 70 },
      bins: { seconds: 0.1, count: 1, withinCount: 1, tolerance: 2, deviationMax: 0 },
    });
    // Departure − intended: 90, 100, … 160.
    t.strictSame(response, {
      reportedCount: 8,
      truth: {
        unit: "ns",
        count: 8,
        unanswered: 0,
        min: 90,
        max: 160,
        mean: 125,
        percentiles: { "50": 120, "75": 140, "100": 160 },
      },
      error: {
        percentiles: {
          "50": { ns: 10, percent: (100 * 10) / 120 },
          "75": { ns: 30, percent: (100 * 30) / 140 },
          "100": { ns: 40, percent: 25 },
        },
        max: { ns: 40, percent: 25 },
      },
    });
    t.strictSame(service.truth, {
      unit: "ns",
      count: 8,
      unanswered: 0,
      min: 80,
      max: 80,
      mean: 80,
      percentiles: { "50": 80, "75": 80, "100": 80 },
    });
    t.strictSame(service.error.percentiles["50"], { ns: 5, percent: 6.25 });
    t.strictSame(service.error.max, { ns: 6, percent: 7.5 });
  });

  await t.test("does not mind the order of the rows, nor what came before and after", async (t) => {
    const others: LoggedTimes[] = [
      [-1, 10],
      [1_000_000_001, 1_000_000_002],
    ];
    const { arrivals, response } = compareWithTarget(RESULT, logOf([...others, ...ROWS].reverse()));
    t.strictSame(
      { arrivals, response },
      (({ arrivals, response }) => ({ arrivals, response }))(
        compareWithTarget(RESULT, logOf(ROWS)),
      ),
    );
  });

  await t.test("tells arrivals that were all late, and one that alone was", async (t) => {
    const late = compareWithTarget(RESULT, logOf(ROWS.map(([a, d = 0]) => [a + 7, d + 7])));
    const alone = compareWithTarget(
      RESULT,
      logOf(ROWS.map(([a, d = 0], index) => (index === 6 ? [a + 500, d + 500] : [a, d]))),
    );
    t.match(late.arrivals, { offset: { max: 87, cumulativeMax: 70 } });
    t.match(alone.arrivals, { offset: { max: 550, cumulativeMax: 540 } });
    t.equal(alone.response?.truth.max, 630);
  });

  await t.test("counts stretches that hold more or fewer than the plan", async (t) => {
    // A second of 1000/s, and all that was due from 0.5 s to 0.6 s came at 0.6 s.
    const spec = { ...RESULT.spec, warmup: "0s", duration: "1s" };
    const requests = { ...RESULT.requests, planned: 1000 };
    const rows = Array.from({ length: 1000 }, (_, index): LoggedTimes => {
      const arrivalNs = (index >= 500 && index < 600 ? 600 : index) * MS;
      return [arrivalNs, arrivalNs];
    });
    const { arrivals } = compareWithTarget(
      { ...RESULT, spec, requests, measuredSeconds: 1 },
      logOf(rows),
    );
    t.match(arrivals, { bins: { count: 10, withinCount: 8, deviationMax: 100 } });
  });

  for (const { name, result, rows, reason, arrivedCount } of [
    {
      name: "one that is missing",
      result: RESULT,
      rows: ROWS.toSpliced(4, 1),
      arrivedCount: 9,
      reason: "1 fewer arrived than were planned: the others were lost on the way, or never sent",
    },
    {
      name: "one too many",
      result: { ...RESULT, requests: { ...RESULT.requests, resent: 1 } },
      rows: [...ROWS, [5 * MS, 5 * MS + 1] as const],
      arrivedCount: 11,
      reason:
        "1 more arrived than were planned: others loaded the target too, or requests were sent again (the run counts 1)",
    },
    {
      name: "arrivals that were never sent",
      result: { ...RESULT, requests: { ...RESULT.requests, skipped: 2 } },
      rows: ROWS,
      arrivedCount: 10,
      reason: "the run skipped 2 of the plan's arrivals",
    },
    {
      name: "a run that planned otherwise",
      result: { ...RESULT, requests: { ...RESULT.requests, planned: 7 } },
      rows: ROWS,
      arrivedCount: 10,
      reason: "the plan has 8 arrivals in the measured window, and the run planned 7",
    },
  ]) {
    await t.test(`says that it can't match ${name}`, async (t) => {
      const { arrivals, response, service } = compareWithTarget(result, logOf(rows));
      t.match(arrivals, {
        kind: "mismatched",
        plannedCount: 10,
        measuredCount: 8,
        arrivedCount,
        reason,
        bins: { count: 1 },
      });
      t.equal(response, null);
      t.equal(
        service.truth.count,
        arrivedCount - 2,
        "the target's own times are known all the same",
      );
    });
  }

  await t.test("ranks a request that nothing was done with above all others", async (t) => {
    const rows = ROWS.map((row, index): LoggedTimes => (index === 9 ? [row[0]] : row));
    const { response, service } = compareWithTarget(RESULT, logOf(rows));
    t.match(response?.truth, { count: 8, unanswered: 1, min: 90, max: null, mean: null });
    t.strictSame(response?.truth.percentiles, {
      "50": 120,
      "75": 140,
      "100": { low: 150, high: null },
    });
    t.strictSame(response?.error.percentiles["100"], { ns: null, percent: null });
    t.strictSame(service.error.max, { ns: null, percent: null });
  });

  await t.test("has no error where the report is not one number", async (t) => {
    const response = latency(
      { "50": null, "75": { low: 170, high: 200 } },
      { count: 8, max: 200, censored: 1 },
    );
    const compared = compareWithTarget(
      { ...RESULT, latency: { ...RESULT.latency, response } },
      logOf(ROWS),
    ).response;
    for (const name of ["50", "75", "100"]) {
      t.strictSame(compared?.error.percentiles[name], { ns: null, percent: null });
    }
    t.strictSame(compared?.error.max, { ns: null, percent: null }, "an age is no maximum");
  });

  await t.test("has no relative error of a true time of 0", async (t) => {
    const rows = ROWS.map(([arrivalNs]): LoggedTimes => [arrivalNs, arrivalNs]);
    const { service } = compareWithTarget(RESULT, logOf(rows));
    t.strictSame(service.error.percentiles["50"], { ns: 85, percent: null });
  });
});

t.test("compareWithTarget, of a closed run", async (t) => {
  const closed = (over: Partial<RunResult["spec"]>, sentCount: number): RunResult => ({
    ...CLOSED_RESULT,
    clock: CLOCK,
    spec: { ...CLOSED_RESULT.spec, connections: 2, percentiles: [50], ...over },
    latency: latencies({
      service: latency({ "50": 90 }, { count: sentCount, max: 100 }),
      response: latency({ "50": 90 }, { count: sentCount, max: 100 }),
    }),
  });

  await t.test("compares the service time and nothing else", async (t) => {
    const { arrivals, response, service } = compareWithTarget(closed({}, 10), logOf(ROWS));
    t.strictSame(arrivals, { kind: "unplanned", sentCount: 10, arrivedCount: 10, reason: null });
    t.equal(response, null);
    t.strictSame(service.error.percentiles["50"], { ns: 10, percent: 12.5 });
  });
  await t.test("says that the log has others' requests", async (t) => {
    t.match(compareWithTarget(closed({}, 9), logOf(ROWS)).arrivals, {
      arrivedCount: 10,
      reason:
        "1 more arrived than were sent: others loaded the target too, or requests were sent again (the run counts 0)",
    });
  });
  await t.test("allows for a request per connection at the end of the warm-up", async (t) => {
    const reasonOf = (sentCount: number) => {
      const { arrivals } = compareWithTarget(closed({ warmup: "2ms" }, sentCount), logOf(ROWS));
      return arrivals.kind === "unplanned" ? arrivals.reason : "planned";
    };
    t.equal(reasonOf(6), null);
    t.equal(reasonOf(10), null);
    t.match(reasonOf(5), /^3 more arrived than were sent/);
    t.match(reasonOf(11), /^3 fewer arrived than were sent/);
  });
});

t.test("compareWithTarget refuses", async (t) => {
  const { clock, ...withoutClock } = RESULT;
  t.ok(clock);
  for (const { name, result, log, code, message } of [
    {
      name: "a result without a clock",
      result: withoutClock,
      log: logOf(ROWS),
      code: "MB_RESULT_FILE",
      message: `run ${RESULT.id} has no clock; it can't be compared with a log`,
    },
    {
      name: "a run that measured nothing",
      result: { ...RESULT, requests: { ...RESULT.requests, planned: 0 } },
      log: logOf(ROWS),
      code: "MB_RESULT_FILE",
      message: `run ${RESULT.id} planned no requests in its measured window; it can't be compared with a log`,
    },
    {
      name: "a log of another time",
      result: RESULT,
      log: logOf([[-5, -4]]),
      code: "MB_TARGET_LOG",
      message: `none of the log's 1 requests arrived during run ${RESULT.id}; it must be the log of that run's target`,
    },
    {
      name: "a log of another machine or boot",
      result: RESULT,
      log: { ...logOf(ROWS), startedAt: "2026-01-02T03:06:06.000Z" },
      code: "MB_TARGET_LOG",
      message: `the clocks of the log and of run ${RESULT.id} began 121 s apart; both must be of one machine that was not restarted between them`,
    },
  ]) {
    await t.test(name, async (t) => {
      t.throws(() => compareWithTarget(result, log), { code, message });
    });
  }
  await t.test("a file that is no log", async (t) => {
    const path = join(t.testdir(), "log.csv");
    writeFileSync(path, "hello\n");
    await t.rejects(compareWithTargetLog(RESULT, path), {
      code: "MB_TARGET_LOG",
      message: /line 1/,
    });
  });
});
