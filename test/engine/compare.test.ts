import t from "tap";
import { Engine, compareResults } from "../../engine/index.js";
import type { RunResult, Side } from "../../engine/index.js";
import { openSpec } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

t.test("Engine.compare", async (t) => {
  const { url } = await withTarget(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  const spec = (path: string) => openSpec(`${url}${path}`, 200, { duration: "200ms" });

  await t.test("makes the runs one after the other, and compares them", async (t) => {
    const results: Record<Side, Promise<RunResult>[]> = { a: [], b: [] };
    let underWay = 0;
    const comparison = await engine.compare(spec("/"), spec("/?delay=20ms"), {
      quads: 1,
      percentiles: [50],
      onRun: (run, { side }) => {
        t.equal(++underWay, 1, "one at a time");
        results[side].push(run.result);
        void run.result.then(() => underWay--);
      },
    });
    t.match(comparison, { verdict: "inconclusive", design: "quads" });
    // A quad ends early where the generator was invalid, and another one is made then.
    const invalidCount = comparison.runs.filter(
      ({ generatorVerdict }) => generatorVerdict === "invalid",
    ).length;
    t.equal(comparison.leftOut.length, invalidCount);
    if (invalidCount === 0) t.equal(comparison.runs.length, 4);
    const [a, b] = [await Promise.all(results.a), await Promise.all(results.b)];
    t.strictSame(
      compareResults(a, b, { percentiles: [50] }).percentiles,
      comparison.percentiles,
      "the results say the same by themselves",
    );
  });

  await t.test("ends with the first run that is not completed", async (t) => {
    const comparison = await engine.compare(spec("/"), spec("/"), {
      quads: 2,
      onRun: (run) => {
        run.stop("abort");
      },
    });
    t.equal(comparison.runs.length, 1);
    t.match(comparison.leftOut, [{ code: "notCompleted" }]);
  });

  await t.test("refuses what can't be compared before it starts anything", async (t) => {
    const onRun = (): void => {
      t.fail("a run was started");
    };
    const other = { ...spec("/"), connections: 5 };
    await t.rejects(engine.compare(spec("/"), other, { onRun }), {
      code: "MB_COMPARISON",
      message: "connections is not the same in both specs; only the target's address may differ",
    });
    await t.rejects(engine.compare(spec("/"), spec("/"), { onRun, marginPercent: -1 }), {
      code: "MB_COMPARISON",
    });
  });
});
