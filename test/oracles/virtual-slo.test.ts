import t from "tap";
import type { RunSpec } from "../../engine/core/index.js";
import { parseSlo } from "../../engine/core/spec/slo.js";
import type { LoggedRequest } from "../fixtures/virtual-log.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import {
  answersAfter,
  answersUntil,
  exponentialNs,
  firstInFirstOut,
  frozenOnce,
} from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

const MS = 1e6;
const S = 1e9;
const TICK_NS = 100 * MS;

/** How the windows of a run turn out when each is looked at by itself, request by request. */
function countWindows(
  { requests, facts }: VirtualRun,
  windowNs: number,
  holds: (inWindow: readonly LoggedRequest[], window: { fromNs: number; toNs: number }) => boolean,
): { readonly judged: number; readonly failed: number } {
  const { windowStartNs, measuredSeconds } = facts;
  const endNs = windowStartNs + Math.round(measuredSeconds * S);
  let judged = 0;
  let failed = 0;
  for (let fromNs = windowStartNs; fromNs + windowNs <= endNs; fromNs += TICK_NS) {
    const toNs = fromNs + windowNs;
    const inWindow = requests.filter((one) => one.intendedNs >= fromNs && one.intendedNs < toNs);
    judged++;
    if (!holds(inWindow, { fromNs, toNs })) failed++;
  }
  return { judged, failed };
}

function percentileOf(valuesNs: readonly number[], percentile: number): number {
  const sorted = Float64Array.from(valuesNs).sort();
  return sorted[Math.ceil((percentile / 100) * sorted.length - 1e-9) - 1]!;
}

const outcomeNs = ({ outcome, endedNs, intendedNs }: LoggedRequest): number =>
  outcome === "completed" ? endedNs - intendedNs : Infinity;
const responseNs = ({ endedNs, intendedNs }: LoggedRequest): number => endedNs - intendedNs;
const serviceNs = ({ endedNs, sentNs }: LoggedRequest): number => endedNs - sentNs;

const OPEN = { load: constantLoad(500), connections: 200, duration: "5s" } as const;
/** Every third second two of ten requests get a 503. */
const failing: VirtualServer = ({ atNs, sequence }) => ({
  kind: "answer",
  atNs: atNs + MS,
  status: Math.floor(atNs / S) % 3 === 1 && sequence % 5 === 0 ? 503 : 200,
});

// Oracle 25. The production recorder counts by tick while the run goes on; here every window is looked at afterwards, over
// the log of single requests.
t.test(
  "oracle 25: an objective is judged in every window by arrivals intended in it",
  async (t) => {
    const rows: readonly (VirtualRunOptions & {
      readonly name: string;
      readonly slo: string;
      readonly holds: Parameters<typeof countWindows>[2];
    })[] = [
      {
        name: "outcome, a target that is frozen for a while",
        spec: OPEN,
        server: frozenOnce(2 * S, 0.4 * S, 2 * MS),
        slo: "p90 < 100ms over 1s",
        holds: (all) => percentileOf(all.map(outcomeNs), 90) < 100 * MS,
      },
      {
        name: "the bound itself, which is not below it",
        spec: OPEN,
        server: answersAfter(2 * MS),
        slo: "p99 < 2ms over 500ms",
        holds: (all) => percentileOf(all.map(outcomeNs), 99) < 2 * MS,
      },
      {
        name: "the bound itself, which keeps it",
        spec: OPEN,
        server: answersAfter(2 * MS),
        slo: "p99 <= 2ms over 500ms",
        holds: (all) => percentileOf(all.map(outcomeNs), 99) <= 2 * MS,
      },
      {
        name: "a queue, two workers, and a warm-up that is no multiple of a tick",
        spec: { ...OPEN, connections: 2, workers: 2, warmup: "1.234s" },
        server: firstInFirstOut(exponentialNs(1.9 * MS, 25)),
        slo: "response.p95 < 30ms over 700ms",
        holds: (all) => percentileOf(all.map(responseNs), 95) < 30 * MS,
      },
      {
        name: "service, in the same queue",
        spec: { ...OPEN, connections: 2 },
        server: firstInFirstOut(exponentialNs(1.9 * MS, 26)),
        slo: "service.p90 < 7ms over 300ms",
        holds: (all) => percentileOf(all.map(serviceNs), 90) < 7 * MS,
      },
      {
        name: "errors, however fast they come",
        spec: OPEN,
        server: failing,
        slo: "p90 < 1s over 1s",
        holds: (all) => percentileOf(all.map(outcomeNs), 90) < S,
      },
      {
        name: "a share of errors",
        spec: OPEN,
        server: failing,
        slo: "failed < 10% over 500ms",
        holds: (all) =>
          (100 * all.filter(({ outcome }) => outcome === "failed").length) / all.length < 10,
      },
      {
        name: "a share of timeouts",
        spec: { ...OPEN, timeout: "300ms" },
        server: frozenOnce(2 * S, 0.9 * S, 2 * MS),
        slo: "unsuccessful <= 20% over 1s",
        holds: (all) =>
          (100 * all.filter(({ outcome }) => outcome !== "completed").length) / all.length <= 20,
      },
      {
        name: "the closed model, with a think time",
        spec: {
          load: { model: "closed", thinkTime: "5ms" },
          connections: 20,
          duration: "4s",
        },
        server: frozenOnce(1.5 * S, 0.35 * S, 3 * MS),
        slo: "p95 < 50ms over 400ms",
        holds: (all) => all.length > 0 && percentileOf(all.map(outcomeNs), 95) < 50 * MS,
      },
    ];
    for (const { name, slo, holds, ...options } of rows) {
      await t.test(name, async (t) => {
        const run = virtualRun({ ...options, spec: { ...options.spec, slo: [slo] } });
        const [report] = run.result.slo;
        const { judged, failed } = countWindows(run, parseSlo(slo)!.windowNs!, holds);
        t.ok(judged > 0);
        t.equal(report?.window?.judged, judged, "as many windows");
        t.equal(report?.window?.failed, failed, "of which as many have failed");
        t.equal(report?.verdict, failed > 0 ? "failed" : "passed");
      });
    }
  },
);

t.test("oracle 25: a rate is that of the answers that come inside the window", async (t) => {
  const slo = "rate >= 450/s over 1s";
  const run = virtualRun({
    spec: { ...OPEN, slo: [slo] },
    server: frozenOnce(2 * S, 0.4 * S, 2 * MS),
  });
  const successes = run.requests.filter(({ outcome }) => outcome === "completed");
  const expected = countWindows(
    run,
    S,
    (_, { fromNs, toNs }) =>
      successes.filter(({ endedNs }) => endedNs >= fromNs && endedNs < toNs).length >= 450,
  );
  t.ok(expected.failed > 0 && expected.failed < expected.judged);
  t.match(run.result.slo[0], { verdict: "failed", window: expected });
});

t.test("oracle 25: the worst window is named", async (t) => {
  const { result } = virtualRun({
    spec: { ...OPEN, warmup: "500ms", slo: ["p50 < 100ms over 300ms", "p1 < 1h over 1s"] },
    server: frozenOnce(2 * S, 0.5 * S, 2 * MS),
  });
  const [frozen, calm] = result.slo;
  t.equal(frozen?.verdict, "failed");
  t.match(frozen, { unit: "percent", comparison: ">=", bound: 50, observed: 0 });
  // All of the freeze but its last 100 ms are intended too early to be in time.
  t.match(frozen?.window?.worst, { fromSeconds: 2, toSeconds: 2.3 });
  t.match(calm, { verdict: "passed", observed: 100, window: { failed: 0, inconclusive: 0 } });
});

t.test("oracle 25: what is undecided is not passed", async (t) => {
  await t.test("requests that are given up before they are beyond the bound", async (t) => {
    const { result } = virtualRun({
      spec: { ...OPEN, duration: "2s", drain: "0s", slo: ["p99 < 5s over 500ms"] },
      server: answersUntil(1.5 * S, answersAfter(2 * MS)),
    });
    const [report] = result.slo;
    t.equal(report?.verdict, "inconclusive");
    t.match(report?.window, { judged: 16, failed: 0, inconclusive: 5 });
    t.strictSame(report?.observed, { low: 0, high: 100 });
    t.match(report?.window?.worst, { fromSeconds: 1.5, toSeconds: 2 });
  });

  await t.test("windows without an arrival", async (t) => {
    const { result } = virtualRun({
      spec: { ...OPEN, load: constantLoad(2), duration: "2s", slo: ["p99 < 5s over 300ms"] },
      server: answersAfter(2 * MS),
    });
    const [report] = result.slo;
    t.equal(report?.verdict, "inconclusive");
    t.ok((report?.window?.inconclusive ?? 0) > 0);
    t.equal(report?.window?.failed, 0);
    t.equal(report?.observed, null, "nothing is observed in the worst of them");
  });

  await t.test("a run that was stopped before a window was over", async (t) => {
    const { result } = virtualRun({
      spec: { ...OPEN, slo: ["p99 < 5s over 3s", "p99 < 5s"] },
      server: answersAfter(2 * MS),
      stop: { atNs: 2 * S, mode: "drain" },
    });
    t.match(result.slo[0], {
      verdict: "inconclusive",
      observed: null,
      window: { judged: 0, worst: null },
    });
    t.equal(result.slo[1]?.verdict, "passed", "the whole of what was measured is judged");
  });
});

t.test("oracle 25: a window is of its scenario", async (t) => {
  const spec: Omit<RunSpec, "target"> = {
    ...OPEN,
    scenarios: [{ name: "browse", weight: 3 }, { name: "buy" }],
    slo: ["p99 < 1m over 1s", "p99 < 1m over 1s in buy", "p99 < 1ns over 1s in browse"],
  };
  const { result } = virtualRun({ spec, server: answersAfter(2 * MS) });
  t.strictSame(
    result.slo.map(({ verdict, scenario }) => [verdict, scenario]),
    [
      ["passed", undefined],
      ["passed", "buy"],
      ["failed", "browse"],
    ],
  );
  t.strictSame(
    result.slo.map(({ window }) => window?.judged),
    [41, 41, 41],
  );
});
