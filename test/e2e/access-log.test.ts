import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { assertAccessLog, readAccessLog } from "../fixtures/access-logs.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

const MAIN = fileURLToPath(new URL("../../bin/mesh-bench.js", import.meta.url));

t.test("mesh-bench load --access-log", async (t) => {
  const { url } = await withTarget(t);
  const load = ["load", `${url}/`, "-r", "200", "-c", "2", "--quiet"];
  const brief = [...load, "-d", "200ms"];

  await t.test("writes every request to a file, in place of an older log", async (t) => {
    const folder = t.testdir({ "requests.ndjson": "x".repeat(1e6) });
    const log = join(folder, "requests.ndjson");
    const json = join(folder, "run.json");
    await runBinary([...brief, "--access-log", log, "--json", json]);
    const result = JSON.parse(readFileSync(json, "utf8")) as RunResult;
    assertAccessLog(readAccessLog(readFileSync(log, "utf8")), result);
    t.match(result.accessLog, { lines: 40, dropped: 0 });
  });

  await t.test("writes to standard output, and nothing else there", async (t) => {
    const args = brief.filter((arg) => arg !== "--quiet");
    const { stdout } = await runBinary([...args, "--access-log", "-"]);
    const { head, lines, end } = readAccessLog(stdout);
    t.match(head, { schema: "mesh-bench/access/v1", target: `${url}/` });
    t.equal(lines.length, 40);
    const guide = readFileSync(new URL("../../../docs/access-log.md", import.meta.url), "utf8");
    const rows = Array.from(guide.matchAll(/^\| `(\w+)`/gm), ([, field]) => field);
    const withoutScenarios = rows.filter((field) => field !== "scenario");
    t.strictSame(withoutScenarios, Object.keys(lines[0] ?? {}), "the guide has each field");
    t.match(end, { state: "completed", planned: 40, lines: 40 });
  });

  await t.test("is whole when the run is interrupted", async (t) => {
    const folder = t.testdir();
    const log = join(folder, "requests.ndjson");
    const json = join(folder, "run.json");
    const args = load.filter((arg) => arg !== "--quiet");
    const binary = startBinary([...args, "-d", "60s", "--access-log", log, "--json", json]);
    await binary.hasSaid(/1\.0s /);
    binary.kill("SIGINT");
    await binary.ended;
    const read = readAccessLog(readFileSync(log, "utf8"));
    t.match(read.end, { state: "stopped" });
    t.ok(read.lines.length > 100, `${read.lines.length} lines`);
    assertAccessLog(read, JSON.parse(readFileSync(json, "utf8")) as RunResult);
  });

  await t.test("says in one line that its disk is full, and the run goes on", async (t) => {
    const json = join(t.testdir(), "run.json");
    const { exitCode, stderr } = await runBinary([
      ...brief,
      "--access-log",
      "/dev/full",
      "--json",
      json,
    ]);
    t.equal(exitCode, 1);
    t.match(
      stderr,
      /^mesh-bench: the access log "\/dev\/full" is not whole: ENOSPC: .*; the run went on without it$/m,
    );
    const { state, requests, accessLog } = JSON.parse(readFileSync(json, "utf8")) as RunResult;
    t.equal(state, "completed");
    t.equal(requests.planned, 40);
    t.match(accessLog, { lines: 0, dropped: 40, failure: /^ENOSPC/ });
  });

  await t.test("takes a reader that has seen enough for no failure", async (t) => {
    const args = [MAIN, ...brief, "--access-log", "-"];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.stdout.once("data", () => child.stdout.destroy());
    const [exitCode] = (await once(child, "close")) as [number];
    t.notMatch(stderr, "access log");
    // Whether a busy machine's result is valid is not this test's.
    t.equal(exitCode, stderr.includes("invalid") ? 5 : 0);
  });

  await t.test("has a file for each of several runs", async (t) => {
    const folder = t.testdir({ named: {}, unnamed: {} });
    const logsOf = async (path: string, name: string): Promise<readonly string[]> => {
      await runBinary([...brief, "--repeat", "2", "--access-log", join(folder, path)]);
      return readdirSync(join(folder, name)).sort();
    };
    t.strictSame(await logsOf("named/requests.ndjson", "named"), [
      "requests.1.ndjson",
      "requests.2.ndjson",
    ]);
    t.strictSame(await logsOf("unnamed", "unnamed"), ["run.1.ndjson", "run.2.ndjson"]);
  });

  await t.test("of a target that is not there says that nothing was measured", async (t) => {
    const log = join(t.testdir(), "requests.ndjson");
    const { exitCode } = await runBinary(["load", "http://127.0.0.1:1/", "--access-log", log]);
    t.equal(exitCode, 1);
    const { head, end } = readAccessLog(readFileSync(log, "utf8"));
    t.match(head, { startedAt: null });
    t.strictSame(end, { state: "failed", planned: 0, lines: 0, dropped: 0 });
  });

  await t.test("leaves an older log alone when nothing is started", async (t) => {
    const log = join(t.testdir(), "requests.ndjson");
    writeFileSync(log, "older");
    const feed = ["--feed", "/no/such/users.csv"];
    const { exitCode } = await runBinary([...brief, ...feed, "--access-log", log]);
    t.equal(exitCode, 2);
    t.equal(readFileSync(log, "utf8"), "older");
  });

  for (const { name, args, line } of [
    {
      name: "a folder that is not there",
      args: ["--access-log", "/no/such/requests.ndjson"],
      line: '--access-log is "/no/such/requests.ndjson"; it must be a file in a folder that exists and can be written to',
    },
    {
      name: "standard output for two things",
      args: ["--access-log", "-", "--json", "-"],
      line: '--access-log is "-" and --json is "-"; only one of them can go to standard output',
    },
    {
      name: "standard output for several runs",
      args: ["--access-log", "-", "--repeat", "2"],
      line: '--access-log is "-" and --repeat is 2; each run has a log of its own: name a file or a folder',
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary([...brief, ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.equal(stderr, `mesh-bench: ${line}\n`);
    });
  }

  for (const command of ["compare", "capacity", "floor"]) {
    await t.test(`is unknown to ${command}`, async (t) => {
      const { exitCode, stderr } = await runBinary([command, "--access-log", "x.ndjson"]);
      t.equal(exitCode, 2);
      t.equal(stderr, "mesh-bench: unknown option '--access-log'\n");
    });
  }
});
