import t from "tap";
import { arrivalsOf } from "../../cli/load/arrivals-flag.js";
import type { LoadOptions } from "../../cli/load/options.js";

t.test("--arrivals and --rate are what the engine calls arrivals", async (t) => {
  const rows: readonly { options: LoadOptions; expected: unknown }[] = [
    { options: {}, expected: undefined },
    { options: { rate: "max" }, expected: undefined },
    { options: { rate: "5" }, expected: { kind: "constant", ratePerSecond: 5 } },
    { options: { rate: "x" }, expected: { kind: "constant", ratePerSecond: "x" } },
    {
      options: { rate: "0.2", arrivals: "poisson" },
      expected: { kind: "poisson", ratePerSecond: 0.2 },
    },
    {
      options: { rate: "5", arrivals: "gamma:4" },
      expected: { kind: "gamma", ratePerSecond: 5, cv2: 4 },
    },
    {
      options: { rate: "5", arrivals: "burst:10" },
      expected: { kind: "burst", ratePerSecond: 5, size: 10 },
    },
    {
      options: { arrivals: "ramp:0..100.5" },
      expected: { kind: "ramp", fromPerSecond: 0, toPerSecond: 100.5 },
    },
    {
      options: { arrivals: "poisson+ramp:5..1@1m" },
      expected: { kind: "ramp", fromPerSecond: 5, toPerSecond: 1, over: "1m", spacing: "poisson" },
    },
    {
      options: { arrivals: "stages:100@10s,100..200@5s" },
      expected: {
        kind: "stages",
        stages: [
          { ratePerSecond: 100, duration: "10s" },
          { fromPerSecond: 100, toPerSecond: 200, duration: "5s" },
        ],
      },
    },
    {
      options: { arrivals: "sine:100,50,1m" },
      expected: { kind: "sine", meanPerSecond: 100, amplitudePerSecond: 50, period: "1m" },
    },
  ];
  for (const { options, expected } of rows) t.same(arrivalsOf(options), expected);
});

t.test("what can't be read is refused, with what it must be", async (t) => {
  for (const [arrivals, wanted] of [
    ["steady", "one of constant, poisson, gamma:<cv2>, burst:<n>"],
    ["poisson+constant", "one of constant"],
    ["constant:5", "constant"],
    ["poisson:5", "poisson"],
    ["gamma", "gamma:<cv2>"],
    ["gamma:x", "gamma:<cv2>"],
    ["burst:1,2", "burst:<n>"],
    ["ramp:5", "ramp:<from>..<to>[@<time>]"],
    ["ramp:1..2..3", "ramp:<from>..<to>[@<time>]"],
    ["ramp:1..2@1s@2s", "ramp:<from>..<to>[@<time>]"],
    ["stages:", "stages:<rate>@<time>,…"],
    ["stages:5", "stages:<rate>@<time>,…"],
    ["stages:5@1s,", "stages:<rate>@<time>,…"],
    ["sine:5,1", "sine:<mean>,<amplitude>,<period>"],
    ["sine:5,x,1s", "sine:<mean>,<amplitude>,<period>"],
  ] as const) {
    const start = `--arrivals is "${arrivals}"; it must be ${wanted}`;
    t.throws(() => arrivalsOf({ arrivals, rate: "5" }), {
      name: "UsageError",
      message: new RegExp(`^${start.replaceAll(/[.[\]@+<>]/g, "\\$&")}`),
    });
  }
});
