import t from "tap";
import { Engine, TotalHistogram } from "../../engine/index.js";
import type { RunResult } from "../../engine/index.js";
import { decodeHistogram } from "../../engine/result/encoding.js";
import { closedSpec, openSpec, runToEnd } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";
import { bucketsOf } from "./core/histogram/histogram-data.js";

function bucketsIn(total: TotalHistogram): readonly (readonly number[])[] {
  return bucketsOf((index) => total.countAt(index));
}

function sumOfSeries({ series }: RunResult, name: "response" | "service"): TotalHistogram {
  const sum = new TotalHistogram();
  for (const { latency } of series) sum.merge(decodeHistogram(latency[name].encoded ?? ""));
  return sum;
}

t.test("seriesHistograms", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());

  await t.test("keeps of each interval what adds up to the whole, bucket by bucket", async (t) => {
    const spec = openSpec(`${target.url}/?delay=3ms&status=503:10`, 400, {
      warmup: "150ms",
      duration: "450ms",
      interval: "100ms",
      seriesHistograms: true,
    });
    const result = await runToEnd(t, engine, spec);
    t.ok(result.series.length >= 5, `${result.series.length} points`);
    for (const name of ["response", "service"] as const) {
      const whole = decodeHistogram(result.latency[name].encoded ?? "");
      t.ok(whole.count > 0);
      t.strictSame(bucketsIn(sumOfSeries(result, name)), bucketsIn(whole), name);
    }
    for (const { latency } of result.series) {
      const { count } = decodeHistogram(latency.response.encoded ?? "");
      t.equal(count, latency.response.count, "each is that of its interval");
    }
  });

  await t.test("is off unless asked for: a series stays small", async (t) => {
    const result = await runToEnd(t, engine, closedSpec(target.url, { requests: 10 }));
    t.equal(result.spec.seriesHistograms, false);
    t.ok(result.series.length > 0);
    for (const { latency } of result.series) t.notOk("encoded" in latency.response);
  });
});
