import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import t from "tap";
import type { Test } from "tap";
import type { RunResult } from "../../engine/index.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import type { Ended } from "../fixtures/run-binary.js";
import { runRefused } from "../fixtures/run-refused.js";

t.setTimeout(120_000);

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

const resultIn = ({ stdout }: Ended): RunResult => JSON.parse(stdout) as RunResult;

/** A busy machine may make a short run's result unbelievable, and that comes first. */
function assertExitCode(t: Test, ended: Ended, expected: number): void {
  const { verdict } = resultIn(ended).generator;
  t.equal(ended.exitCode, verdict === "invalid" ? 5 : expected, verdict);
}

function verdictsIn(ended: Ended): readonly string[] {
  return resultIn(ended).slo.map(({ verdict }) => verdict);
}

// Oracle 25: the exit codes of passed, failed, inconclusive, invalid and bad usage are all distinct.
t.test("mesh-bench load --slo", async (t) => {
  const url = await serve(t, answer);
  const load = ["load", url, "-n", "50", "-c", "2", "--json", "-"];

  await t.test("ends with 0 when every objective was met", async (t) => {
    const slos = ["--slo", "p99 < 1m", "--slo", "failed <= 0%", "--slo", "completed >= 100%"];
    const ended = await runBinary([...load, ...slos]);
    t.strictSame(verdictsIn(ended), ["passed", "passed", "passed"]);
    assertExitCode(t, ended, 0);
  });

  await t.test("ends with 3 when one was not", async (t) => {
    const ended = await runBinary([...load, "--slo", "p50 < 1ns", "--slo", "p99 < 1m"]);
    t.strictSame(verdictsIn(ended), ["failed", "passed"]);
    assertExitCode(t, ended, 3);
  });

  await t.test("ends with 4 when the run can't tell", async (t) => {
    // Nobody answers, and the run waits for less time than an answer may take.
    const silent = await serve(t, () => undefined);
    const flags = ["-r", "50", "-d", "300ms", "--drain", "0s", "--json", "-"];
    const ended = await runBinary(["load", silent, ...flags, "--slo", "p99 < 1m"]);
    t.strictSame(verdictsIn(ended), ["inconclusive"]);
    assertExitCode(t, ended, 4);
  });

  await t.test("ends with 5 when the result is not to be believed, met or not", async (t) => {
    // More than any loop can notice in time.
    const flags = ["-r", "10000000", "-d", "200ms", "--drain", "0s", "--catch-up", "skip:1us"];
    const slos = ["--slo", "p50 < 1ns", "--json", "-"];
    const ended = await runBinary(["load", url, ...flags, ...slos]);
    t.strictSame(verdictsIn(ended), ["failed"]);
    t.equal(ended.exitCode, 5);
    t.match(ended.stderr, "the result is invalid");
  });

  await t.test("ends with 3 when a condition ends the run", async (t) => {
    const failing = await serve(t, (_request, response) => {
      response.writeHead(503).end();
    });
    const flags = ["-r", "50", "-d", "60s", "--abort-on", "status 5xx", "--json", "-"];
    const ended = await runBinary(["load", failing, ...flags, "--slo", "rate >= 0/s"]);
    const result = resultIn(ended);
    t.equal(result.state, "stopped");
    t.match(result.reason, "aborted on status 5xx: a response had the status 503");
    t.ok(result.measuredSeconds < 30);
    t.strictSame(verdictsIn(ended), ["passed"]);
    assertExitCode(t, ended, 3);
    if (result.generator.verdict !== "invalid") t.match(ended.stderr, "aborted on status 5xx");
  });

  // Oracle 25, for once on real sockets: a target that falls silent is left alone within one window.
  await t.test("ends with 3 when an objective fails in a window", async (t) => {
    let answered = 0;
    const silent = await serve(t, (_request, response) => {
      if (answered++ < 100) response.end("ok");
    });
    const flags = ["-r", "100", "-c", "200", "-d", "60s", "--abort-on", "slo", "--json", "-"];
    const ended = await runBinary(["load", silent, ...flags, "--slo", "p90 < 300ms over 1s"]);
    const result = resultIn(ended);
    t.equal(result.state, "stopped");
    t.match(result.reason, /^aborted on slo: p90 < 300ms over 1s failed from [\d.]+s to [\d.]+s$/);
    t.ok(result.measuredSeconds < 30, `${result.measuredSeconds} s`);
    t.strictSame(verdictsIn(ended), ["failed"]);
    assertExitCode(t, ended, 3);
  });

  await t.test("ends with 2 for an objective that is none", async (t) => {
    await runRefused(t, {
      name: "an objective that is none",
      args: ["load", url, "--slo", "p99 < 10ms", "--slo", "p99 below 10ms"],
      exitCode: 2,
      says: ['--slo is "p99 below 10ms"', "it must be an objective"],
    });
  });

  await t.test("ends with 2 for a window that is longer than the run", async (t) => {
    await runRefused(t, {
      name: "a window that is longer than the run",
      args: ["load", url, "-d", "5s", "--slo", "p99 < 10ms over 10s"],
      exitCode: 2,
      says: ['--slo is "p99 < 10ms over 10s"', "over at most what the run measures: 5.00s"],
    });
  });

  await t.test("ends with 2 for a condition that is none", async (t) => {
    await runRefused(t, {
      name: "a condition that is none",
      args: ["load", url, "--abort-on", "503"],
      exitCode: 2,
      says: ["--abort-on is 503;", 'it must be a condition such as "status 503"'],
    });
  });

  await t.test("ends with 1 when nobody listens", async (t) => {
    const ended = await runBinary(["load", "http://127.0.0.1:1/", "--slo", "p99 < 10ms"]);
    t.equal(ended.exitCode, 1);
  });

  await t.test("judges what was measured until Ctrl-C", async (t) => {
    const flags = ["-r", "50", "-d", "60s", "--interval", "100ms", "--json", "-"];
    const binary = startBinary(["load", url, ...flags, "--slo", "p50 < 1ns"]);
    await binary.hasSaid(/measured/);
    binary.kill("SIGINT");
    const ended = await binary.ended;
    t.equal(resultIn(ended).state, "stopped");
    t.strictSame(verdictsIn(ended), ["failed"]);
    assertExitCode(t, ended, 3);
  });

  await t.test("has a line for each in the summary, and the codes in the help", async (t) => {
    const flags = ["-n", "20", "-c", "2", "--slo", "p99 < 1m", "--slo", "failed > 1%"];
    const { stdout } = await runBinary(["load", url, ...flags]);
    t.match(stdout, /^Objectives {3}passed {8}p99 < 1m: \S+, 100 % within/m);
    t.match(stdout, /^ {13}failed {8}failed > 1%: 0 %$/m);
    const help = await runBinary(["load", "--help"]);
    t.match(help.stdout, "3 an objective (--slo) was not met");
  });
});
