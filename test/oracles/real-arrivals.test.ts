import t from "tap";
import { Engine } from "../../engine/index.js";
import type { RunResult } from "../../engine/index.js";
import { untilCalm } from "../fixtures/believable.js";
import { openSpec, runToEnd } from "../fixtures/real-run.js";
import { withServerProcess } from "../fixtures/with-target.js";

const RATE_PER_SECOND = 1000;
const INTERVAL_NS = 1e6;
const WARMUP_COUNT = 200;
const PLANNED = 3000;

/** What the target's own log says of the measured arrivals. */
interface ArrivalLog {
  readonly result: RunResult;
  readonly arrivalCount: number;
  readonly offsetNsMax: number;
  readonly binCounts: readonly number[];
}

t.test("Oracle 6: the arrivals of an open run, as the target saw them", async (t) => {
  const server = await withServerProcess(t, "./real-raw-server.js", ["log"]);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  const spec = openSpec(server.url, RATE_PER_SECOND, {
    connections: 8,
    warmup: "200ms",
    duration: "3s",
  });

  const measure = async (): Promise<ArrivalLog> => {
    const result = await runToEnd(t, engine, spec);
    const arrivalsNs = ((await server.ask("arrivals")) as number[]).sort((a, b) => a - b);
    t.equal(result.requests.planned, PLANNED, "3 s of 1000/s are 3000 arrivals");
    t.equal(result.requests.completed, PLANNED, "and each of them was answered");
    t.equal(arrivalsNs.length, WARMUP_COUNT + PLANNED, "the target saw as many, and the warm-up's");
    const measuredNs = arrivalsNs.slice(WARMUP_COUNT);
    const offsetNsMax = largestOffsetNs(measuredNs);
    // An arrival lies between its intended start and its completion, and so does the first one.
    t.ok(offsetNsMax <= (result.latency.response.max ?? 0), "no arrival is later than it was said");
    return { result, arrivalCount: measuredNs.length, offsetNsMax, binCounts: binsOf(measuredNs) };
  };

  // The verdict speaks for the generator alone. A target that was kept from its core logs late: the response shows it.
  const { measured, isBelievable } = await untilCalm(t, measure, ({ result }) => {
    const { verdict } = result.generator;
    return verdict === "valid" && (result.latency.response.max ?? 0) <= 2 * INTERVAL_NS;
  });
  t.comment(`largest offset ${(measured.offsetNsMax / 1e3).toFixed(0)} µs`);
  if (!isBelievable) return;
  t.ok(measured.offsetNsMax <= 2 * INTERVAL_NS, "the cumulative offset is at most two intervals");
  t.strictSame(
    measured.binCounts.filter((count) => Math.abs(count - 100) > 2),
    [],
    "every 100 ms hold 100 ± 2 arrivals",
  );
});

t.test("Oracle 17: a constant run of N at λ reports λ", async (t) => {
  const server = await withServerProcess(t, "./real-raw-server.js", ["log"]);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());

  for (const { name, ratePerSecond, requests, warmupMs } of [
    { name: "at a rate that divides the second", ratePerSecond: 500, requests: 200, warmupMs: 0 },
    { name: "at a fractional rate", ratePerSecond: 333.333, requests: 100, warmupMs: 0 },
    {
      name: "after a warm-up between two arrivals",
      ratePerSecond: 70,
      requests: 30,
      warmupMs: 20,
    },
  ]) {
    await t.test(name, async (t) => {
      const spec = openSpec(server.url, ratePerSecond, { requests, warmup: `${warmupMs}ms` });
      const arrivalsBefore = (warmupMs / 1e3) * ratePerSecond;
      const leftNs = (1 - (Math.ceil(arrivalsBefore) - arrivalsBefore)) * (1e9 / ratePerSecond);
      // Sent and completed within W: the last arrival has for it what is left of its interval.
      const { measured, isBelievable } = await untilCalm(
        t,
        async () => ({ result: await runToEnd(t, engine, spec) }),
        ({ result }) => (result.latency.response.max ?? Infinity) < leftNs,
      );
      const { requests: counts, rate, measuredSeconds } = measured.result;
      t.equal(counts.planned, requests);
      t.equal(counts.completed, requests);
      t.ok(Math.abs(measuredSeconds - requests / ratePerSecond) <= 2e-9, "N at λ last N/λ");
      t.ok(isNear(rate.plannedPerSecond, ratePerSecond), `planned ${rate.plannedPerSecond}`);
      if (!isBelievable) return;
      t.ok(isNear(rate.sentPerSecond, ratePerSecond), `sent ${rate.sentPerSecond}`);
      t.ok(isNear(rate.achievedPerSecond, ratePerSecond), `achieved ${rate.achievedPerSecond}`);
    });
  }
});

function isNear(found: number | null, wanted: number): boolean {
  return found !== null && Math.abs(found / wanted - 1) < 1e-7;
}

function largestOffsetNs(arrivalsNs: readonly number[]): number {
  const [firstNs = 0] = arrivalsNs;
  const offsets = arrivalsNs.map((ns, index) => Math.abs(ns - firstNs - index * INTERVAL_NS));
  return Math.max(0, ...offsets);
}

/** Counts per 100 ms; a bin's edges lie half an interval before the instants that begin it. */
function binsOf(arrivalsNs: readonly number[]): readonly number[] {
  const [firstNs = 0] = arrivalsNs;
  const bins = new Array<number>(PLANNED / 100).fill(0);
  for (const ns of arrivalsNs) {
    const bin = Math.floor((ns - firstNs + INTERVAL_NS / 2) / (100 * INTERVAL_NS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}
