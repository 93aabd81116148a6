import { createServer as createTcpServer } from "node:net";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import t from "tap";

import { runBinary } from "../fixtures/run-binary.js";

const MAIN = fileURLToPath(new URL("../../bin/mesh-bench.js", import.meta.url));

interface Started {
  /** What it printed until it was ready. */
  readonly said: string;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts a command that serves until it gets a signal. */
async function startCommand(args: readonly string[], readyLine: RegExp): Promise<Started> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close") as Promise<[number | null]>;
  let said = "";
  for await (const line of createInterface({ input: child.stdout })) {
    said += `${line}\n`;
    if (readyLine.test(line)) break;
  }
  return {
    said,
    end: async (signal) => {
      child.kill(signal);
      const [exitCode] = await closed;
      return exitCode;
    },
  };
}

async function occupyPort(t: { teardown(handler: () => void): void }): Promise<number> {
  const occupant = createTcpServer().listen(0, "127.0.0.1");
  await once(occupant, "listening");
  t.teardown(() => occupant.close());
  return (occupant.address() as AddressInfo).port;
}

t.test("mesh-bench start", (t) => {
  t.test("serves page, API and target, and its own curl line starts a run", async (t) => {
    const started = await startCommand(["start", "--port", "0", "--http-port", "0"], /Ctrl-C/);
    const [page = "", target = ""] = started.said.match(/http:\/\/127\.0\.0\.1:\d+\//g) ?? [];
    t.match(await (await fetch(page)).text(), /<title>Mesh Bench<\/title>/);
    t.equal((await fetch(target)).status, 200);
    t.same(await (await fetch(`${page}page-settings.json`)).json(), { targetUrl: target });

    const [, url = "", body = ""] = /curl (\S+) .* -d '(.*)'/.exec(started.said) ?? [];
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body });
    t.equal(response.status, 201);
    t.match(started.said, `npx mesh-bench load ${target} --rate 1000`);

    t.equal(await started.end("SIGINT"), 0, "Ctrl-C ends it with a run under way");
    await t.rejects(fetch(page));
    await t.rejects(fetch(target));
  });

  t.test("says in one line which port is taken, and leaves nothing running", async (t) => {
    const port = await occupyPort(t);
    const rows = [
      ["start", "--port", String(port), "--http-port", "0"],
      ["start", "--port", "0", "--http-port", String(port)],
      ["server", "--port", String(port)],
    ];
    for (const args of rows) {
      const { exitCode, stdout, stderr } = await runBinary(args);
      t.equal(exitCode, 1, args.join(" "));
      t.equal(stdout, "");
      t.match(stderr, new RegExp(`^mesh-bench: [^\\n]*${port}[^\\n]*\\n$`));
    }
  });
  t.end();
});

t.test("mesh-bench server", (t) => {
  t.test("prints the port it has found, and ends on SIGTERM", async (t) => {
    const started = await startCommand(["server", "--port", "0", "--max-runs", "1"], /listening/);
    const [url = ""] = /http:\/\/127\.0\.0\.1:\d+\//.exec(started.said) ?? [];
    t.same(await (await fetch(`${url}healthz`)).json(), { status: "ok" });
    t.same(await (await fetch(`${url}page-settings.json`)).json(), { targetUrl: null });
    t.equal(await started.end("SIGTERM"), 0);
  });

  t.test("refuses bad flags with exit code 2", async (t) => {
    const rows = [
      { args: ["--port", "99999"], says: "--port is 99999; it must be a port from 1 to 65535" },
      { args: ["--port", "http"], says: '--port is "http"; it must be a port' },
      { args: ["--max-runs", "0"], says: "--max-runs is 0; it must be a whole number from 1" },
      { args: ["--host", "0.0.0.0"], says: 'host is "0.0.0.0"; it must be a loopback address' },
      { args: ["--data-dir", "/"], says: "unknown option '--data-dir'" },
    ];
    for (const { args, says } of rows) {
      const { exitCode, stderr } = await runBinary(["server", ...args]);
      t.equal(exitCode, 2, args.join(" "));
      t.match(stderr, says);
      t.equal(stderr.split("\n").length, 2, "in one line");
    }
  });
  t.end();
});
