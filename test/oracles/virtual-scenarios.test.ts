import t from "tap";
import { hashOf } from "../../engine/core/index.js";
import type { RunSpec } from "../../engine/index.js";
import { RequestMix } from "../../workers/request-mix.js";
import { virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter, frozenOnce } from "../fixtures/virtual-server.js";

const MS = 1e6;
const SCENARIOS: NonNullable<RunSpec["scenarios"]> = [
  { name: "many", weight: 6 },
  { name: "some", weight: 3 },
  { name: "few", weight: 1 },
];

/** Runs in which requests wait, are skipped, time out, fail and stay unfinished. */
const ROWS: readonly (VirtualRunOptions & { readonly name: string })[] = [
  {
    name: "an open run whose target freezes",
    spec: {
      load: {
        model: "open",
        arrivals: { kind: "poisson", ratePerSecond: 500 },
        maxPending: 20,
      },
      connections: 4,
      workers: 2,
      duration: "2s",
      timeout: "200ms",
      queueTimeout: "100ms",
      drain: "50ms",
      seed: 3,
    },
    server: frozenOnce(500 * MS, 700 * MS, 2 * MS),
  },
  {
    name: "an open run whose generator stalls, and skips what is late",
    spec: {
      load: {
        model: "open",
        arrivals: { kind: "constant", ratePerSecond: 1000 },
        catchUp: "skip:20ms",
      },
      connections: 10,
      workers: 1,
      warmup: "300ms",
      duration: "1s",
      seed: 4,
    },
    server: answersAfter(2 * MS),
    stalls: [{ worker: 0, atNs: 600 * MS, lengthNs: 200 * MS, phase: "check" }],
  },
  {
    name: "a closed run that loses connections",
    spec: { load: { model: "closed" }, connections: 8, workers: 2, duration: "1s", seed: 5 },
    server: (arrival) =>
      arrival.sequence % 97 === 50
        ? { kind: "closed", atNs: arrival.atNs + MS }
        : answersAfter(3 * MS)(arrival),
  },
  {
    name: "a paced run",
    spec: {
      load: { model: "paced", ratePerSecond: 800, maxPending: 30 },
      connections: 8,
      workers: 2,
      duration: "1s",
      timeout: "50ms",
      seed: 6,
    },
    server: frozenOnce(400 * MS, 100 * MS, 3 * MS),
  },
];

for (const { name, spec, ...others } of ROWS) {
  void t.test(`oracle 14 holds in every scenario of ${name}`, async (t) => {
    // That the scenarios are the run, and keep the law, is checked in every virtual run.
    const { facts, result } = virtualRun({ spec: { ...spec, scenarios: SCENARIOS }, ...others });
    t.equal(facts.scenarios.length, 3);
    const planned = result.scenarios!.map(({ requests }) => requests.planned);
    t.ok(
      planned.every((count) => count > 10),
      planned.join(),
    );
    t.equal(
      planned.reduce((sum, count) => sum + count, 0),
      result.requests.planned,
    );
  });
}

t.test("the mix of a run follows from its seed, whatever happens in it", async (t) => {
  const spec = {
    ...ROWS[0]!.spec,
    load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1000 } },
    requests: 1000,
    scenarios: SCENARIOS,
    seed: 9,
  } as const;
  const mix = new RequestMix({
    kind: "weighted",
    weights: SCENARIOS.map(({ weight = 1 }) => weight),
    seed: hashOf(9, 0x6d6978),
  });
  const expected = [0, 0, 0];
  for (let index = 0; index < 1000; index++) expected[mix.requestOf(index)]!++;
  for (const workers of [1, 2, 3]) {
    for (const server of [answersAfter(MS), frozenOnce(100 * MS, 500 * MS, MS)]) {
      const { result } = virtualRun({ spec: { ...spec, workers }, server });
      t.same(
        result.scenarios!.map(({ requests }) => requests.planned),
        expected,
        `${workers} workers`,
      );
    }
  }
});
