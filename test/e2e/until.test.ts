import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { runBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

// A busy machine may need several looks more.
t.setTimeout(120_000);

t.test("mesh-bench load --until", async (t) => {
  const target = await withTarget(t);
  // What the target draws for each request is far more than what a busy machine adds: requests have little to do with each other.
  const url = `${target.url}/?delay=exponential(50ms)`;
  const load = ["load", url, "-r", "200", "-c", "64"];

  await t.test("ends as soon as it is precise", async (t) => {
    const file = join(t.testdir({}), "run.json");
    const flags = ["--until", "ci(p50) < 20%", "-d", "60s", "--json", file];
    const { stdout, stderr } = await runBinary([...load, ...flags]);
    const result = JSON.parse(readFileSync(file, "utf8")) as RunResult;
    t.equal(result.state, "completed");
    const { expression, reached, relativeHalfWidthPercent } = result.until!;
    t.equal(expression, "ci(p50) < 20%");
    // What was under way when it was precise has its say as well, and may take it a little beyond.
    t.ok(relativeHalfWidthPercent! < 25, `± ${relativeHalfWidthPercent} %`);
    t.equal(reached, relativeHalfWidthPercent! < 20);
    t.ok(result.measuredSeconds < 60, `${result.measuredSeconds} s`);
    t.equal(result.requests.planned, result.requests.completed, "with every answer");
    t.match(stderr, /ci\(p50\) [\d.]+ % of 20 %/, "says how near it is while it runs");
    t.match(stdout, /^Until +ci\(p50\) < 20% (?:not )?reached\b.*the interval is ± [\d.]+ %/m);
    t.match(stdout, /^Precision +95 % confidence intervals of outcome$/m);
  });

  await t.test("ends at its maximum otherwise, and says so", async (t) => {
    const flags = ["--until", "ci(p99) < 0.1%", "-n", "300", "--json", "-"];
    const { stdout } = await runBinary([...load, ...flags]);
    const result = JSON.parse(stdout) as RunResult;
    t.equal(result.state, "completed");
    t.equal(result.requests.planned, 300);
    t.match(result.until, { expression: "ci(p99) < 0.1%", reached: false });
  });
});
