import { once } from "node:events";
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import t from "tap";
import type { Test } from "tap";
import { runBinary } from "../fixtures/run-binary.js";
import { startTarget } from "../server/targets/raw-client.js";

const MAIN = fileURLToPath(new URL("../../bin/mesh-bench.js", import.meta.url));

/** Starts `mesh-bench target` on a free port and waits for its line. */
async function start(t: Test): Promise<{
  line: string;
  url: string;
  readonly end: (signal: NodeJS.Signals) => Promise<unknown>;
}> {
  const child = spawn(process.execPath, [MAIN, "target", "--http-port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.teardown(() => child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const url = /on (http:\S+)\//.exec(line)?.[1] ?? "";
  const end = async (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal);
    const [exitCode] = (await once(child, "exit")) as [number | null];
    return exitCode;
  };
  return { line, url, end };
}

t.test("mesh-bench target", async (t) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await t.test(`prints its address, serves, and ends with 0 on ${signal}`, async (t) => {
      const { line, url, end } = await start(t);
      t.match(line, /^HTTP target listening on http:\/\/127\.0\.0\.1:\d+\/ \(try /);
      t.equal((await fetch(`${url}/null`)).status, 204);
      const open = connect(Number(new URL(url).port), "127.0.0.1");
      t.teardown(() => open.destroy());
      await once(open, "connect");
      t.equal(await end(signal), 0, "with a connection still open");
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
    { args: ["--grpc-port", "1"], says: "unknown option '--grpc-port'" },
  ];
  for (const { args, says } of usage) {
    await t.test(`refuses ${args.join(" ")} with one line`, async (t) => {
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
