import { createServer as createHttpsServer } from "node:https";
import { createServer as createHttpServer } from "node:http";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import t from "tap";
import { Engine, LoadError, isRunId } from "../../engine/index.js";
import type { Frame } from "../../engine/index.js";
import { auditedResult, closedSpec, openSpec, runToEnd } from "../fixtures/real-run.js";
import { createCertificates } from "../fixtures/tls-certificates.js";
import { withTarget } from "../fixtures/with-target.js";

t.test("Engine", async (t) => {
  const target = await withTarget(t);
  const nullUrl = `${target.url}/null`;

  await t.test("runs the program of the guide", async (t) => {
    const engine = new Engine({ workers: 2 });
    t.teardown(() => engine.close());
    const run = engine.start({
      target: { url: `${target.url}/echo` },
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1000 } },
      connections: 32,
      duration: "500ms",
    });
    const frames: Frame[] = [];
    for await (const frame of run) frames.push(frame);
    const result = await auditedResult(t, run);
    await engine.close();
    t.ok(frames.some((frame) => frame.interval.latency.response.percentiles["99"] !== null));
    t.equal(result.requests.completed, 500);
    t.equal(result.state, "completed");
    t.match(result.status, { "200": 500 });
  });

  await t.test("keeps its threads for the runs that follow", async (t) => {
    const started = watchThreads(t);
    const engine = new Engine({ workers: 2 });
    t.teardown(() => engine.close());
    for (let round = 0; round < 3; round++) {
      await runToEnd(t, engine, closedSpec(nullUrl, { workers: 2, requests: 50 }));
    }
    t.equal(started.length, 2, "three runs of two workers are two threads");
    const ended = started.map((worker) => once(worker, "exit"));
    await engine.close();
    await Promise.all(ended);
  });

  await t.test("runs several at once, up to a limit, and starts nothing past it", async (t) => {
    const started = watchThreads(t);
    const engine = new Engine({ workers: 4, maxRuns: 2 });
    t.teardown(() => engine.close());
    const spec = openSpec(nullUrl, 50, { workers: 1, connections: 2, duration: "1m" });
    const runs = [engine.start(spec), engine.start(spec)];
    t.throws(() => engine.start(spec), {
      code: "MB_RUN_LIMIT",
      message: "2 runs are under way and maxRuns is 2: wait for one to end",
    });
    await Promise.all(runs.map(isMeasuring));
    t.equal(await target.openConnectionCount(), 4, "the refused run opened no connection");
    t.equal(started.length, 2, "and no thread");
    for (const run of runs) run.stop("abort");
    for (const run of runs) t.equal((await auditedResult(t, run)).state, "stopped");
    await runToEnd(t, engine, closedSpec(nullUrl, { requests: 10 }));
  });

  await t.test("reserves all threads of a run or none", async (t) => {
    const engine = new Engine({ workers: 3 });
    t.teardown(() => engine.close());
    const spec = openSpec(nullUrl, 50, { workers: 2, duration: "1m" });
    const run = engine.start(spec);
    t.throws(() => engine.start(spec), {
      code: "MB_RUN_LIMIT",
      message: "the run needs 2 worker threads; 1 of 3 are free: wait for a run to end",
    });
    const small = engine.start({ ...spec, workers: 1 });
    await isMeasuring(small);
    for (const each of [run, small]) {
      each.stop("abort");
      await auditedResult(t, each);
    }
    const again = engine.start({ ...spec, workers: 3 });
    again.stop("abort");
    await auditedResult(t, again);
  });

  await t.test("spreads one rate and one count over its workers", async (t) => {
    const engine = new Engine({ workers: 2 });
    t.teardown(() => engine.close());
    const spec = { workers: 2, connections: 5, duration: "500ms" };
    const run = engine.start(openSpec(nullUrl, 333, spec));
    await isMeasuring(run);
    t.equal(await target.openConnectionCount(), 5, "connections are global");
    const result = await auditedResult(t, run);
    t.equal(result.requests.planned, 167, "#{k : k/333 < 0.5} over both");
    t.equal(result.rate.requestedPerSecond, 333);
    t.match(result.connections, { requested: 5, opened: 5 });
    t.strictSame(
      result.generator.workers.map(({ index }) => index),
      [0, 1],
    );
    t.ok(result.generator.workers.every(({ latenessP99Ns }) => latenessP99Ns !== null));
    const closed = await runToEnd(t, engine, closedSpec(nullUrl, { ...spec, requests: 1001 }));
    t.equal(closed.requests.planned, 1001, "a count is exact");
    t.equal(closed.requests.completed, 1001);
    t.equal(closed.load.coordinated, true);
    t.equal(closed.rate.requestedPerSecond, null);
  });

  await t.test("ends at the duration or the count, whichever comes first", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const counted = await runToEnd(
      t,
      engine,
      closedSpec(nullUrl, { duration: "1m", requests: 20 }),
    );
    t.equal(counted.requests.completed, 20);
    t.ok(counted.measuredSeconds < 30);
    const timed = await runToEnd(
      t,
      engine,
      closedSpec(`${target.url}/?delay=20ms`, { duration: "300ms", requests: 1e6 }),
    );
    t.equal(timed.measuredSeconds, 0.3);
    t.ok(timed.requests.completed > 0 && timed.requests.completed <= 60, "4 at 20 ms in 300 ms");
  });

  await t.test("leaves the warm-up out of every count", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const warmup = { warmup: "200ms", duration: "200ms" };
    const open = await runToEnd(t, engine, openSpec(nullUrl, 100, warmup));
    t.equal(open.requests.planned, 20);
    t.match(open.status, { "204": 20 });
    t.equal(open.measuredSeconds, 0.2);
    t.equal(open.latency.service.count, 20);
    t.equal(
      open.serviceBy.firstOnConnection.count,
      0,
      "the first ones on a connection were before",
    );
    t.not(open.warmupBacklog, null);
    const per = open.bytes.received / 20;
    t.equal(per, Math.trunc(per), "bytes of the measured responses alone");
    const closed = await runToEnd(
      t,
      engine,
      closedSpec(nullUrl, { warmup: "100ms", requests: 30 }),
    );
    t.equal(closed.requests.completed, 30, "the count begins after the warm-up");
  });

  await t.test("stops before the start, once, twice, and not after the end", async (t) => {
    const engine = new Engine({ workers: 2 });
    t.teardown(() => engine.close());
    const early = engine.start(openSpec(nullUrl, 100, { workers: 2, duration: "1m" }));
    early.stop();
    early.stop();
    const result = await auditedResult(t, early);
    t.match(result, { state: "stopped", requests: { planned: 0 }, measuredSeconds: 0 });
    t.equal(early.status.state, "stopped");
    t.equal(early.status.progress, 1);
    t.throws(
      () => {
        early.stop();
      },
      {
        code: "MB_RUN_STATE",
        message: `run ${early.id} has already ended: stopped`,
      },
    );
    const late = engine.start(openSpec(nullUrl, 100, { duration: "1m" }));
    await isMeasuring(late);
    late.stop("drain");
    late.stop("abort");
    t.equal((await auditedResult(t, late)).state, "stopped");
  });

  await t.test("aborts what is under way when it is closed, and then starts nothing", async (t) => {
    const started = watchThreads(t);
    const engine = new Engine({ workers: 2 });
    const run = engine.start(openSpec(`${target.url}/?delay=500ms`, 50, { duration: "1m" }));
    await isMeasuring(run);
    const exits = started.map((worker) => once(worker, "exit"));
    const closing = engine.close();
    t.throws(() => engine.start(closedSpec(nullUrl)), { code: "MB_ENGINE_CLOSED" });
    await Promise.all([closing, engine.close(), ...exits]);
    t.equal((await auditedResult(t, run)).state, "stopped");
    await target.emptied();
  });

  await t.test("fails when no connection can be opened, and says to whom and why", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const port = await freePort();
    const run = engine.start(openSpec(`http://127.0.0.1:${port}/`, 100, { duration: "5s" }));
    const result = await auditedResult(t, run);
    t.equal(result.state, "failed");
    t.equal(result.clock, undefined, "it never began");
    t.match(result.reason, new RegExp(`^no connection to 127\\.0\\.0\\.1:${port}: .*refused`, "i"));
    t.equal(run.status.reason, result.reason);
    t.equal(result.requests.planned, 0);
    t.equal(result.measuredSeconds, 0, "nothing was measured");
    t.equal(result.rate.plannedPerSecond, null, "so that there is no rate");
    await runToEnd(t, engine, closedSpec(nullUrl, { requests: 10 }));
  });

  await t.test("goes on with some of the connections, and says so", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const { url, ca } = await withTlsServer(t, 3);
    const result = await runToEnd(t, engine, {
      ...openSpec(url, 100, { connections: 5, duration: "300ms" }),
      target: { url, tls: { ca } },
    });
    t.equal(result.state, "completed");
    t.ok(result.requests.completed > 0, "on those that there are");
    const missing = result.generator.reasons.find(({ code }) => code === "connectionsMissing");
    t.match(missing, { severity: "suspect", message: /^3 of 5 connections/ });
  });

  await t.test("observes itself over the measured window, not over the warm-up", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const spec = openSpec(nullUrl, 1000, { connections: 4, warmup: "500ms", duration: "200ms" });
    const { generator, startedAt, endedAt } = await runToEnd(t, engine, spec);
    // Instants on the wire are whole milliseconds.
    const runSeconds = (Date.parse(endedAt) - Date.parse(startedAt) + 2) / 1e3;
    const isIn = (value: number | null | undefined, most: number): boolean =>
      typeof value === "number" && value >= 0 && value <= most;
    const { seconds, cpuUserSeconds, cpuSystemSeconds, mainUtilization } = generator.process;
    t.ok(isIn(seconds, runSeconds - 0.5), `${seconds} s`);
    t.ok(isIn(cpuUserSeconds, Infinity) && isIn(cpuSystemSeconds, Infinity));
    t.ok(isIn(mainUtilization, 1), `${mainUtilization}`);
    const worker = generator.workers[0]!;
    t.equal(worker.cpuSeconds !== null, existsSync("/proc/thread-self/schedstat"));
    t.ok((worker.cpuSeconds ?? 0) <= runSeconds - 0.5, `${worker.cpuSeconds} s of CPU`);
    t.ok(isIn(worker.loopDelayP99Ns, worker.loopDelayNsMax ?? -1), "loop delay");
    t.ok(isIn(worker.latenessP99Ns, worker.latenessNsMax ?? -1), "lateness");
    t.ok(isIn(worker.readDelayP99Ns, worker.readDelayNsMax ?? -1), "read delay");
  });

  await t.test("echoes the merged spec, without its secrets and with the seed drawn", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const url = nullUrl.replace("http://", "http://user:pass@");
    const run = engine.start({
      target: { url, headers: { Authorization: "Bearer 1", "X-Plain": "1" } },
      requests: 5,
      connections: 1,
      labels: { purpose: "test" },
    });
    t.ok(isRunId(run.id));
    t.match(run.status.spec.target.headers, { Authorization: "***", "X-Plain": "1" });
    const result = await auditedResult(t, run);
    t.match(result, {
      schema: "mesh-bench/result/v1",
      id: run.id,
      labels: { purpose: "test" },
      spec: {
        target: {
          url: nullUrl.replace("http://", "http://***:***@"),
          headers: { Authorization: "***", "X-Plain": "1" },
          tls: { insecure: false },
        },
        protocol: "http1",
        load: { model: "closed" },
        workers: "auto",
        warmup: "0s",
        timeout: "10s",
        drain: "10s",
        interval: "1s",
      },
    });
    t.ok(Number.isInteger(result.spec.seed));
    t.notMatch(JSON.stringify(result), /Bearer|user:pass/);
    t.equal(result.spec.duration, undefined, "a count alone ends the run");
    t.equal(result.environment.node, process.version);
    t.equal(result.environment.cores, availableParallelism());
  });

  await t.test("counts connections that the target closes after each answer", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const spec = closedSpec(`${target.url}/?close=true`, { connections: 2, requests: 10 });
    const result = await runToEnd(t, engine, spec);
    t.equal(result.requests.completed, 10);
    t.ok(result.connections.opened >= 10, "one connection a request");
    t.equal(result.connections.reused, 0);
    t.equal(result.serviceBy.firstOnConnection.count, 10);
    t.equal(result.serviceBy.laterOnConnection.count, 0);
  });

  await t.test("reaches targets over TLS and over Unix sockets", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const { url, ca, folder } = await withTlsServer(t);
    const trusted = await runToEnd(t, engine, {
      ...openSpec(url, 100, { requests: 20 }),
      target: { url, tls: { ca } },
    });
    t.equal(trusted.requests.completed, 20);
    t.equal(trusted.latency.tlsHandshake.count, 4);
    t.equal(
      trusted.connections.opened,
      4,
      "an answer that overtakes the end of its write is no fault",
    );
    const refused = await runToEnd(t, engine, closedSpec(url, { requests: 20 }));
    t.equal(refused.state, "failed", "an unknown certificate is refused");
    t.match(refused.reason, /self-signed|certificate/i);

    const path = join(folder, "target.sock");
    const unixServer = createHttpServer((_, response) => response.end("ok"));
    await listening(t, unixServer, { path }, "http");
    const unix = await runToEnd(t, engine, {
      ...closedSpec("http://target.test/", { requests: 20 }),
      target: { url: "http://target.test/", unixSocket: path },
    });
    t.equal(unix.requests.completed, 20);
  });

  await t.test("refuses limits that are no counts", (t) => {
    for (const options of [{ workers: 0 }, { workers: 1.5 }, { maxRuns: -1 }, { maxRuns: NaN }]) {
      const [name] = Object.keys(options);
      const message = new RegExp(`^${name} is .*; it must be a whole number above 0$`);
      t.throws(() => new Engine(options), { code: "MB_SPEC_INVALID", message });
    }
    t.throws(() => new Engine({ workers: 0 }), LoadError);
    t.end();
  });
});

interface Closer {
  teardown(close: () => void): void;
}

/** Threads that this process starts from now on. */
function watchThreads(t: Closer): readonly Worker[] {
  const started: Worker[] = [];
  const onWorker = (worker: Worker): void => {
    started.push(worker);
  };
  process.on("worker", onWorker);
  t.teardown(() => {
    process.off("worker", onWorker);
  });
  return started;
}

/** Resolves when the first measured requests have been recorded. */
async function isMeasuring(run: {
  frames(options: { interval: string }): AsyncIterable<Frame>;
}): Promise<void> {
  for await (const frame of run.frames({ interval: "100ms" })) {
    if (frame.inFlight > 0 || frame.total.requests.planned > 0) return;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A target with an authority of its own. Connections past the limit are cut off before their handshake. */
async function withTlsServer(
  t: Closer,
  connectionLimit = Infinity,
): Promise<{ url: string; ca: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "mesh-bench-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const { authority, server: certificate } = await createCertificates();
  const ca = join(folder, "ca.pem");
  writeFileSync(ca, authority.cert);
  const server = createHttpsServer(certificate, (_, response) => response.end("ok"));
  let connectionCount = 0;
  server.on("connection", (socket) => {
    if (++connectionCount > connectionLimit) socket.destroy();
  });
  const url = await listening(t, server, { host: "127.0.0.1", port: 0 }, "https");
  return { url, ca, folder };
}

async function listening(
  t: Closer,
  server: Server,
  where: { host: string; port: number } | { path: string },
  scheme: string,
): Promise<string> {
  server.listen(where);
  await once(server, "listening");
  t.teardown(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === "object" ? `${scheme}://127.0.0.1:${address?.port}/` : "";
}
