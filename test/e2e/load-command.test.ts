import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Test } from "tap";
import type { RunResult } from "../../engine/index.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import type { Ended } from "../fixtures/run-binary.js";

/** Gives a process a terminal of its own; it comes with util-linux. */
const PSEUDO_TERMINAL = "script";

/** Serves until the test ends. @returns the URL */
async function serve(t: Test, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

const answer: RequestListener = (_request, response) => {
  response.end("ok");
};

const resultIn = (text: string): RunResult => JSON.parse(text) as RunResult;

/** A busy machine may make a short run's result unbelievable; the exit code has to say what the result says. */
function assertExitCodeFits(t: Test, ended: Ended, result: RunResult): void {
  t.equal(ended.exitCode, result.generator.verdict === "invalid" ? 5 : 0, result.generator.verdict);
}

t.test("mesh-bench --version", async (t) => {
  const { exitCode, stdout, stderr } = await runBinary(["--version"]);
  const manifest = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  t.equal(stdout, `${(JSON.parse(manifest) as { version: string }).version}\n`);
  t.equal(stderr, "");
  t.equal(exitCode, 0);
});

t.test("mesh-bench load --help", async (t) => {
  const { exitCode, stdout, stderr } = await runBinary(["load", "--help"]);
  t.match(stdout, "Examples:");
  t.match(stdout, "--connections");
  for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits into 80 columns: ${line}`);
  t.equal(stderr, "");
  t.equal(exitCode, 0);
});

t.test("mesh-bench load", async (t) => {
  const url = await serve(t, answer);

  await t.test("prints lines while it runs and a summary at its end", async (t) => {
    const ended = await runBinary([
      "load",
      url,
      "-r",
      "100",
      "-d",
      "500ms",
      "--interval",
      "100ms",
      "-c",
      "2",
    ]);
    t.match(
      ended.stderr,
      /^ {2}0\.\ds {2}measured {2}sent [\d.]+\/s {2}achieved .* response p50 .* service p50 .* errors 0/m,
    );
    t.match(ended.stdout, /Latency +response +service +lateness +queue\n/);
    t.match(ended.stdout, "50 planned = 50 completed + 0 failed");
    t.match(ended.stdout, "200: 50");
  });

  await t.test("writes only the result to standard output for --json -", async (t) => {
    const ended = await runBinary([
      "load",
      url,
      "-n",
      "20",
      "-c",
      "2",
      "--json",
      "-",
      "--label",
      "stage=test",
    ]);
    const result = resultIn(ended.stdout);
    t.equal(result.schema, "mesh-bench/result/v1");
    t.equal(result.state, "completed");
    t.equal(result.requests.completed, 20);
    t.strictSame(result.labels, { stage: "test" });
    assertExitCodeFits(t, ended, result);
  });

  await t.test("writes the result to a file, whole, beside the summary", async (t) => {
    const cwd = t.testdir({});
    const ended = await runBinary(["load", url, "-n", "20", "-c", "2", "-o", "run.json"], { cwd });
    t.strictSame(readdirSync(cwd), ["run.json"], "and nothing else");
    const result = resultIn(readFileSync(join(cwd, "run.json"), "utf8"));
    t.equal(result.requests.completed, 20);
    t.match(ended.stdout, "20 planned = 20 completed");
    assertExitCodeFits(t, ended, result);
  });

  await t.test("writes a file for each --output, and says what it does not hold", async (t) => {
    const cwd = t.testdir({});
    const files = ["run.hlog", "run.hgrm", "run.json"];
    const outputs = files.flatMap((file) => ["-o", file]);
    const ended = await runBinary(["load", url, "-n", "20", "-c", "2", ...outputs], { cwd });
    t.strictSame(readdirSync(cwd).sort(), [...files].sort());
    t.match(readFileSync(join(cwd, "run.hlog"), "utf8"), /^Tag=response,0\.000,.*,HISTFAAA/m);
    t.match(readFileSync(join(cwd, "run.hgrm"), "utf8"), /Total count {4}= +20\]/);
    const result = resultIn(readFileSync(join(cwd, "run.json"), "utf8"));
    t.equal(result.spec.seriesHistograms, true, "the log of intervals needs it");
    t.match(ended.stderr, /^mesh-bench: run\.hgrm: it holds the distribution of response/m);
    t.notMatch(ended.stderr, "run.json:", "JSON holds everything");
    assertExitCodeFits(t, ended, result);
  });

  await t.test("says nothing for --quiet", async (t) => {
    const cwd = t.testdir({});
    const output = ["-o", "run.csv", "--json", "run.json"];
    const args = ["load", url, "-n", "20", "-c", "2", "--quiet", ...output];
    const ended = await runBinary(args, { cwd });
    const result = resultIn(readFileSync(join(cwd, "run.json"), "utf8"));
    t.equal(ended.stdout, "");
    if (result.generator.verdict !== "invalid") t.equal(ended.stderr, "");
    assertExitCodeFits(t, ended, result);
  });

  await t.test("ends early with a full result at Ctrl-C", async (t) => {
    const binary = startBinary([
      "load",
      url,
      "-r",
      "50",
      "-d",
      "60s",
      "--interval",
      "100ms",
      "--json",
      "-",
    ]);
    await binary.hasSaid(/measured/);
    binary.kill("SIGINT");
    const ended = await binary.ended;
    const result = resultIn(ended.stdout);
    t.match(ended.stderr, "Stopping");
    t.equal(result.state, "stopped");
    t.ok(result.measuredSeconds < 60);
    t.ok(result.requests.completed > 0);
    t.equal(
      result.requests.planned,
      result.requests.completed,
      "what was under way got its answer",
    );
    assertExitCodeFits(t, ended, result);
  });

  await t.test("takes SIGTERM as Ctrl-C", async (t) => {
    const binary = startBinary([
      "load",
      url,
      "-r",
      "50",
      "-d",
      "60s",
      "--interval",
      "100ms",
      "--json",
      "-",
    ]);
    await binary.hasSaid(/measured/);
    binary.kill("SIGTERM");
    const ended = await binary.ended;
    const result = resultIn(ended.stdout);
    t.equal(result.state, "stopped");
    assertExitCodeFits(t, ended, result);
  });

  await t.test("ends with 130 when interrupted before anything was measured", async (t) => {
    const flags = ["-r", "50", "-d", "60s", "--warmup", "60s", "--interval", "100ms"];
    const binary = startBinary(["load", url, ...flags]);
    await binary.hasSaid(/warm-up/);
    binary.kill("SIGINT");
    t.equal((await binary.ended).exitCode, 130);
  });
});

t.test("mesh-bench load drops what is in flight at the second Ctrl-C", async (t) => {
  const url = await serve(t, () => undefined);
  const flags = [
    "-r",
    "20",
    "-d",
    "60s",
    "--timeout",
    "60s",
    "--drain",
    "60s",
    "--interval",
    "100ms",
  ];
  const binary = startBinary(["load", url, ...flags, "--json", "-"]);
  await binary.hasSaid(/measured/);
  binary.kill("SIGINT");
  await binary.hasSaid(/Stopping: /);
  binary.kill("SIGINT");
  const result = resultIn((await binary.ended).stdout);
  t.equal(result.state, "stopped");
  t.ok(result.requests.unfinished > 0);
  t.equal(result.requests.planned, result.requests.unfinished, "nobody got an answer");
});

t.test("mesh-bench load sends standard input for --body @-", async (t) => {
  const bodies = new Set<string>();
  const url = await serve(t, (request, response) => {
    let body = request.method ?? "";
    request.setEncoding("utf8").on("data", (text: string) => (body += ` ${text}`));
    request.on("end", () => {
      bodies.add(body);
      response.end();
    });
  });
  await runBinary(["load", url, "-n", "3", "-c", "1", "--body", "@-", "--quiet"], {
    input: "häh?",
  });
  t.strictSame([...bodies], ["POST häh?"]);
});

/** Runs the command line on a terminal of its own. @returns all that was written there */
async function onTerminal(
  args: readonly string[],
  onScreen: (screen: string, type: (keys: string) => void) => void = () => undefined,
): Promise<string> {
  const main = fileURLToPath(new URL("../../bin/mesh-bench.js", import.meta.url));
  const command = `stty cols 100 rows 40; ${process.execPath} ${main} ${args.join(" ")}`;
  t.equal(spawnSync(PSEUDO_TERMINAL, ["--version"]).status, 0, "util-linux's script is installed");
  const child = spawn(PSEUDO_TERMINAL, ["-qec", command, "/dev/null"], {
    env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    screen += text;
    onScreen(screen, (keys) => child.stdin.write(keys));
  });
  await once(child, "close");
  return screen;
}

t.test("mesh-bench load on a terminal", async (t) => {
  const url = await serve(t, answer);
  const screen = await onTerminal(["load", url, "-r", "100", "-d", "1s", "-c", "2"]);
  t.match(screen, /━+─* +\d\.\ds \/ 1\.0s {2}measured/, "shows the progress");
  t.equal(screen.split("\u001b[?25l").length, 2, "hides the cursor once");
  const afterLive = screen.split("\u001b[?25h");
  t.equal(afterLive.length, 2, "gives the cursor back once");
  t.match(afterLive[1], "100 planned = 100 completed", "and then prints the summary");
});

t.test("mesh-bench load shows its floor on a terminal while that is measured", async (t) => {
  const url = await serve(t, answer);
  const screen = await onTerminal(["load", url, "-r", "100", "-d", "1s", "-c", "2", "--floor"]);
  const [, floor = "", run = "", ...more] = screen.split("\u001b[?25l");
  t.match(floor, /\/null.*Measuring the floor: /s);
  t.notMatch(floor, "0 pauses", "its rate is that of the run and can't be changed");
  t.notMatch(run, "Measuring");
  t.match(run, "0 pauses");
  t.match(run, /Floor +response +floor/);
  t.strictSame(more, []);
});

t.test("mesh-bench load takes another rate from the keyboard, and Ctrl-C", async (t) => {
  const url = await serve(t, answer);
  const file = join(t.testdir(), "result.json");
  // Each key is typed once the screen shows what the one before has done.
  const steps = [
    { shown: "0 pauses and resumes", keys: "+" },
    { shown: "The rate is 110/s.", keys: "--" },
    { shown: "The rate is 90.91/s.", keys: "0" },
    { shown: "Paused.", keys: "0" },
    { shown: "The rate is 90.91/s.", keys: "\u0003" },
  ];
  let from = 0;
  await onTerminal(
    ["load", url, "-r", "100", "-d", "60s", "-c", "2", "--json", file],
    (screen, type) => {
      const [next] = steps;
      if (next === undefined) return;
      const at = screen.indexOf(next.shown, from);
      if (at < 0) return;
      steps.shift();
      from = screen.length;
      type(next.keys);
    },
  );
  t.same(steps, [], "all was typed");
  const result = resultIn(readFileSync(file, "utf8"));
  t.equal(result.state, "stopped", "Ctrl-C ended it with a full result");
  t.same(
    result.load.rateChanges.map(({ ratePerSecond }) => Number(ratePerSecond?.toFixed(2))),
    [110, 100, 90.91, 0, 90.91],
  );
  t.equal(result.requests.planned, result.requests.completed);
});
