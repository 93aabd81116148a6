import t from "tap";
import { plannedInstantsOf } from "../../../../engine/result/truth/planned-instants.js";
import { virtualRun } from "../../../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../../../fixtures/virtual-run.js";
import { answersAfter } from "../../../fixtures/virtual-server.js";

type Arrivals = Extract<
  NonNullable<VirtualRunOptions["spec"]["load"]>,
  { model: "open" }
>["arrivals"];

interface Row extends Omit<VirtualRunOptions, "spec" | "server"> {
  readonly name: string;
  readonly arrivals: Arrivals;
  readonly workers?: number;
  readonly rest?: VirtualRunOptions["spec"];
}

const CONSTANT: Arrivals = { kind: "constant", ratePerSecond: 333.333 };
const POISSON: Arrivals = { kind: "poisson", ratePerSecond: 500 };
const ROWS: readonly Row[] = [
  { name: "a constant rate", arrivals: CONSTANT, workers: 3 },
  { name: "a warm-up between two arrivals", arrivals: CONSTANT, rest: { warmup: "100ms" } },
  { name: "a count of requests", arrivals: POISSON, rest: { requests: 200, warmup: "50ms" } },
  { name: "Poisson arrivals on three workers", arrivals: POISSON, workers: 3 },
  { name: "gamma arrivals", arrivals: { kind: "gamma", ratePerSecond: 500, cv2: 4 } },
  {
    name: "bursts, the last of them cut by the count",
    arrivals: { kind: "burst", ratePerSecond: 500, size: 7 },
    rest: { requests: 100 },
  },
  { name: "a ramp", arrivals: { kind: "ramp", fromPerSecond: 100, toPerSecond: 900 } },
  {
    name: "stages that end by themselves",
    arrivals: {
      kind: "stages",
      stages: [
        { ratePerSecond: 100, duration: "300ms" },
        { ratePerSecond: 700, duration: "400ms" },
      ],
    },
    rest: {},
  },
  {
    name: "a rate that was changed, and paused",
    arrivals: POISSON,
    workers: 2,
    rateChanges: [
      { atNs: 200e6, rate: 1234.5 },
      { atNs: 400e6, rate: 0 },
      { atNs: 600e6, rate: 77 },
    ],
  },
  {
    name: "a count whose end was moved by a new rate",
    arrivals: CONSTANT,
    rest: { requests: 200 },
    rateChanges: [{ atNs: 100e6, rate: 1000 }],
  },
  { name: "a stop", arrivals: CONSTANT, stop: { atNs: 500e6, mode: "drain" } },
];

t.test("plannedInstantsOf", async (t) => {
  for (const { name, arrivals, workers = 1, rest = { duration: "1s" }, ...more } of ROWS) {
    await t.test(`gives again the plan of ${name}`, async (t) => {
      const load = { model: "open", arrivals } as const;
      const hasOwnEnd = rest.requests !== undefined || arrivals.kind === "stages";
      const duration = hasOwnEnd ? {} : { duration: "1s" };
      const { requests, result } = virtualRun({
        spec: { load, workers, connections: 100, seed: 5, ...duration, ...rest },
        server: answersAfter(1e6),
        ...more,
      });
      const plan = plannedInstantsOf(result)!;
      t.ok(requests.length > 50, `${requests.length} arrivals`);
      t.strictSame(
        plan.instantsNs.slice(plan.warmupCount),
        requests.map(({ intendedNs }) => intendedNs),
      );
      t.strictSame(plan.warmupCount > 0, rest.warmup !== undefined, "the warm-up's come before");
    });
  }
  await t.test("has none in the closed model", async (t) => {
    const { result } = virtualRun({
      spec: { load: { model: "closed" }, connections: 2, requests: 10 },
      server: answersAfter(1e6),
    });
    t.equal(plannedInstantsOf(result), undefined);
  });
});
