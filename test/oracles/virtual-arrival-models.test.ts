import t from "tap";
import type { ArrivalsSpec } from "../../engine/core/index.js";
import { virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter } from "../fixtures/virtual-server.js";

/** Each model with its number of arrivals in 4 s, and the mean rate that was asked for. */
const MODELS: readonly {
  readonly arrivals: ArrivalsSpec;
  readonly expectedCount: number;
  readonly requestedPerSecond: number;
  /** Deviation of the count: 0 where the plan fixes it. */
  readonly deviation?: number;
}[] = [
  {
    arrivals: { kind: "constant", ratePerSecond: 500 },
    expectedCount: 2000,
    requestedPerSecond: 500,
  },
  {
    arrivals: { kind: "poisson", ratePerSecond: 500 },
    expectedCount: 2000,
    requestedPerSecond: 500,
    deviation: Math.sqrt(2000),
  },
  {
    arrivals: { kind: "gamma", ratePerSecond: 500, cv2: 4 },
    expectedCount: 2000,
    requestedPerSecond: 500,
    deviation: 2 * Math.sqrt(2000),
  },
  {
    arrivals: { kind: "burst", ratePerSecond: 500, size: 20 },
    expectedCount: 2000,
    requestedPerSecond: 500,
  },
  {
    arrivals: { kind: "ramp", fromPerSecond: 0, toPerSecond: 1000 },
    expectedCount: 2000,
    requestedPerSecond: 500,
  },
  {
    arrivals: { kind: "ramp", fromPerSecond: 1000, toPerSecond: 100, over: "2s" },
    expectedCount: 1300,
    requestedPerSecond: 325,
  },
  {
    arrivals: {
      kind: "stages",
      stages: [
        { ratePerSecond: 100, duration: "1s" },
        { fromPerSecond: 100, toPerSecond: 900, duration: "2s" },
        { ratePerSecond: 0, duration: "1s" },
      ],
    },
    expectedCount: 1100,
    requestedPerSecond: 275,
  },
  {
    arrivals: { kind: "sine", meanPerSecond: 500, amplitudePerSecond: 400, period: "2s" },
    expectedCount: 2000,
    requestedPerSecond: 500,
  },
  {
    arrivals: {
      kind: "sine",
      meanPerSecond: 500,
      amplitudePerSecond: 400,
      period: "2s",
      spacing: "poisson",
    },
    expectedCount: 2000,
    requestedPerSecond: 500,
    deviation: Math.sqrt(2000),
  },
];

function options(
  arrivals: ArrivalsSpec,
  rest: Partial<VirtualRunOptions["spec"]> = {},
): VirtualRunOptions {
  return {
    spec: { load: { model: "open", arrivals }, duration: "4s", connections: 64, seed: 11, ...rest },
    server: answersAfter(200_000),
  };
}

for (const { arrivals, expectedCount, requestedPerSecond, deviation = 0 } of MODELS) {
  t.test(`oracle 4: ${JSON.stringify(arrivals)} as a run`, async (t) => {
    const alone = virtualRun(options(arrivals));
    const instants = alone.requests.map(({ intendedNs }) => intendedNs);

    await t.test("plans what was asked for, and sends it when it is due", async (t) => {
      const { planned, completed } = alone.result.requests;
      t.ok(Math.abs(planned - expectedCount) <= 1 + 4 * deviation, `${planned} planned`);
      t.equal(completed, planned);
      t.ok(alone.requests.every(({ dispatchedNs, intendedNs }) => dispatchedNs === intendedNs));
      const requested = alone.result.rate.requestedPerSecond ?? 0;
      t.ok(Math.abs(requested - requestedPerSecond) < 1e-6, `requested ${requested}`);
      t.equal(alone.result.generator.verdict, "valid");
    });

    await t.test("is the same on three workers", async (t) => {
      const together = virtualRun(options(arrivals, { workers: 3 }));
      t.same(
        together.requests.map(({ intendedNs }) => intendedNs),
        instants,
      );
    });

    await t.test("is the same behind a warm-up: oracle 16", async (t) => {
      // A ramp is fitted to all of the schedule, warm-up included.
      const warm = virtualRun(options(arrivals, { warmup: "1s", duration: "3s", workers: 2 }));
      t.same(
        warm.requests.map(({ intendedNs }) => intendedNs),
        instants.filter((ns) => ns >= 1e9),
      );
    });

    await t.test("ends after a count of requests", async (t) => {
      const counted = virtualRun(options(arrivals, { requests: 700, workers: 2 }));
      t.same(
        counted.requests.map(({ intendedNs }) => intendedNs),
        instants.slice(0, 700),
      );
      t.ok(counted.facts.measuredSeconds * 1e9 > instants[699]!, "the last one is in the window");
      t.ok(counted.facts.measuredSeconds * 1e9 <= instants[700]! + 1, "which ends before the next");
    });
  });
}

t.test("a schedule that ends by itself ends the run", async (t) => {
  const stages: ArrivalsSpec = {
    kind: "stages",
    stages: [
      { ratePerSecond: 100, duration: "1s" },
      { fromPerSecond: 100, toPerSecond: 300, duration: "1s" },
    ],
  };
  for (const [name, rest] of [
    ["without a duration", {}],
    ["before its duration", { duration: "1h" }],
    ["before its count", { requests: 1e6 }],
  ] as const) {
    const { result, facts } = virtualRun({
      spec: { load: { model: "open", arrivals: stages }, connections: 64, ...rest },
      server: answersAfter(200_000),
    });
    t.equal(facts.measuredSeconds, 2, name);
    t.equal(result.requests.planned, 300, name);
  }
  const down: ArrivalsSpec = { kind: "ramp", fromPerSecond: 100, toPerSecond: 0, over: "2s" };
  const { result, facts } = virtualRun(options(down, { requests: 1e6 }));
  t.equal(result.requests.planned, 100, "a ramp that has come down to 0 is over");
  t.equal(facts.measuredSeconds, 2);
});

t.test("a window that begins between two stages reports the rate of its own part", async (t) => {
  const arrivals: ArrivalsSpec = {
    kind: "stages",
    stages: [
      { ratePerSecond: 100, duration: "1s" },
      { ratePerSecond: 300, duration: "2s" },
    ],
  };
  const { result } = virtualRun(options(arrivals, { warmup: "2s", duration: "2s" }));
  t.match(result.rate, { requestedPerSecond: 300, plannedPerSecond: 300 });
});
