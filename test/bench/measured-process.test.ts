import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import { Children } from "../../bench/children.js";
import { parseCpuSeconds, runMeasured } from "../../bench/measured-process.js";
import { parseRequestCount } from "../../bench/nginx.js";
import type { Peer } from "../../bench/peers/index.js";
import { parsePeakBytes } from "../../bench/process-memory.js";
import { cpuUsPerRequest, measureRounds } from "../../bench/scenarios/samples.js";
import type { Setting } from "../../bench/setting.js";

const UNPINNED = { generator: undefined, target: undefined, others: [] };

function withChildren(test: Test): Children {
  const children = new Children();
  test.teardown(() => children.close());
  return children;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // No such process: what the question is about.
    return false;
  }
}

function options(signal = new AbortController().signal, timeoutMs = 60_000) {
  return { cores: UNPINNED, timeoutMs, signal };
}

t.test("runMeasured", async (t) => {
  await t.test("keeps the tool's two streams and exit code apart from its cost", async (t) => {
    const script =
      "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3;";
    const done = await runMeasured(withChildren(t), [process.execPath, "-e", script], options());
    t.strictSame([done.exitCode, done.stdout, done.stderr], [3, "out", "err"]);
  });

  await t.test("counts the CPU time and the memory of processes below the tool", async (t) => {
    // The inner process fills 64 MB and then works for 300 ms of its own CPU time.
    const inner =
      "const b = Buffer.alloc(64e6, 1); while (process.cpuUsage().user + process.cpuUsage().system < 300e3);";
    const outer = `require("node:child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(inner)}])`;
    const done = await runMeasured(withChildren(t), [process.execPath, "-e", outer], options());
    t.equal(done.exitCode, 0);
    t.ok(done.cpuSeconds >= 0.3, `${done.cpuSeconds} s`);
    t.ok(done.peakBytes >= 64e6, `${done.peakBytes} bytes`);
  });

  await t.test("leaves no process behind when it is stopped", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    t.teardown(() => server.close());
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    // The tool announces itself, so that the stop meets it running, and then waits for ever.
    const script = `require("node:net").connect(${port}, "127.0.0.1").write(String(process.pid)); setInterval(() => {}, 1000);`;
    const stop = new AbortController();
    const running = runMeasured(
      withChildren(t),
      [process.execPath, "-e", script],
      options(stop.signal),
    );
    const [socket] = (await once(server, "connection")) as [Socket];
    socket.on("error", () => undefined);
    const [announced] = (await once(socket, "data")) as [Buffer];
    t.ok(isAlive(Number(announced.toString())));
    stop.abort();
    await t.rejects(running, { name: "AbortError" });
    t.notOk(isAlive(Number(announced.toString())));
  });

  await t.test("names its time limit when that is what ended it", async (t) => {
    const argv = [process.execPath, "-e", "setInterval(() => {}, 1000)"];
    await t.rejects(runMeasured(withChildren(t), argv, options(undefined, 300)), {
      message: "it ran longer than 300 ms",
    });
  });
});

t.test("measureRounds", async (t) => {
  const peer = (name: string, script: string, extra: Partial<Peer> = {}): Peer => ({
    name,
    version: () => "1",
    refusal: () => undefined,
    argv: () => [process.execPath, "-e", script],
    parse: ({ stdout }) => {
      if (stdout === "") throw new Error("its output has no figure");
      return { requestCount: Number(stdout), failedCount: 0, requestsPerSecond: Number(stdout) };
    },
    ...extra,
  });
  const setting = (test: Test): Setting => {
    const folder = mkdtempSync(join(tmpdir(), "bench-test-"));
    test.teardown(() => {
      rmSync(folder, { recursive: true });
    });
    return {
      children: withChildren(test),
      cores: UNPINNED,
      // No scenario here talks to a server.
      target: undefined as never,
      folder,
      rounds: 2,
      seconds: 1,
      signal: new AbortController().signal,
      say: () => undefined,
    };
  };
  const task = { url: "", connections: 1, seconds: 1, certificateFile: "" };

  await t.test("runs every tool once per round, in a rotated order", async (t) => {
    const peers = [peer("a", "process.stdout.write('1')"), peer("b", "process.stdout.write('2')")];
    const samples = await measureRounds(setting(t), { peers, task });
    t.strictSame(
      samples.map(({ peerName, round, place }) => [round, place, peerName]),
      [
        [1, 1, "a"],
        [1, 2, "b"],
        [2, 1, "b"],
        [2, 2, "a"],
      ],
    );
  });

  await t.test("keeps a failed tool with its reason, and goes on", async (t) => {
    const peers = [
      peer("exits", "console.error('first\\ncannot connect'); process.exitCode = 2;"),
      peer("is silent", ""),
      peer("is absent", "", { argv: () => ["/no/such/tool"] }),
      peer("is invalid but whole", "process.stdout.write('7'); process.exitCode = 5;", {
        exitCodesWithResult: [5],
      }),
    ];
    const samples = await measureRounds({ ...setting(t), rounds: 1 }, { peers, task });
    const reasons = samples.map(({ outcome }) =>
      outcome.kind === "failed" ? outcome.reason : outcome.report.requestCount,
    );
    t.equal(reasons[0], "exit 2: cannot connect");
    t.equal(reasons[1], "its output has no figure");
    t.match(reasons[2], /^exit 127: .*\/no\/such\/tool/);
    t.equal(reasons[3], 7);
  });

  await t.test(
    "takes the target's count between its two questions, without the second",
    async (t) => {
      const counts = [10, 18];
      const readRequestCount = async (): Promise<number> => counts.shift() ?? Number.NaN;
      const peers = [peer("a", "process.stdout.write('6')")];
      const [sample] = await measureRounds(
        { ...setting(t), rounds: 1 },
        { peers, task, readRequestCount },
      );
      t.equal(sample?.outcome.kind === "measured" && sample.outcome.cost.targetRequestCount, 7);
    },
  );

  await t.test("waits for the tool to end before it reports a failed start action", async (t) => {
    let alive = true;
    const peers = [peer("a", "setTimeout(() => process.stdout.write('1'), 300)")];
    const context = { ...setting(t), rounds: 1 };
    const started = context.children.start.bind(context.children);
    context.children.start = (argv, stdio) =>
      started(argv, stdio).once("exit", () => {
        alive = false;
      });
    const onStart = (): Promise<void> => Promise.reject(new Error("no stall"));
    const [sample] = await measureRounds(context, { peers, task, onStart });
    t.notOk(alive);
    t.match(sample?.outcome, { kind: "failed", reason: "no stall" });
  });
});

t.test("cpuUsPerRequest", async (t) => {
  const report = { requestCount: 50, failedCount: 0, requestsPerSecond: 1 };
  const cost = { cpuSeconds: 0.001, peakBytes: 0 };
  await t.test("divides by what the target counted", async (t) => {
    t.equal(cpuUsPerRequest(report, { ...cost, targetRequestCount: 100 }), 10);
  });
  await t.test("divides by the tool's own count where the target keeps none", async (t) => {
    t.equal(cpuUsPerRequest(report, { ...cost, targetRequestCount: undefined }), 20);
  });
  await t.test("is absent without a request", async (t) => {
    t.equal(cpuUsPerRequest(report, { ...cost, targetRequestCount: 0 }), undefined);
  });
});

t.test("readings", async (t) => {
  t.equal(parseCpuSeconds("1.250 0.500\n"), 1.75);
  t.equal(parsePeakBytes("Name:\tx\nVmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n"), 2_097_152);
  t.equal(parsePeakBytes("Name:\tx\nState:\tZ (zombie)\n"), 0);
  const page =
    "Active connections: 1 \nserver accepts handled requests\n 26 27 4711 \nReading: 0 Writing: 1 Waiting: 0 \n";
  t.equal(parseRequestCount(page), 4711);
  t.throws(() => parseRequestCount("404"), { message: /no count of requests/ });
});
