import t from "tap";
import { parseObjectives } from "../../../../engine/decide/capacity/objectives.js";
import { percentilesNeeded, probeFactsOf } from "../../../../engine/decide/capacity/probe-facts.js";
import type { ProbeFacts } from "../../../../engine/index.js";
import { constantLoad, virtualRun } from "../../../fixtures/virtual-run.js";
import { exponentialNs, firstInFirstOut } from "../../../fixtures/virtual-server.js";
import type { VirtualServer } from "../../../fixtures/virtual-server.js";

const MS = 1e6;
const RATE_PER_SECOND = 1000;

interface Told {
  readonly slo: string;
  readonly seconds?: number;
  /** Of each half second. */
  readonly failedCount?: number;
  readonly backlogAt?: (index: number) => number;
}

/** What a search is told of a virtual run of the engine, which makes no frames: its series is written by hand. */
function factsOf(server: VirtualServer, told: Told): ProbeFacts {
  const { slo, seconds = 20, failedCount = 0, backlogAt = () => 2 } = told;
  const objectives = parseObjectives([slo]);
  const { result } = virtualRun({
    spec: {
      load: constantLoad(RATE_PER_SECOND),
      duration: `${seconds}s`,
      warmup: "2s",
      connections: 1000,
      percentiles: [...percentilesNeeded(objectives)],
    },
    server,
  });
  const perPoint = RATE_PER_SECOND / 2;
  const series = Array.from({ length: 2 * seconds }, (_, at) => ({
    phase: "measured" as const,
    seconds: 0.5,
    requests: {
      ...result.requests,
      planned: perPoint,
      completed: perPoint - failedCount,
      failed: failedCount,
    },
    inFlight: backlogAt(at),
    queued: 0,
  }));
  const circumstances = { ratePerSecond: RATE_PER_SECOND, tookSeconds: seconds };
  return probeFactsOf({ ...result, series }, objectives, circumstances);
}

/** Each request takes an exponential time of its own. */
function exponentialServer(meanNs: number, isGood: (sequence: number) => boolean): VirtualServer {
  const serviceNsOf = exponentialNs(meanNs, 1);
  return ({ atNs, sequence }) => ({
    kind: "answer",
    atNs: atNs + serviceNsOf(sequence),
    status: isGood(sequence) ? 200 : 503,
  });
}

t.test("probeFactsOf", async (t) => {
  await t.test("has the percentile's own confidence interval", async (t) => {
    const trueNs = 2 * MS * Math.log(100);
    const { objectives, backlog, autocorrelationTimes, generatorLimit } = factsOf(
      exponentialServer(2 * MS, () => true),
      { slo: "p99 < 10ms" },
    );
    const [{ low, high, bound, doubt, observed }] = objectives as [ProbeFacts["objectives"][0]];
    t.ok(low! < trueNs && trueNs < high!, `${low} … ${high}`);
    t.ok(low! < observed! && observed! < high!);
    t.match({ bound, doubt }, { bound: 10 * MS, doubt: null });
    t.equal(backlog.kind, "none");
    t.ok(autocorrelationTimes! > 1000, `${autocorrelationTimes}: they are independent`);
    t.equal(generatorLimit, null);
  });

  await t.test("knows that a backlog grows, and by how many a second", async (t) => {
    const { backlog } = factsOf(
      exponentialServer(2 * MS, () => true),
      { slo: "p99 < 10s", backlogAt: (index) => 10 * index },
    );
    t.equal(backlog.kind, "growing");
    t.ok(Math.abs(backlog.requestsPerSecond! - 20) < 1e-9, `${backlog.requestsPerSecond}/s`);
  });

  await t.test("has few autocorrelation times where requests wait for each other", async (t) => {
    const { autocorrelationTimes } = factsOf(firstInFirstOut(exponentialNs(0.9 * MS, 2)), {
      slo: "p90 < 1s",
    });
    t.ok((autocorrelationTimes ?? 0) < 1000, `${autocorrelationTimes} of 20000 requests`);
  });

  await t.test("knows that a percentile has no end where too many fail", async (t) => {
    const failing = exponentialServer(2 * MS, (sequence) => sequence % 20 !== 7);
    t.match(factsOf(failing, { slo: "p99 < 10ms", failedCount: 25 }).objectives, [
      { observed: null, low: null, high: null, isEndless: true, doubt: null },
    ]);
    const [share] = factsOf(failing, { slo: "failed < 1%", failedCount: 25 }).objectives;
    t.ok(share!.low! > 4.5 && share!.high! < 5.5, `${share!.low} … ${share!.high} %`);
    t.equal(share!.observed, 5);
  });

  await t.test("doubts what a short probe says", async (t) => {
    const { objectives, autocorrelationTimes } = factsOf(
      exponentialServer(2 * MS, () => true),
      { slo: "p99.9 < 1s", seconds: 3 },
    );
    t.match(objectives, [{ doubt: "too few requests lie beyond it" }]);
    t.equal(autocorrelationTimes, null);
  });
});

t.test("probeFactsOf says what limited the generator", async (t) => {
  const objectives = parseObjectives(["p99 < 10ms"]);
  const { result } = virtualRun({
    spec: { load: constantLoad(RATE_PER_SECOND), duration: "2s" },
    server: exponentialServer(MS, () => true),
  });
  for (const { name, generator, expected } of [
    {
      name: "an invalid verdict",
      generator: {
        verdict: "invalid",
        reasons: [
          { code: "gcPause", severity: "suspect", message: "a pause" },
          { code: "steal", severity: "invalid", message: "the hypervisor took 5 %" },
        ],
      },
      expected: "limited by the generator: the hypervisor took 5 %",
    },
    {
      name: "arrivals that were not sent",
      generator: {
        verdict: "suspect",
        reasons: [{ code: "notSent", severity: "suspect", message: "some were not" }],
      },
      expected: "limited by the generator: some were not",
    },
    {
      name: "nothing, of a suspect verdict",
      generator: {
        verdict: "suspect",
        reasons: [{ code: "gcPause", severity: "suspect", message: "a pause" }],
      },
      expected: null,
    },
  ] as const) {
    await t.test(name, async (t) => {
      const circumstances = { ratePerSecond: RATE_PER_SECOND, tookSeconds: 2 };
      const facts = probeFactsOf({ ...result, generator }, objectives, circumstances);
      t.equal(facts.generatorLimit, expected);
    });
  }
});
