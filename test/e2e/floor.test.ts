import t from "tap";
import type { Test } from "tap";
import type { RunResult } from "../../engine/index.js";
import { childrenOf, gone, isAlive } from "../fixtures/processes.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import type { Ended, RunningBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

const SHORT = ["-r", "200", "-d", "300ms", "-c", "2", "-w", "1"];
const LONG = ["-r", "200", "-d", "60s", "-c", "2", "-w", "1"];

const resultIn = (text: string): RunResult => JSON.parse(text) as RunResult;

/** A busy machine may make a short run's result unbelievable; the exit code has to say what the result says. */
function assertExitCodeFits(t: Test, ended: Ended, result: RunResult): void {
  t.equal(ended.exitCode, result.generator.verdict === "invalid" ? 5 : 0, result.generator.verdict);
}

/** Starts a run whose floor takes its time, and waits for that. @returns the run, and the null target's process */
async function whileMeasuring(
  t: Test,
  args: readonly string[],
  said: RegExp,
): Promise<{ readonly binary: RunningBinary; readonly nullTarget: number }> {
  const binary = startBinary(args);
  t.teardown(() => {
    binary.kill("SIGKILL");
  });
  await binary.hasSaid(said);
  const [nullTarget = 0, ...more] = childrenOf(binary.processId);
  t.ok(nullTarget > 0, "the null target is a process of its own");
  t.strictSame(more, [], "and the only one");
  return { binary, nullTarget };
}

t.test("mesh-bench load --floor", async (t) => {
  const { url } = await withTarget(t);

  await t.test("has the floor in the result", async (t) => {
    const args = ["load", `${url}/?delay=5ms`, ...SHORT, "--floor", "--json", "-"];
    const ended = await runBinary(args);
    const result = resultIn(ended.stdout);
    assertExitCodeFits(t, ended, result);
    t.match(ended.stderr, /^Measuring the floor: /);
    const { floor } = result;
    t.equal(floor?.requestedPerSecond, 200);
    t.equal(floor?.measuredSeconds, 2);
    t.equal(floor?.latency.response.count, 400);
    t.equal(floor?.latency.service.count, 400);
    t.equal(floor?.latency.lateness.count, 400);
    const p50 = Number(floor?.latency.response.percentiles["50"]);
    t.ok(p50 > 0);
    t.ok(p50 < Number(result.latency.response.percentiles["50"]), "below what waits 5 ms");
    t.match(floor?.spec.target.url, /^http:\/\/127\.0\.0\.1:\d+\/null$/);
    t.match(floor?.spec, { connections: 2, workers: 1, warmup: "1s", load: result.spec.load });
    t.equal(result.requests.planned, 60, "and is in no number of the run");
  });

  await t.test("shows it in the summary, of a closed run too", async (t) => {
    const ended = await runBinary(["load", url, "-n", "50", "-c", "2", "--floor"]);
    t.match(ended.stdout, /^Floor +response +floor +service +floor\n {2}p50 /m);
    t.match(ended.stdout, /null target on the loopback · closed, as fast as possible/);
    t.match(ended.stdout, "50 planned = 50 completed");
  });

  await t.test("ends with 130 at Ctrl-C while the floor is measured", async (t) => {
    const args = ["load", url, "-r", "5", "-d", "60s", "--floor", "--json", "-"];
    const { binary, nullTarget } = await whileMeasuring(t, args, /Measuring the floor/);
    binary.kill("SIGINT");
    const { exitCode, stdout } = await binary.ended;
    t.equal(exitCode, 130);
    t.equal(stdout, "", "the run itself was not started");
    t.notOk(isAlive(nullTarget), "no process is left behind");
  });

  await t.test("leaves no process behind when it is killed", async (t) => {
    const args = ["load", url, "-r", "5", "-d", "60s", "--floor"];
    const { binary, nullTarget } = await whileMeasuring(t, args, /Measuring the floor/);
    t.ok(isAlive(nullTarget));
    binary.kill("SIGKILL");
    await binary.ended;
    await gone(nullTarget);
    t.pass("the null target has ended by itself");
  });

  await t.test("says in one line that the null target has died, and ends with 1", async (t) => {
    const args = ["load", url, "-r", "5", "-d", "60s", "--floor", "--json", "-"];
    const { binary, nullTarget } = await whileMeasuring(t, args, /Measuring the floor/);
    process.kill(nullTarget, "SIGKILL");
    const { exitCode, stdout, stderr } = await binary.ended;
    t.equal(exitCode, 1);
    t.equal(stdout, "", "the run itself was not started");
    t.match(
      stderr,
      /^Measuring .*\nmesh-bench: the floor could not be measured: the null target has ended early \(SIGKILL\)\n$/,
    );
  });

  await t.test("refuses a file that the run could not use before it measures", async (t) => {
    const ended = await runBinary(["load", url, "--body", "@missing.json", "--floor"]);
    t.equal(ended.exitCode, 2);
    t.match(ended.stderr, /^mesh-bench: --body is "@missing.json", which can't be read: .*\n$/);
  });
});

t.test("mesh-bench floor", async (t) => {
  await t.test("loads the null target and prints what came of it", async (t) => {
    const ended = await runBinary(["floor", ...SHORT, "--warmup", "0s"]);
    t.match(ended.stdout, /^GET http:\/\/127\.0\.0\.1:\d+\/null\nopen, constant 200\/s /);
    t.match(ended.stdout, "60 planned = 60 completed + 0 failed");
    t.match(ended.stdout, "204: 60");
    t.ok([0, 5].includes(ended.exitCode ?? -1), `ended with ${String(ended.exitCode)}`);
  });

  await t.test("warms up for a second, and ends as its verdict says", async (t) => {
    const ended = await runBinary(["floor", ...SHORT, "--json", "-"]);
    const result = resultIn(ended.stdout);
    t.equal(result.spec.warmup, "1s");
    t.equal(result.floor, undefined, "it is the floor itself");
    assertExitCodeFits(t, ended, result);
  });

  await t.test(
    "ends early with a full result at Ctrl-C, and leaves no process behind",
    async (t) => {
      const args = ["floor", ...LONG, "--warmup", "0s", "--interval", "100ms", "--json", "-"];
      const { binary, nullTarget } = await whileMeasuring(t, args, /measured/);
      // A terminal sends it to both.
      process.kill(nullTarget, "SIGINT");
      binary.kill("SIGINT");
      const ended = await binary.ended;
      const result = resultIn(ended.stdout);
      t.equal(result.state, "stopped");
      t.ok(result.requests.completed > 0);
      t.equal(
        result.requests.planned,
        result.requests.completed,
        "all that was sent got its answer",
      );
      t.notOk(isAlive(nullTarget));
      assertExitCodeFits(t, ended, result);
    },
  );

  await t.test("takes no flag of a target", async (t) => {
    for (const args of [["--body", "text"], ["--insecure"], ["--floor"], ["-X", "PUT"]]) {
      const { exitCode, stderr } = await runBinary(["floor", ...args]);
      t.equal(exitCode, 2);
      t.match(stderr, /^mesh-bench: unknown option '-.*'\n$/);
    }
  });
});

t.test("A null target that can't be started is said in one line", async (t) => {
  const { url } = await withTarget(t);
  const preload = 'if (process.argv[1]?.endsWith("null-target.js")) process.exit(7);';
  const folder = t.testdir({ "preload.cjs": preload });
  const environment = { NODE_OPTIONS: `--require=${folder}/preload.cjs` };
  for (const args of [
    ["floor", ...SHORT, "--quiet"],
    ["load", url, ...SHORT, "--floor", "--quiet"],
  ]) {
    const { exitCode, stdout, stderr } = await runBinary(args, { environment });
    t.equal(exitCode, 1);
    t.equal(stdout, "");
    t.equal(
      stderr,
      "mesh-bench: the floor could not be measured: the null target did not start (exit code 7)\n",
    );
  }
});
