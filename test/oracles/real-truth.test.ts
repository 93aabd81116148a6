import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import { Engine, compareWithTargetLog } from "../../engine/index.js";
import type { RunResult, Truth } from "../../engine/index.js";
import { untilBelievable } from "../fixtures/believable.js";
import { closedSpec, openSpec, runToEnd } from "../fixtures/real-run.js";
import { startLoggedTarget } from "../fixtures/logged-target.js";

const RATE_PER_SECOND = 500;
const INTERVAL_NS = 1e9 / RATE_PER_SECOND;
const DELAY_NS = 1e6;
const PLANNED = 1000;
const WARMUP_COUNT = 100;

interface Compared {
  readonly result: RunResult;
  readonly truth: Truth;
}

t.test("Oracle 6: a result against the log of its target", async (t) => {
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  const compare = async (t: Test, spec: (url: string) => Parameters<typeof runToEnd>[2]) => {
    const path = join(t.testdir(), "target.csv");
    const target = await startLoggedTarget(t, path);
    const result = await runToEnd(t, engine, spec(`${target.url}/?delay=1ms`));
    await target.end();
    return { result, truth: await compareWithTargetLog(result, path) };
  };

  await t.test("of an open run has every arrival, and each in its turn", async (t) => {
    const measure = async (): Promise<Compared> => {
      const { result, truth } = await compare(t, (url) =>
        openSpec(url, RATE_PER_SECOND, { connections: 32, warmup: "200ms", duration: "2s" }),
      );
      const { arrivals, response, service } = truth;
      t.match(arrivals, {
        kind: "matched",
        plannedCount: WARMUP_COUNT + PLANNED,
        measuredCount: PLANNED,
        arrivedCount: WARMUP_COUNT + PLANNED,
      });
      t.match(response, { reportedCount: PLANNED, truth: { count: PLANNED, unanswered: 0 } });
      t.match(service, { reportedCount: PLANNED, truth: { count: PLANNED, unanswered: 0 } });
      const { min, max } = service.truth;
      t.ok((min ?? 0) >= DELAY_NS, "a delay is never short");
      // The log's clock and a worker's are two readings of one: apart by much less than this.
      const clocksApartNs = 20e3;
      t.ok((max ?? 0) <= (result.latency.service.max ?? 0) + clocksApartNs, "no answer came early");
      t.ok(
        (response?.error.max.ns ?? 0) >= -clocksApartNs,
        "and nobody waited less than the truth",
      );
      return { result, truth };
    };
    const { measured, isBelievable } = await untilBelievable(t, measure);
    const { arrivals, response } = measured.truth;
    if (arrivals.kind !== "matched") return;
    t.comment(`off the plan by ${arrivals.offset.max} ns at most`);
    t.comment(`error of the response p50: ${response?.error.percentiles["50"]?.ns} ns`);
    // The verdict speaks for the generator alone: a target that was kept from its core logs late.
    if (!isBelievable || (measured.result.latency.response.max ?? 0) > 2 * INTERVAL_NS) return;
    t.ok(arrivals.offset.cumulativeMax <= 2 * INTERVAL_NS, "at most two intervals off");
    t.equal(arrivals.bins.withinCount, arrivals.bins.count, "every 100 ms hold 50 ± 2 arrivals");
  });

  await t.test("of a closed run has every request", async (t) => {
    const { result, truth } = await compare(t, (url) => closedSpec(url, { duration: "500ms" }));
    const sentCount = result.latency.service.count;
    t.strictSame(truth.arrivals, {
      kind: "unplanned",
      sentCount,
      arrivedCount: sentCount,
      reason: null,
    });
    t.equal(truth.service.truth.count, sentCount);
    t.ok((truth.service.truth.min ?? 0) >= DELAY_NS, "a delay is never short");
  });
});
