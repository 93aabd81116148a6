import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { startLoggedTarget } from "../fixtures/logged-target.js";
import { runBinary } from "../fixtures/run-binary.js";

t.test("mesh-bench truth", async (t) => {
  const folder = t.testdir();
  const resultPath = join(folder, "run.json");
  const logPath = join(folder, "target.csv");
  const target = await startLoggedTarget(t, logPath);
  const url = `${target.url}/?delay=1ms`;
  await runBinary(["load", url, "-r", "200", "-d", "500ms", "--quiet", "-o", resultPath]);

  await t.test("wants a log that is whole", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["truth", resultPath, logPath]);
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.match(stderr, /^mesh-bench: .*target\.csv: line \d+ .*cut off\n$/);
  });
  await target.end();

  await t.test("prints what the target saw beside what was reported", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["truth", resultPath, logPath]);
    t.equal(stderr, "");
    t.equal(exitCode, 0);
    t.match(stdout, "\nArrivals     100 planned, 100 arrived\n");
    t.match(stdout, /\nResponse +reported +true +error\n/);
    t.match(stdout, /\nService +reported +true +error\n/);
  });
  await t.test("gives the result with its truth block as JSON", async (t) => {
    const kept = JSON.parse(readFileSync(resultPath, "utf8")) as RunResult;
    const { exitCode, stdout } = await runBinary(["truth", resultPath, logPath, "--json", "-"]);
    t.equal(exitCode, 0);
    const { truth, ...result } = JSON.parse(stdout) as RunResult;
    t.strictSame(result, kept, "all that was in the result still is");
    t.match(truth, { runId: kept.id, arrivals: { kind: "matched", arrivedCount: 100 } });
    const out = join(folder, "out.json");
    const written = await runBinary(["truth", resultPath, logPath, "--json", out]);
    t.match(written.stdout, "Arrivals");
    t.strictSame(JSON.parse(readFileSync(out, "utf8")), JSON.parse(stdout));
  });
  await t.test("warns when the arrivals don't match", async (t) => {
    const result = JSON.parse(readFileSync(resultPath, "utf8")) as RunResult;
    const other = join(folder, "other.json");
    const requests = { ...result.requests, skipped: 1 };
    writeFileSync(other, JSON.stringify({ ...result, requests }));
    const { exitCode, stdout, stderr } = await runBinary(["truth", other, logPath]);
    t.equal(exitCode, 0);
    t.match(stdout, "the run skipped 1 of the plan's arrivals");
    t.equal(
      stderr,
      "mesh-bench: warning: the arrivals don't match: the run skipped 1 of the plan's arrivals\n",
    );
  });
  await t.test("explains itself in 80 columns", async (t) => {
    const { exitCode, stdout } = await runBinary(["truth", "--help"]);
    t.equal(exitCode, 0);
    for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits: ${line}`);
  });
  for (const { name, args, says } of [
    { name: "a missing argument", args: [resultPath], says: /missing required argument 'log'/ },
    { name: "a log for a result", args: [logPath, logPath], says: /target\.csv is no result/ },
    {
      name: "a result for a log",
      args: [resultPath, resultPath],
      says: /run\.json: line 1 is "{"/,
    },
    {
      name: "a file that can't be written",
      args: [resultPath, logPath, "--json", "/missing/out.json"],
      says: /--json is "\/missing\/out\.json"; it must be a file in a folder/,
    },
  ]) {
    await t.test(`refuses ${name} with one line`, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["truth", ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.match(stderr, says);
      t.equal(stderr.trimEnd().includes("\n"), false);
    });
  }
});
