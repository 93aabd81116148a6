import t from "tap";
import { Engine, LoadError } from "../../engine/index.js";
import type { CapacityOptions, CapacitySpec, Probe } from "../../engine/index.js";
import { withTarget } from "../fixtures/with-target.js";

t.setTimeout(120_000);

const OPTIONS: CapacityOptions = {
  slo: ["p50 < 1s"],
  fromPerSecond: 40,
  toPerSecond: 60,
  probeDuration: "2s",
};

t.test("Engine.capacity", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine({ maxRuns: 1 });
  t.teardown(() => engine.close());
  const spec: CapacitySpec = {
    target: { url: `${target.url}/` },
    connections: 2,
    workers: 1,
    warmup: "100ms",
    seed: 1,
  };

  await t.test("makes real runs, gives each probe as it ends, and a report", async (t) => {
    const capacity = engine.capacity(spec, { ...OPTIONS, maxDuration: "20s" });
    const probes: Probe[] = [];
    for await (const probe of capacity) probes.push(probe);
    const report = await capacity.result;
    t.equal(report.state, "completed");
    t.strictSame(report.probes, probes);
    t.strictSame(
      probes.map(({ index }) => index),
      probes.map((_, at) => at),
    );
    const [first] = probes;
    t.match(first, { request: { purpose: "bracket", ratePerSecond: 40, seconds: 2 } });
    t.match(first?.facts.objectives, [{ expression: "p50 < 1s", unit: "ns", bound: 1e9 }]);
    t.ok(first!.facts.tookSeconds >= 1, `${first!.facts.tookSeconds} s`);
    t.match(report.spec, {
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 40 } },
      connections: 2,
      percentiles: [50],
      seed: 1,
    });
    t.equal(report.answer.highPerSecond, null, "half of all requests take less than a second");
    // Whoever comes later sees all of them as well.
    const again: Probe[] = [];
    for await (const probe of capacity) again.push(probe);
    t.strictSame(again, probes);
  });

  await t.test("keeps the place of one run from its start to its end", async (t) => {
    const capacity = engine.capacity(spec, { ...OPTIONS, maxDuration: "8s" });
    let refusedCount = 0;
    for await (const event of capacity.events({ interval: "100ms" })) {
      // The last events of a search reach whoever listens when it is over.
      if (capacity.status.state !== "running") break;
      try {
        engine.start({ target: spec.target, requests: 1 }).stop("abort");
        t.fail(`a run began with ${event.kind}`);
      } catch (error) {
        if (!(error instanceof LoadError && error.code === "MB_RUN_LIMIT")) throw error;
        refusedCount++;
      }
    }
    t.ok(refusedCount > 2, `${refusedCount} runs were refused`);
    t.equal((await capacity.result).state, "completed");
  });

  await t.test("is ended by closing the engine, and says so", async (t) => {
    const other = new Engine();
    const capacity = other.capacity(spec, { ...OPTIONS, probeDuration: "60s" });
    await other.close();
    t.match(await capacity.result, { state: "stopped", reason: "the engine was closed" });
    t.match(capacity.status, { state: "stopped", reason: "the engine was closed" });
  });

  await t.test("stops at once when asked, and tells what it knows", async (t) => {
    const capacity = engine.capacity(spec, { ...OPTIONS, probeDuration: "60s" });
    t.equal(capacity.status.state, "running");
    capacity.stop();
    capacity.stop();
    t.equal(capacity.status.state, "stopping");
    const report = await capacity.result;
    t.match(report, {
      state: "stopped",
      reason: /^it was stopped/,
      probes: [],
      answer: { conclusion: "inconclusive" },
    });
    for await (const probe of capacity) t.fail(`probe ${probe.index} was none`);
  });

  await t.test("ends as failed where nobody listens", async (t) => {
    const nowhere = { ...spec, target: { url: "http://127.0.0.1:9/" } };
    const report = await engine.capacity(nowhere, OPTIONS).result;
    t.equal(report.state, "failed");
    t.match(report.reason, /^no connection to/);
    t.strictSame(report.probes, []);
  });

  await t.test("refuses the closed model and bad options before anything begins", async (t) => {
    // As a caller without types may have it.
    const closed = { ...spec, load: { model: "closed" } } as unknown as CapacitySpec;
    t.throws(() => engine.capacity(closed, OPTIONS), {
      code: "MB_SPEC_INVALID",
      message: /^load.model is "closed"; it must be "open"/,
    });
    t.throws(() => engine.capacity(spec, { slo: [] }), { code: "MB_SPEC_INVALID" });
    t.throws(() => engine.capacity({ ...spec, seed: -1 }, OPTIONS), { message: /^seed is -1/ });
    t.throws(() => engine.capacity({ ...spec, connections: 0 }, OPTIONS), {
      message: /^connections is 0/,
    });
  });
});
