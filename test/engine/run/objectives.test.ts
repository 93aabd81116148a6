import t from "tap";
import { LoadError, parseRunSpec } from "../../../engine/index.js";
import type { RunSpec } from "../../../engine/index.js";
import { planRun } from "../../../engine/run/worker-plans.js";

const target = { url: "http://127.0.0.1:8080/" };

function planOf(spec: Omit<RunSpec, "target">): ReturnType<typeof planRun> {
  return planRun(parseRunSpec({ target, workers: 1, ...spec }), 8);
}

t.test("planRun plans what workers count for objectives over windows", async (t) => {
  await t.test("nothing where none is over a window", async (t) => {
    const [worker] = planOf({ slo: ["p99 < 10ms"], abortOn: ["status 503"] }).workers;
    t.notOk("objectives" in worker!.scenarios[0]!, "which leaves the plain recorder");
  });

  await t.test("each where its scenario is", async (t) => {
    const [worker] = planOf({
      scenarios: [{ name: "browse" }, { name: "buy" }],
      slo: [
        "p99 < 10ms over 1s",
        "service.p50 <= 5ms over 1s in buy",
        "p99 < 1s",
        "failed < 1% over 2s in browse",
        "rate > 5/s over 1s",
      ],
      abortOn: ["errors > 5%"],
    }).workers;
    const all = { kind: "latency", view: "outcome", limitNs: 10e6 - 1 };
    const errors = { kind: "share", of: "unsuccessful" };
    t.strictSame(
      worker?.scenarios.map(({ objectives }) => objectives),
      [
        [all, { kind: "share", of: "failed" }, { kind: "rate" }, errors],
        [all, { kind: "latency", view: "service", limitNs: 5e6 }, { kind: "rate" }, errors],
      ],
    );
  });
});

t.test("planRun refuses windows that are longer than what is measured", async (t) => {
  const constant = { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 } } as const;
  const stages = [{ duration: "3s", ratePerSecond: 10 }];
  for (const { name, spec, measured } of [
    { name: "by its duration", spec: { duration: "2s", warmup: "10s" }, measured: "2.00s" },
    { name: "by default", spec: { slo: ["p99 < 1ms over 11s"] }, measured: "10.0s" },
    { name: "by its count", spec: { load: constant, requests: 150 }, measured: "1.50s" },
    {
      name: "by its stages",
      spec: { load: { model: "open", arrivals: { kind: "stages", stages } } },
      measured: "3.00s",
    },
  ] as const) {
    await t.test(name, async (t) => {
      const slo = ["failed < 1%", "slo" in spec ? spec.slo[0] : "p99 < 1ms over 5s"];
      const message = `slo.1 is "${slo[1]}"; it must be over at most what the run measures: ${measured}`;
      t.throws(() => planOf({ ...spec, slo }), new LoadError("MB_SPEC_INVALID", message));
    });
  }
  await t.test("also of a condition that ends the run", async (t) => {
    t.throws(
      () => planOf({ duration: "500ms", abortOn: ["status 503", "errors > 5%"] }),
      new LoadError(
        "MB_SPEC_INVALID",
        'abortOn.1 is "errors > 5%"; it must be over at most what the run measures: 500ms',
      ),
    );
  });
  await t.test("not where only a count of closed requests ends the run", async (t) => {
    t.doesNotThrow(() => planOf({ requests: 10, slo: ["p99 < 1ms over 10m"] }));
  });
});
