import t from "tap";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { formatOf } from "../../cli/load/output-format.js";
import { assertWritable, writeWhole } from "../../cli/load/result-file.js";
import { summaryLines } from "../../cli/load/summary.js";
import type { RunResult } from "../../engine/core/index.js";
import {
  CLOSED_RESULT,
  OPEN_RESULT,
  PRECISION,
  QUIET_WORKER,
  UNKNOWN_PROCESS,
  latency,
  precisionWith,
} from "../fixtures/load-results.js";

function textOf(result: RunResult, columns = 80): string {
  return summaryLines(result, columns)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

t.test("summaryLines", async (t) => {
  await t.test("shows an open run in 80 columns", async (t) => {
    t.equal(
      textOf(OPEN_RESULT),
      `GET http://127.0.0.1:8081/
open, constant 1,000/s · 32 connections · 10.0s measured
completed · 20260102-030405-abc123

  outcome p99 1.23ms     achieved 996.7/s     generator valid

Latency                      response       service      lateness         queue
  min                          45.6µs        45.6µs           0ns        1.00µs
  mean                          120µs         120µs        1.05µs        2.20µs
  p50                           101µs        98.0µs         900ns        2.00µs
  p90                           202µs         195µs        1.10µs        3.10µs
  p99                          1.23ms        1.20ms        12.3µs        4.20µs
  p99.9 (11 samples)           4.56ms        4.40ms        45.6µs        9.90µs
  max                          5.21ms        5.20ms        98.7µs        88.0µs
  count                        10,000        10,000        10,000        10,000

Requests     10,000 planned = 9,967 completed + 20 failed + 8 timed out +
             4 unfinished + 1 skipped
Rate         requested 1,000/s · planned 1,000/s · sent 999.9/s ·
             achieved 996.7/s
Load         open, 31 waited for a connection, catch-up sendAll, pacing precise
Status       200: 9,967   503: 18
Errors       status 18, such as: 503 Service Unavailable
             connectionLost 2, such as: read ECONNRESET
Bytes        sent 650 kB (65.0 kB/s) · received 1.23 MB (123 kB/s)
Connections  32 requested · 34 opened · 32 reused · 2 closed by the target

Generator    valid`,
    );
  });

  await t.test("shows how precise a run is, and whether it got as precise as asked", async (t) => {
    const until = { expression: "ci(p99) < 5%", reached: false, relativeHalfWidthPercent: 12.6 };
    const text = textOf({ ...OPEN_RESULT, precision: PRECISION, until });
    t.match(
      text,
      `
  count                        10,000        10,000        10,000        10,000

Until        ci(p99) < 5% not reached: the interval is ± 12.6 %
Precision    95 % confidence intervals of outcome
             p50   101µs   99.8µs…102µs  8,120 effective samples
             p90   202µs    198µs…207µs  8,120 effective samples
             p99  1.23ms  1.10ms…1.41ms  3,812 effective samples
             p99.9: too few effective samples beyond

Requests     10,000 planned`,
    );
  });

  const rows: readonly {
    name: string;
    result: RunResult;
    expected: readonly (string | RegExp)[];
  }[] = [
    {
      name: "marks the latency of a closed run as coordinated, and names its turnaround",
      result: CLOSED_RESULT,
      expected: [
        "Latency at saturation (coordinated)\n",
        /response +service +turnaround +queue/,
        "Rate         planned",
      ],
    },
    {
      name: "shows censored percentiles as bounds, and how many values are censored",
      result: {
        ...OPEN_RESULT,
        latency: {
          ...OPEN_RESULT.latency,
          response: latency(
            { "50": 1e5, "90": { low: 2e8, high: 1.5e9 }, "99": { low: 1e10, high: null } },
            { censored: 12 },
          ),
        },
      },
      expected: [/p90 +200ms…1\.50s +195µs/, /p99 +≥ 10\.0s +1\.20ms/, /censored +12 +0 +0 +0/],
    },
    {
      name: "says how many values saturated",
      result: {
        ...OPEN_RESULT,
        latency: { ...OPEN_RESULT.latency, response: latency({ "50": 1e5 }, { saturated: 3 }) },
      },
      expected: [/saturated +3 +0 +0 +0/],
    },
    {
      name: "says which part of an open run waited for connections",
      result: {
        ...OPEN_RESULT,
        load: { ...OPEN_RESULT.load, fidelity: "connectionLimited", waitedPercent: 12.34 },
      },
      expected: ["connectionLimited (12.3 %), 31 waited for a connection"],
    },
    {
      name: "says what the generator took, and how long its loop was away at most",
      result: {
        ...OPEN_RESULT,
        generator: {
          ...OPEN_RESULT.generator,
          workers: [
            { ...QUIET_WORKER, loopDelayNsMax: 1.2e6 },
            { ...QUIET_WORKER, index: 1, loopDelayNsMax: 4.56e6 },
          ],
          process: {
            ...UNKNOWN_PROCESS,
            seconds: 10,
            cpuUserSeconds: 11.5,
            cpuSystemSeconds: 0.9,
          },
        },
        environment: { ...OPEN_RESULT.environment, busyPercent: 62.03 },
      },
      expected: [
        /Generator +valid\n +used 1\.24 cores · machine 62\.0 % busy · longest loop turn 4\.56ms$/,
      ],
    },
    {
      name: "gives every reason of the verdict with its time window",
      result: {
        ...OPEN_RESULT,
        generator: {
          verdict: "invalid",
          workers: [],
          process: UNKNOWN_PROCESS,
          reasons: [
            {
              code: "gcPause",
              severity: "suspect",
              message: "a pause of 90 ms",
              fromSeconds: 3.2,
              toSeconds: 4.1,
            },
            { code: "steal", severity: "invalid", message: "the machine was taken away" },
          ],
        },
      },
      expected: [
        "generator invalid",
        "- a pause of 90 ms [3.2s to 4.1s]",
        "- the machine was taken away",
      ],
    },
    {
      name: "says why a run ended early, and its labels",
      result: {
        ...OPEN_RESULT,
        state: "stopped",
        reason: "stopped by a call",
        labels: { stage: "canary" },
      },
      expected: ["stopped (stopped by a call) · 2026", "stage=canary"],
    },
    {
      name: "says how many connections it has retired, and how many requests each may carry at once",
      result: {
        ...OPEN_RESULT,
        spec: { ...OPEN_RESULT.spec, streams: 4 },
        connections: { ...OPEN_RESULT.connections, retired: 1234 },
      },
      expected: ["· 32 connections × 4 streams ·", "2 closed by the target ·\n", "1,234 retired"],
    },
    {
      name: "shows the backlog at the end of a warm-up",
      result: { ...OPEN_RESULT, warmupBacklog: { inFlight: 3, queued: 0, oldestAgeNs: 1_200_000 } },
      expected: ["at its end 3 in flight, 0 queued, oldest 1.20ms"],
    },
    {
      name: "says none when there were no errors, and a dash without answers",
      result: { ...OPEN_RESULT, errors: {}, status: {} },
      expected: ["Errors       none", "Status       –"],
    },
    {
      name: "takes the headline from the percentiles that were asked for",
      result: {
        ...OPEN_RESULT,
        latency: {
          ...OPEN_RESULT.latency,
          outcome: latency({ "50": 1e5, "95": 2e5, "99.9": 3e5 }),
        },
      },
      expected: ["outcome p95 200µs"],
    },
    {
      name: "says how few values carry the headline",
      result: {
        ...OPEN_RESULT,
        latency: { ...OPEN_RESULT.latency, outcome: latency({ "99": 2e5 }, { count: 500 }) },
      },
      expected: ["outcome p99 (6 samples) 200µs"],
    },
    {
      name: "says that a run became as precise as it was to be",
      result: {
        ...OPEN_RESULT,
        until: { expression: "ci(p99) < 5%", reached: true, relativeHalfWidthPercent: 4.871 },
      },
      expected: ["Until        ci(p99) < 5% reached: the interval is ± 4.87 %"],
    },
    {
      name: "says that nobody knows how near a run came",
      result: {
        ...OPEN_RESULT,
        until: { expression: "ci(p99) < 5%", reached: false, relativeHalfWidthPercent: null },
      },
      expected: ["Until        ci(p99) < 5% not reached: the interval is not known"],
    },
    {
      name: "says that a run was too short for intervals",
      result: {
        ...OPEN_RESULT,
        precision: {
          ...PRECISION,
          outcome: { "50": precisionWith({ low: null, high: null, unreliable: "fewBatches" }) },
        },
      },
      expected: [/\nPrecision +not known: the run is too short\n\nRequests/],
    },
    {
      name: "shows an interval without an upper end, one without a width and one that is too narrow",
      result: {
        ...OPEN_RESULT,
        precision: {
          ...PRECISION,
          outcome: {
            "50": precisionWith({ low: 101_000, high: 101_000 }),
            "90": precisionWith({ unreliable: "correlated" }),
            "99": precisionWith({ low: 1e6, high: null }),
            "99.9": precisionWith({ low: null, high: 1e7 }),
          },
        },
      },
      expected: [
        /p50 +101µs +101µs +8,120 effective samples/,
        /p90 +202µs +99\.8µs…102µs +too narrow: the run wandered/,
        /p99 +1\.23ms +≥ 1\.00ms +8,120/,
        /p99\.9 +4\.56ms +≤ 10\.0ms +8,120/,
      ],
    },
    {
      name: "warns of a run with a trend",
      result: {
        ...OPEN_RESULT,
        precision: {
          ...PRECISION,
          stationarity: { stationary: false, pValue: 0.001, trend: "rising" },
        },
      },
      expected: [/ the response time rose over the run: these figures describe it, and\n +not a/],
    },
    {
      name: "does not let a target steer the terminal",
      result: { ...OPEN_RESULT, errorSamples: { status: "503 \u001b[2J" } },
      expected: ["503 �[2J"],
    },
  ];
  for (const { name, result, expected } of rows) {
    await t.test(name, async (t) => {
      const text = textOf(result);
      for (const part of expected) t.match(text, part);
    });
  }

  await t.test(
    "stays within 80 columns with the default percentiles and long reasons",
    async (t) => {
      const reason = "the threads were busy for longer than the plan allows, ".repeat(5);
      const result: RunResult = {
        ...OPEN_RESULT,
        spec: { ...OPEN_RESULT.spec, percentiles: [50, 75, 90, 95, 99, 99.9, 99.99] },
        precision: {
          ...PRECISION,
          outcome: {
            ...PRECISION.outcome,
            "90": precisionWith({ low: 1.23e8, high: 4.56e8, effectiveSamples: 12_345_678 }),
          },
          stationarity: { stationary: false, pValue: 0.001, trend: "falling" },
        },
        generator: {
          verdict: "suspect",
          workers: [],
          process: UNKNOWN_PROCESS,
          reasons: [{ code: "steal", severity: "suspect", message: reason }],
        },
      };
      for (const line of textOf(result).split("\n")) t.ok(line.length <= 80, line);
    },
  );
});

t.test("formatOf", async (t) => {
  t.equal(formatOf("a/b.json").name, "json");
  t.throws(() => formatOf("a.txt"), {
    name: "UsageError",
    message:
      '--output is "a.txt"; its ending must be .json, .yaml, .yml, .csv, .run.csv, .hgrm, .hlog, .prom, .smp.json, .junit.xml, .xml, .fortio.json, .html or .htm',
  });
});

t.test("assertWritable", async (t) => {
  const folder = t.testdir({ "file.json": "{}", inner: {} });
  t.doesNotThrow(() => {
    assertWritable("--json", join(folder, "new.json"));
  });
  t.doesNotThrow(() => {
    assertWritable("--json", join(folder, "file.json"));
  });
  for (const path of [
    join(folder, "missing", "a.json"),
    join(folder, "file.json", "a.json"),
    join(folder, "inner"),
  ]) {
    t.throws(
      () => {
        assertWritable("--json", path);
      },
      { name: "UsageError", message: /^--json is "/ },
      path,
    );
  }
  t.strictSame(readdirSync(folder).sort(), ["file.json", "inner"], "leaves nothing behind");
});

t.test("writeWhole", async (t) => {
  const folder = t.testdir({ "old.json": "old" });
  writeWhole(join(folder, "old.json"), "new");
  t.equal(readFileSync(join(folder, "old.json"), "utf8"), "new");
  t.strictSame(readdirSync(folder), ["old.json"], "leaves no temporary file");
  // A folder that appeared under the name since the check: renaming onto it fails.
  mkdirSync(join(folder, "taken.json"));
  writeFileSync(join(folder, "taken.json", "inside"), "");
  t.throws(() => {
    writeWhole(join(folder, "taken.json"), "new");
  });
  t.strictSame(
    readdirSync(folder).sort(),
    ["old.json", "taken.json"],
    "leaves nothing half-made after a failure",
  );
});
