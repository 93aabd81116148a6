import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import {
  Engine,
  compareWithTarget,
  floorSpecOf,
  readRunResult,
  renderReport,
  withFloor,
} from "../../../../engine/index.js";
import type { RunResult, RunSpec } from "../../../../engine/index.js";
import { closedSpec, openSpec } from "../../../fixtures/real-run.js";
import { createResultValidator } from "../../../fixtures/result-validator.js";
import { targetLogOf } from "../../../fixtures/target-logs.js";
import { withTarget } from "../../../fixtures/with-target.js";

const BRIEF = { duration: "200ms", drain: "200ms", seed: 1 } as const;
/** Nobody listens there. */
const REFUSED_URL = "http://127.0.0.1:1/";

t.test("the result of every kind of run is what the schema says", async (t) => {
  const target = await withTarget(t);
  const url = `${target.url}/?delay=1ms`;
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  const validate = createResultValidator();
  const path = join(t.testdir(), "run.json");

  const check = async (t: Test, result: RunResult): Promise<void> => {
    t.strictSame(validate(result), []);
    writeFileSync(path, JSON.stringify(result));
    t.strictSame(await readRunResult(path), JSON.parse(JSON.stringify(result)), "it is read back");
    writeFileSync(path, renderReport(result));
    t.strictSame(
      await readRunResult(path),
      JSON.parse(JSON.stringify(result)),
      "from its page, too",
    );
  };

  const specs: Readonly<Record<string, RunSpec>> = {
    open: openSpec(url, 200, BRIEF),
    "open, with a warm-up, labels and a body": openSpec(url, 200, {
      ...BRIEF,
      target: { url, body: { randomBytes: 10 }, headers: { "X-Test": "1" } },
      warmup: "100ms",
      labels: { stage: "canary" },
    }),
    "open, of a shape": {
      ...openSpec(url, 1, BRIEF),
      load: { model: "open", arrivals: { kind: "ramp", fromPerSecond: 0, toPerSecond: 400 } },
    },
    closed: closedSpec(url, BRIEF),
    paced: { ...openSpec(url, 1, BRIEF), load: { model: "paced", ratePerSecond: 100 } },
    "of scenarios with checks": openSpec(url, 200, {
      ...BRIEF,
      scenarios: [
        { url: "/a", weight: 3, checks: [{ kind: "jsonEquals", path: "$.a", value: null }] },
        { name: "b", url: "/b?status=503" },
      ],
    }),
    "with server timing": closedSpec(url, {
      ...BRIEF,
      serverTiming: { header: "Server-Timing", metric: "total" },
    }),
    "until it is precise": openSpec(url, 200, { ...BRIEF, until: "ci(p50) < 5%" }),
    "with timeouts": openSpec(`${target.url}/?delay=10s`, 50, { ...BRIEF, timeout: "50ms" }),
    "with nothing planned": openSpec(url, 0.001, BRIEF),
    failed: openSpec(REFUSED_URL, 50, BRIEF),
  };
  for (const [name, spec] of Object.entries(specs)) {
    await t.test(name, async (t) => {
      await check(t, await engine.start(spec).result);
    });
  }
  await t.test("stopped", async (t) => {
    const run = engine.start(openSpec(url, 200, { ...BRIEF, duration: "1h" }));
    for await (const frame of run.frames({ interval: "100ms" })) {
      if (frame.elapsedSeconds > 0 && run.status.state === "running") run.stop("abort");
      if (frame.kind === "final") break;
    }
    const result = await run.result;
    t.equal(result.state, "stopped");
    await check(t, result);
  });
  await t.test("with a changed rate", async (t) => {
    const run = engine.start(openSpec(url, 200, { ...BRIEF, duration: "400ms" }));
    for await (const frame of run.frames({ interval: "100ms" })) {
      if (frame.phase === "measured") run.setRate(100);
      break;
    }
    await check(t, await run.result);
  });
  await t.test("with a floor, and held against the log of its target", async (t) => {
    const result = await engine.start(openSpec(url, 200, BRIEF)).result;
    const floorSpec = floorSpecOf(result.spec, `${target.url}/null`);
    const floor = await engine.start({ ...floorSpec, warmup: "0s", duration: "200ms" }).result;
    const rows = Array.from({ length: 40 }, (_, index) => {
      const arrivalNs = index * 5e6 + 1000;
      return [arrivalNs, arrivalNs + 1e6] as const;
    });
    const { clock, startedAt } = result;
    const log = targetLogOf(rows, BigInt(clock?.startedAtNs ?? 0), startedAt);
    const truth = compareWithTarget(result, log);
    t.equal(truth.arrivals.kind, "matched");
    await check(t, { ...withFloor(result, floor), truth });
    const fewer = compareWithTarget(result, targetLogOf(rows.slice(1), log.originNs, startedAt));
    t.equal(fewer.arrivals.kind, "mismatched");
    await check(t, { ...result, truth: fewer });
    const closed = await engine.start(closedSpec(url, BRIEF)).result;
    const origin = BigInt(closed.clock?.startedAtNs ?? 0);
    const unplanned = compareWithTarget(closed, targetLogOf(rows, origin, closed.startedAt));
    t.equal(unplanned.arrivals.kind, "unplanned");
    await check(t, { ...closed, truth: unplanned });
  });
});
