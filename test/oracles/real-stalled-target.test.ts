import t from "tap";
import { Engine } from "../../engine/index.js";
import { untilBelievable } from "../fixtures/believable.js";
import { auditedResult, countAbove, openSpec } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

const NS_PER_MS = 1e6;
const NS_PER_SECOND = 1e9;
const PLANNED = 300;

t.test(
  "Oracle 8: the stalled target, 100/s over 10 connections for 3 s, frozen for 1 s",
  async (t) => {
    const target = await withTarget(t);
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    // A target that answers at once may do so on our own core while we write, and then no thread can say when its bytes
    // came. After a timer's 1 ms, which may take 2, the loop sleeps: k = c/(sλ) = 10/(2 ms · 100/s) = 50 at least.
    const spec = openSpec(`${target.url}/?delay=1ms`, 100, { connections: 10, duration: "3s" });

    const { measured, isBelievable } = await untilBelievable(t, async () => {
      const run = engine.start(spec);
      // How long a thread takes to be ready is the machine's business: the freeze is ordered once load is there.
      for await (const { total } of run.frames({ interval: "100ms" })) {
        if (total.requests.planned > 0) break;
      }
      const answer = await fetch(`${target.url}/control?stall=1s@500ms`);
      t.equal(answer.status, 200, "the target takes the freeze");
      return { result: await auditedResult(t, run) };
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
    // While the queue is worked off, arrivals still queue up behind it: k/(k − 1) times as many are delayed.
    const k = (10 * NS_PER_SECOND) / (Number(service.percentiles["50"]) * 100);
    for (const aboveMs of [100, 500]) {
      const expected = ((100 * (1000 - aboveMs)) / 1000) * (k / (k - 1));
      const found = countAbove(result, "response", aboveMs * NS_PER_MS);
      t.ok(
        Math.abs(found - expected) <= 2,
        `#(response > ${aboveMs} ms) = λ(S − ε)·k/(k − 1): ${found} of ${expected}`,
      );
    }
  },
);

function isWithin3Percent(found: unknown, wantedMs: number): boolean {
  return typeof found === "number" && Math.abs(found / (wantedMs * NS_PER_MS) - 1) <= 0.03;
}
