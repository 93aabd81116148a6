import t from "tap";
import { Engine } from "../../engine/index.js";
import { untilBelievable } from "../fixtures/believable.js";
import { countAbove, openSpec, runToEnd } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

const NS_PER_MS = 1e6;
const PLANNED = 300;

t.test(
  "Oracle 8: the stalled target, 100/s over 10 connections for 3 s, frozen for 1 s",
  async (t) => {
    const target = await withTarget(t);
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    // k = c/(sλ) = 10/(1 ms · 100/s) = 100, so that M = λS·k/(k−1) = 101 arrivals are delayed.
    const spec = openSpec(`${target.url}/?delay=1ms`, 100, { connections: 10, duration: "3s" });

    const { measured, isBelievable } = await untilBelievable(t, async () => {
      const answer = await fetch(`${target.url}/control?stall=1s@1s`);
      t.equal(answer.status, 200, "the target takes the freeze");
      return { result: await runToEnd(t, engine, spec) };
    });
    const { result } = measured;
    t.equal(result.requests.planned, PLANNED);
    t.equal(result.requests.completed, PLANNED, "a stall loses nothing");
    t.ok(
      (result.latency.response.max ?? 0) >= 980 * NS_PER_MS,
      "whoever came first waited for 1 s",
    );
    t.ok(
      countAbove(result, "response", 100 * NS_PER_MS) >= 89,
      "0.9 s of arrivals waited over 100 ms",
    );
    t.ok(result.requests.waitedForSlot >= 88, "all but the ten in flight waited for a connection");
    t.equal(result.load.fidelity, "connectionLimited");
    if (!isBelievable) return;

    const { response, service } = result.latency;
    t.ok(
      isWithin3Percent(response.percentiles["90"], 700),
      `p90 ${JSON.stringify(response.percentiles["90"])}`,
    );
    t.ok(
      isWithin3Percent(response.percentiles["99"], 970),
      `p99 ${JSON.stringify(response.percentiles["99"])}`,
    );
    t.ok(Number(service.percentiles["50"]) < 5 * NS_PER_MS, "the service p50 is unmoved");
    t.ok(
      countAbove(result, "service", 100 * NS_PER_MS) <= 10,
      "only what was in flight was served slowly",
    );
    t.ok(
      Math.abs(countAbove(result, "response", 100 * NS_PER_MS) - 90) <= 2,
      "#(response > ε) = λ(S − ε)",
    );
    t.ok(
      Math.abs(countAbove(result, "response", 500 * NS_PER_MS) - 50) <= 2,
      "#(response > ε) = λ(S − ε)",
    );
  },
);

function isWithin3Percent(found: unknown, wantedMs: number): boolean {
  return typeof found === "number" && Math.abs(found / (wantedMs * NS_PER_MS) - 1) <= 0.03;
}
