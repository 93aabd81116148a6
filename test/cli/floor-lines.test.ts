import t from "tap";
import { floorLines } from "../../cli/floor/floor-lines.js";
import type { Measured } from "../../cli/floor/floor-lines.js";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { summaryLines } from "../../cli/load/summary.js";
import type { FloorReport, LatencyStatistics } from "../../engine/core/index.js";
import { NO_LATENCY, OPEN_RESULT, latency } from "../fixtures/load-results.js";

const RESPONSE = latency({ "50": 40_000, "90": 52_000, "99": 81_000 }, { count: 2000, max: 3e5 });
const SERVICE = latency({ "50": 39_000, "90": 50_000, "99": 78_000 }, { count: 2000, max: 2.9e5 });
const FLOOR: FloorReport = {
  spec: {
    ...OPEN_RESULT.spec,
    target: { ...OPEN_RESULT.spec.target, url: "http://127.0.0.1:1/null" },
  },
  measuredSeconds: 2,
  requestedPerSecond: 1000,
  achievedPerSecond: 999.5,
  latency: { response: RESPONSE, service: SERVICE, lateness: NO_LATENCY },
  verdict: "valid",
  reasons: [],
};

function textOf(floor: FloorReport, measured: Measured = OPEN_RESULT): string {
  return floorLines(measured, floor, 80)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

/** The floor with another response time. */
const floorAt = (response: LatencyStatistics): FloorReport => ({
  ...FLOOR,
  latency: { ...FLOOR.latency, response },
});

/** The run with another response time. */
const runAt = (response: LatencyStatistics): Measured => ({
  ...OPEN_RESULT,
  latency: { ...OPEN_RESULT.latency, response },
});

t.test("summaryLines", async (t) => {
  const text = (result: typeof OPEN_RESULT): string =>
    summaryLines(result, 80)
      .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
      .join("\n");
  t.notMatch(text(OPEN_RESULT), "Floor", "says nothing of a floor that was not asked for");
  const withBlock = text({ ...OPEN_RESULT, floor: FLOOR });
  t.match(withBlock, /^ {2}count .*\n\nFloor +response +floor +service +floor\n/m);
  t.match(withBlock, / generator valid\n\nRequests /);
});

t.test("floorLines", async (t) => {
  await t.test("puts the floor beside what was measured, in 80 columns", async (t) => {
    t.equal(
      textOf(FLOOR),
      `Floor                        response         floor       service         floor
  p50                           101µs        40.0µs        98.0µs        39.0µs
  p90                           202µs        52.0µs         195µs        50.0µs
  p99 (21 samples)             1.23ms        81.0µs        1.20ms        78.0µs
  max                          5.21ms         300µs        5.20ms         290µs
  null target on the loopback · open, constant 1,000/s · 32 connections ·
  2.0s measured · achieved 999.5/s · generator valid`,
    );
  });

  await t.test("says what the run's requests have and the floor's have not", async (t) => {
    const target = {
      ...OPEN_RESULT.spec.target,
      url: "https://shop.example/",
      headers: { accept: "*/*" },
      body: "order",
      unixSocket: "/run/app.sock",
    };
    const measured = { ...OPEN_RESULT, spec: { ...OPEN_RESULT.spec, target } };
    t.match(textOf(FLOOR, measured), "without the TLS, Unix socket, headers, body of the run");
    const scenarios = [{ weight: 1, headers: {}, checks: [] }];
    const mixed = { ...OPEN_RESULT, spec: { ...OPEN_RESULT.spec, scenarios } };
    t.match(textOf(FLOOR, mixed), "without the scenarios of the run");
  });

  const remarks: readonly {
    name: string;
    floor: FloorReport;
    measured?: Measured;
    expected: string | undefined;
  }[] = [
    {
      name: "says nothing of a floor of half",
      floor: floorAt(latency({ "50": 50_500 })),
      expected: undefined,
    },
    {
      name: "says that a floor of more than half is most of what was measured",
      floor: floorAt(latency({ "50": 60_600 })),
      expected:
        "the floor is 60.0 % of the response p50: most of what was measured is this machine's own",
    },
    {
      name: "compares the lowest percentile when the median was not asked for",
      floor: {
        ...floorAt(latency({ "90": 200_000, "99": 1 })),
        spec: { ...FLOOR.spec, percentiles: [99, 90] },
      },
      expected: "the floor is 99.0 % of the response p90",
    },
    {
      name: "says nothing while what was measured may be larger than it seems",
      floor: floorAt(latency({ "50": 60_600 })),
      measured: runAt(latency({ "50": { low: 101_000, high: null } })),
      expected: undefined,
    },
    {
      name: "says nothing of a share where nothing was measured",
      floor: FLOOR,
      measured: runAt(NO_LATENCY),
      expected: undefined,
    },
    {
      name: "says that an invalid floor is none, and why",
      floor: {
        ...floorAt(latency({ "50": 90_000 })),
        verdict: "invalid",
        reasons: [
          { code: "gcPause", severity: "suspect", message: "a pause of 90 ms" },
          { code: "steal", severity: "invalid", message: "the machine was taken away" },
        ],
      },
      expected:
        "the floor is itself invalid: it is no measure of this machine (the machine was taken away)",
    },
    {
      name: "says that a floor without requests is none",
      floor: floorAt(NO_LATENCY),
      expected: "no request fell into these seconds: there is nothing to compare with",
    },
  ];
  for (const { name, floor, measured, expected } of remarks) {
    await t.test(name, async (t) => {
      const [, remark] = textOf(floor, measured).replace(/\n +/g, " ").split(" - ");
      if (expected === undefined) t.equal(remark, undefined);
      else t.ok(remark?.startsWith(expected), `says ${String(remark)}`);
    });
  }
});
