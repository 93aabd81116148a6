import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { LoadError, parseRunSpec } from "../../../engine/index.js";
import type { RunSpec, TargetSpec } from "../../../engine/index.js";
import type { RequestPlan } from "../../../engine/core/index.js";
import type { Template } from "../../../wire/index.js";
import { planRun } from "../../../engine/run/worker-plans.js";
import type { RunPlan } from "../../../engine/run/worker-plans.js";
import { closedSpec, openSpec } from "../../fixtures/real-run.js";

const URL = "http://127.0.0.1:8080/";

const CLOSED = { model: "closed", thinkTimeNs: 0, connections: { kind: "const", count: 8 } };

t.test("planRun", async (t) => {
  await t.test("deals connections, requests and pending arrivals evenly", (t) => {
    const closed = plan(closedSpec(URL, { workers: 3, connections: 8, requests: 10 }));
    t.strictSame(
      closed.workers.map(({ connectionCount }) => connectionCount),
      [3, 3, 2],
    );
    t.strictSame(
      closed.workers.map(({ load }) => load),
      [
        { ...CLOSED, requestCount: 4 },
        { ...CLOSED, requestCount: 3 },
        { ...CLOSED, requestCount: 3 },
      ],
    );
    const open = plan({
      ...openSpec(URL, 100, { workers: 2, connections: 5, duration: "1s" }),
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 }, maxPending: 7 },
    });
    t.strictSame(
      open.workers.map(({ stripe }) => stripe),
      [
        { stripeIndex: 0, stripeCount: 2 },
        { stripeIndex: 1, stripeCount: 2 },
      ],
    );
    t.match(
      open.workers.map(({ load }) => load),
      [{ maxPending: 4 }, { maxPending: 3 }],
    );
    t.end();
  });

  await t.test("tells every worker how to wait", (t) => {
    for (const pacing of ["precise", "economy"] as const) {
      const planned = plan(openSpec(URL, 10, { workers: 2, pacing }));
      t.equal(planned.pacing, pacing);
      t.ok(planned.workers.every((worker) => worker.pacing === pacing));
    }
    t.match(plan(openSpec(URL, 10, { pacing: "auto" })).pacing, /^(precise|economy)$/);
    t.end();
  });

  await t.test("tells every worker which connection is next", (t) => {
    for (const connectionChoice of ["roundRobin", "lifo", "leastBusy"] as const) {
      const { workers } = plan(openSpec(URL, 10, { workers: 2, connectionChoice }));
      const expected = { kind: connectionChoice };
      t.strictSame(
        workers.map(({ choice }) => choice),
        [expected, expected],
      );
    }
    const { workers } = plan(openSpec(URL, 10, { workers: 2, connectionChoice: "random" }));
    const seeds = workers.map(({ choice }) => (choice.kind === "random" ? choice.seed : undefined));
    t.ok(seeds.every(Number.isSafeInteger) && seeds[0] !== seeds[1], "they don't draw alike");
    t.end();
  });

  await t.test("tells every worker the rules of its connections", (t) => {
    const rules = {
      maxRequests: null,
      maxAgeNs: null,
      connect: "before",
      staggerNs: 0,
      retry: "idle-close",
    };
    for (const { rest, expected } of [
      { rest: {}, expected: { streams: 1, ...rules } },
      {
        rest: {
          streams: 4,
          maxRequestsPerConnection: 100,
          maxConnectionAge: "1m",
          connectStagger: "5ms",
          retry: "none",
        } as const,
        expected: {
          streams: 4,
          maxRequests: 100,
          maxAgeNs: 60e9,
          connect: "before",
          staggerNs: 5e6,
          retry: "none",
        },
      },
      {
        rest: { connect: "lazy" } as const,
        expected: { streams: 1, ...rules, connect: "lazy" },
      },
    ]) {
      t.strictSame(
        plan(closedSpec(URL, { workers: 2, ...rest })).workers.map(
          ({ connectionRules }) => connectionRules,
        ),
        [expected, expected],
      );
    }
    t.end();
  });

  await t.test("tells every worker where responses say what their upstream took", (t) => {
    for (const { spec, expected } of [
      { spec: {}, expected: null },
      {
        spec: { serverTiming: { header: "x-took" } },
        expected: { header: "x-took", metric: null, unitNs: 1e6 },
      },
      {
        spec: { serverTiming: { header: "Server-Timing", metric: "db", unit: "us" } },
        expected: { header: "Server-Timing", metric: "db", unitNs: 1000 },
      },
      {
        spec: { serverTiming: { header: "x-took", unit: "s" } },
        expected: { header: "x-took", metric: null, unitNs: 1e9 },
      },
    ] as const) {
      const { workers } = plan(closedSpec(URL, { workers: 2, ...spec }));
      t.strictSame(
        workers.map(({ serverTiming }) => serverTiming),
        [expected, expected],
      );
    }
    t.end();
  });

  await t.test("ends an open schedule at the duration or the count, whichever comes first", (t) => {
    for (const { name, rest, endIndex, endNs } of [
      { name: "duration", rest: { duration: "2s" }, endIndex: Infinity, endNs: 2e9 },
      { name: "count", rest: { requests: 5 }, endIndex: 5, endNs: 0.5e9 },
      { name: "count first", rest: { duration: "2s", requests: 5 }, endIndex: 5, endNs: 0.5e9 },
      {
        name: "duration first",
        rest: { duration: "1s", requests: 99 },
        endIndex: 99,
        endNs: 1e9,
      },
      {
        name: "warm-up before the duration",
        rest: { warmup: "1s", duration: "1s" },
        endIndex: Infinity,
        endNs: 2e9,
      },
      {
        name: "warm-up before the count",
        rest: { warmup: "1s", requests: 5 },
        endIndex: 15,
        endNs: 1.5e9,
      },
      {
        // Arrivals at 0, 100 ms, 200 ms …: the window begins at 50 ms and holds the 5 from 100 to 500 ms in N/λ.
        name: "warm-up between two arrivals",
        rest: { warmup: "50ms", requests: 5 },
        endIndex: 6,
        endNs: 0.55e9,
      },
    ]) {
      const [worker] = plan(openSpec(URL, 10, rest)).workers;
      const { load } = worker!;
      t.equal(load.model === "open" && (load.end.count?.endIndex ?? Infinity), endIndex, name);
      t.equal(worker!.endNs, endNs, name);
    }
    t.end();
  });

  await t.test("never cuts off the last of a count by rounding", (t) => {
    for (const ratePerSecond of [3, 7, 333.333, 999_983]) {
      for (const warmup of ["0s", "1ms", "333us", "1234567us"]) {
        const { workers, warmupNs, endNs } = plan(
          openSpec(URL, ratePerSecond, { warmup, requests: 100 }),
        );
        const { load } = workers[0]!;
        const endIndex = load.model === "open" ? load.end.count!.endIndex : 0;
        const lastNs = Math.round(((endIndex - 1) * 1e9) / ratePerSecond);
        const name = `${ratePerSecond}/s after ${warmup}`;
        t.ok(lastNs < (endNs ?? 0), `${name}: the last arrival lies before the end`);
        const wantedNs = (100 * 1e9) / ratePerSecond;
        t.ok(Math.abs((endNs ?? 0) - warmupNs - wantedNs) <= 1, `${name}: N arrivals last N/λ`);
      }
    }
    t.end();
  });

  await t.test("takes the URL apart", (t) => {
    for (const { name, target, wanted } of [
      {
        name: "default port",
        target: { url: "http://host/a?b=c" },
        wanted: { host: "host", port: 80, authority: "host", tls: null, unixSocket: null },
      },
      {
        name: "IPv6",
        target: { url: "http://[::1]:8080/" },
        wanted: { host: "::1", port: 8080, authority: "[::1]:8080" },
      },
      {
        name: "connectTo",
        target: { url: "https://name.test/", connectTo: "[::1]:8443" },
        wanted: {
          host: "::1",
          port: 8443,
          authority: "name.test",
          tls: { serverName: "name.test" },
        },
      },
      {
        name: "Unix socket",
        target: { url: "http://name.test/", unixSocket: "/run/a.sock" },
        wanted: { unixSocket: "/run/a.sock", authority: "name.test" },
      },
    ]) {
      t.match(plan({ target }).workers[0]?.target, wanted, name);
    }
    t.equal(plan({ target: { url: URL, unixSocket: "/run/a.sock" } }).targetName, "/run/a.sock");
    t.equal(plan({ target: { url: URL } }).targetName, "127.0.0.1:8080");
    t.end();
  });

  await t.test("makes the request", (t) => {
    const request = (target: Partial<TargetSpec>, seed = 1): RequestPlan =>
      plan({ target: { url: "http://u:p@host/a?b=c#d", ...target }, seed }).workers[0]!
        .requests[0]!;
    const text = (literal: string): Template => [{ kind: "literal", text: literal }];
    t.match(request({}), { method: "GET", path: text("/a?b=c"), body: null });
    t.strictSame(request({}).headers, [["Authorization", text("Basic dTpw")]]);
    t.match(request({ body: "é" }), { method: "POST", body: text("é") });
    t.match(request({ body: "", method: "PUT" }), { method: "PUT", body: [] });
    const random = request({ body: { randomBytes: 64 } }).body;
    t.equal(random?.length, 64);
    t.strictSame(request({ body: { randomBytes: 64 } }).body, random, "the same for the same seed");
    t.notSame(request({ body: { randomBytes: 64 } }, 2).body, random, "another for another seed");
    t.end();
  });

  await t.test("refuses more workers than there are threads", (t) => {
    t.throws(() => plan(closedSpec(URL, { workers: 4, connections: 4 })), {
      code: "MB_SPEC_INVALID",
      message: "workers is 4; this engine has at most 3 worker threads",
      issues: [{ pointer: "/workers" }],
    });
    t.end();
  });

  await t.test("names the field of a file that can't be used", (t) => {
    const folder = mkdtempSync(join(tmpdir(), "mesh-bench-"));
    t.teardown(() => {
      rmSync(folder, { recursive: true });
    });
    const missing = join(folder, "missing");
    const nonsense = join(folder, "nonsense.pem");
    writeFileSync(nonsense, "not a certificate");
    const url = "https://127.0.0.1/";
    for (const { name, target, pointer, message } of [
      {
        name: "no CA file",
        target: { url, tls: { ca: missing } },
        pointer: "/target/tls/ca",
        message: /^target\.tls\.ca is ".*missing", which can't be read: ENOENT/,
      },
      {
        name: "a CA file without a certificate",
        target: { url, tls: { ca: nonsense } },
        pointer: "/target/tls/ca",
        message: /^target\.tls\.ca is ".*nonsense\.pem", which is not a PEM file that TLS can use/,
      },
      {
        name: "no client certificate",
        target: { url, tls: { cert: missing, key: nonsense } },
        pointer: "/target/tls/cert",
        message: /^target\.tls\.cert is .* can't be read/,
      },
      {
        name: "no body",
        target: { url, body: { file: missing } },
        pointer: "/target/body/file",
        message: /^target\.body\.file is .* can't be read: ENOENT/,
      },
      {
        name: "a folder as a body",
        target: { url, body: { file: folder } },
        pointer: "/target/body/file",
        message: /^target\.body\.file is .* can't be read: EISDIR/,
      },
    ]) {
      try {
        plan({ target });
        t.fail(`${name} was accepted`);
      } catch (error) {
        t.match(error, { code: "MB_SPEC_FILE", message, issues: [{ pointer, message }] }, name);
        t.ok(error instanceof LoadError, `${name}: the class is LoadError`);
      }
    }
    t.end();
  });
});

function plan(spec: RunSpec): RunPlan {
  return planRun(parseRunSpec(spec), 3);
}
