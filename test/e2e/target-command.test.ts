import { once } from "node:events";
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Test } from "tap";
import { readTargetLog } from "../../engine/result/target-log.js";
import { runBinary } from "../fixtures/run-binary.js";
import { startTarget } from "../server/targets/raw-client.js";

const STALL_WANTED =
  'it must be <duration>@<after> or <duration>@<after>/<every>, such as "1s@2s" or "100ms@1s/5s", each with a unit (ns us µs ms s m h) and at most 1h, <every> longer than the stall and at least 1ms';
const DIE_WANTED =
  'it must be a number of requests from 1, or a duration above zero with a unit, such as "1000" or "5s", at most 24h';
const MAIN = fileURLToPath(new URL("../../bin/mesh-bench.js", import.meta.url));

interface Running {
  readonly lines: readonly [listening: string, seed: string];
  readonly url: string;
  /** @returns the exit code */
  readonly end: (signal: NodeJS.Signals) => Promise<unknown>;
  /** Settled at the process's own end. */
  readonly ended: Promise<{ readonly exitCode: unknown; readonly stderr: string }>;
}

/** Starts `mesh-bench target` on a free port and waits for its lines. */
async function start(t: Test, ...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [MAIN, "target", "--http-port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([exitCode]: unknown[]) => ({ exitCode, stderr }));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const listening = String((await lines.next()).value);
  const seed = String((await lines.next()).value);
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal);
    return (await ended).exitCode;
  };
  const url = /on (http:\S+)\//.exec(listening)?.[1] ?? "";
  return { lines: [listening, seed], url, end, ended };
}

/** @returns the statuses of so many requests, one after the other */
async function statusesOf(url: string, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) statuses.push((await fetch(url)).status);
  return statuses;
}

t.test("mesh-bench target", async (t) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await t.test(`prints its address, serves, and ends with 0 on ${signal}`, async (t) => {
      const { lines, url, end } = await start(t);
      t.match(lines[1], /^seed (\d+) \(--seed \1 draws the same again\)$/);
      t.match(lines[0], /^HTTP target listening on http:\/\/127\.0\.0\.1:\d+\/ \(try /);
      t.equal((await fetch(`${url}/null`)).status, 204);
      const open = connect(Number(new URL(url).port), "127.0.0.1");
      t.teardown(() => open.destroy());
      await once(open, "connect");
      t.equal(await end(signal), 0, "with a connection still open");
    });
  }
  await t.test("draws the same for the same seed", async (t) => {
    const query = "/?status=503:50";
    const first = await start(t, "--seed", "12");
    t.match(first.lines[1], "seed 12 ");
    const statuses = await statusesOf(`${first.url}${query}`, 40);
    t.equal(new Set(statuses).size, 2);
    const second = await start(t, "--seed=12");
    t.same(await statusesOf(`${second.url}${query}`, 40), statuses);
  });
  await t.test("writes a log that can be read when it has ended", async (t) => {
    const path = join(t.testdir(), "target.csv");
    const { url, end } = await start(t, "--log", path, "--seed", "3");
    t.same(
      await statusesOf(`${url}/?status=404&delay=exponential(200us)`, 20),
      Array(20).fill(404),
    );
    t.equal(await end("SIGTERM"), 0);
    const log = await readTargetLog(path);
    t.equal(log.seed, 3);
    t.same([...log.status], Array(20).fill(404));
    const ages = log.departureNs.map((departureNs, index) => departureNs - log.arrivalNs[index]!);
    t.ok(Math.min(...ages) > 0, "each had to wait");
  });
  await t.test(
    "says once that its log can't be written any more, and what is missing",
    async (t) => {
      const { url, end, ended } = await start(t, "--log", "/dev/full");
      await statusesOf(`${url}/null`, 5);
      t.equal(await end("SIGINT"), 0);
      t.equal(
        (await ended).stderr,
        `mesh-bench: the log can't be written to "/dev/full" any more: ENOSPC\nmesh-bench: 5 requests are missing in the log\n`,
      );
    },
  );
  await t.test("stalls from the first request on, again and again", async (t) => {
    const { url } = await start(t, "--stall", "60ms@0ms/150ms", "--stall", "1ms@1h");
    let stallCount = 0;
    while (stallCount < 3) {
      const sentMs = performance.now();
      await fetch(`${url}/null`);
      if (performance.now() - sentMs >= 40) stallCount++;
    }
    t.pass();
  });
  for (const [dieAfter, query] of [
    ["3", "/null"],
    ["50ms", "/?delay=10s"],
  ] as const) {
    await t.test(`dies after ${dieAfter}, says so, and ends with 0`, async (t) => {
      const { url, ended } = await start(t, "--die-after", dieAfter);
      await t.rejects(statusesOf(`${url}${query}`, 3));
      t.same(await ended, {
        exitCode: 0,
        stderr: `mesh-bench: the target has died, as --die-after ${dieAfter} asked\n`,
      });
    });
  }
  const usage = [
    {
      args: ["--http-port", "off"],
      says: "--http-port is off, which leaves nothing to run; give a port, or 0 for a free one",
    },
    {
      args: ["--http-port", "http"],
      says: '--http-port is "http"; it must be a port from 1 to 65535, 0 for a free one, or off',
    },
    {
      args: ["--http-port", "65536"],
      says: "--http-port is 65536; it must be a port from 1 to 65535, 0 for a free one, or off",
    },
    {
      args: ["--seed", "-1"],
      says: "--seed is -1; it must be a whole number from 0 to 9007199254740991",
    },
    {
      args: ["--seed", "9007199254740992"],
      says: "--seed is 9007199254740992; it must be a whole number from 0 to 9007199254740991",
    },
    { args: ["--stall", "1s@2"], says: `--stall is "1s@2"; ${STALL_WANTED}` },
    { args: ["--stall", "1s@2s/1s"], says: `--stall is "1s@2s/1s"; ${STALL_WANTED}` },
    { args: ["--stall", "1s@2s/5s/6s"], says: `--stall is "1s@2s/5s/6s"; ${STALL_WANTED}` },
    { args: ["--stall", "off"], says: `--stall is "off"; ${STALL_WANTED}` },
    {
      args: Array<string>(101).fill("--stall=1ms@1s"),
      says: "--stall is given 101 times; it may be given at most 100 times",
    },
    { args: ["--die-after", "0"], says: `--die-after is 0; ${DIE_WANTED}` },
    { args: ["--die-after", "0s"], says: `--die-after is "0s"; ${DIE_WANTED}` },
    { args: ["--die-after", "25h"], says: `--die-after is "25h"; ${DIE_WANTED}` },
    { args: ["--die-after", "soon"], says: `--die-after is "soon"; ${DIE_WANTED}` },
    {
      args: ["--log", "/missing/log.csv"],
      says: `the log can't be written to "/missing/log.csv": ENOENT; give --log a file in a folder that exists and can be written to`,
    },
    {
      args: ["--log", "/tmp"],
      says: `the log can't be written to "/tmp": EISDIR; give --log a file in a folder that exists and can be written to`,
    },
    { args: ["--log"], says: "option '--log <file>' argument missing" },
    { args: ["--grpc-port", "1"], says: "unknown option '--grpc-port'" },
  ];
  for (const { args, says } of usage) {
    await t.test(`refuses ${args.slice(0, 4).join(" ")} with one line`, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["target", ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.ok(stderr.startsWith(`mesh-bench: ${says}`), stderr);
      t.equal(stderr.trimEnd().includes("\n"), false);
    });
  }
  await t.test("names a taken port with one line and ends with 1", async (t) => {
    const { port } = (await startTarget(t)).address;
    const { exitCode, stderr } = await runBinary(["target", "--http-port", String(port)]);
    t.equal(exitCode, 1);
    t.equal(
      stderr,
      `mesh-bench: port ${port} on 127.0.0.1 is taken; choose another with --http-port or use 0 for a free one\n`,
    );
  });
});
