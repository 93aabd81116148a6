import { setImmediate as turn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import type { HttpTarget } from "../../../server/targets/index.js";
import { connectTo, get, startTarget } from "./raw-client.js";
import type { RawClient } from "./raw-client.js";

/** How a connection ended, and what came before. */
interface Ending {
  readonly text: string;
  /** The code of the socket's error; undefined for an end in order. */
  readonly errorCode: string | undefined;
}

async function endingOf(client: RawClient): Promise<Ending> {
  let errorCode: string | undefined;
  client.socket.on("error", (error: NodeJS.ErrnoException) => (errorCode = error.code));
  const text = await client.readToEnd();
  // An error is told before the close that follows it, but perhaps after the end.
  if (!client.socket.closed) await new Promise((resolve) => client.socket.once("close", resolve));
  return { text, errorCode };
}

async function ask(t: Test, target: HttpTarget, query: string, method = "GET"): Promise<Ending> {
  const client = await connectTo(t, target);
  const ending = endingOf(client);
  client.send(get(query, method));
  return ending;
}

await t.test("fault", async (t) => {
  const target = await startTarget(t);
  await t.test("reset: the connection is broken, without an answer", async (t) => {
    t.same(await ask(t, target, "/?fault=reset&size=100"), { text: "", errorCode: "ECONNRESET" });
  });
  await t.test("close: the connection ends in order, without an answer", async (t) => {
    t.same(await ask(t, target, "/?fault=close&size=100"), { text: "", errorCode: undefined });
  });
  await t.test("garbage: bytes that are no HTTP, and the end", async (t) => {
    const { text, errorCode } = await ask(t, target, "/?fault=garbage");
    t.equal(errorCode, undefined);
    t.ok(text.length > 0);
    t.notMatch(text, "HTTP/");
    await t.rejects(
      fetch(`${target.url}/?fault=garbage`),
      "a client does not take it for an answer",
    );
  });
  for (const { sizeBytes, keptBytes } of [
    { sizeBytes: 1, keptBytes: 0 },
    { sizeBytes: 1001, keptBytes: 500 },
    { sizeBytes: 3_000_000, keptBytes: 1_500_000 },
  ]) {
    await t.test(`truncate: half of ${sizeBytes} bytes, and the end`, async (t) => {
      const path = `/?fault=truncate&size=${sizeBytes}`;
      const { text, errorCode } = await ask(t, target, path);
      t.equal(errorCode, undefined);
      const bodyIndex = text.indexOf("\r\n\r\n") + 4;
      t.match(text.slice(0, bodyIndex), `Content-Length: ${sizeBytes}\r\n`);
      t.equal(text.length - bodyIndex, keptBytes);
    });
  }
  await t.test("truncate: half of the echo of a body", async (t) => {
    const client = await connectTo(t, target);
    client.send("POST /?fault=truncate HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabcdef");
    t.match(await client.readToEnd(), /Content-Length: 6\r\n\r\nabc$/);
  });
  await t.test("truncate: half of the head of an answer without a body", async (t) => {
    for (const [query, method] of [
      ["/?fault=truncate", "GET"],
      ["/?fault=truncate&status=204", "GET"],
      ["/?fault=truncate&size=100", "HEAD"],
    ] as const) {
      const { text } = await ask(t, target, query, method);
      t.match(text, /^HTTP\/1\.1 /);
      t.notMatch(text, "\r\n\r\n");
    }
  });
  await t.test("comes after the delay", async (t) => {
    const sentMs = performance.now();
    t.match(await ask(t, target, "/?fault=reset&delay=30ms"), { errorCode: "ECONNRESET" });
    t.ok(performance.now() - sentMs >= 30);
  });
});

await t.test("fault=hang", async (t) => {
  const target = await startTarget(t);
  await t.test("never answers, on that connection", async (t) => {
    const hung = await connectTo(t, target);
    hung.send(get("/?fault=hang") + get("/null"));
    while (target.stats.requestCount < 1) await turn();
    // Whatever else arrives on it is dropped.
    hung.send(get("/null"));
    const other = await connectTo(t, target);
    for (let i = 0; i < 50; i++) t.equal((await other.get("/null")).status, 204);
    t.equal(target.stats.requestCount, 51);
    t.notOk(hung.socket.destroyed);
    t.equal(target.stats.openConnectionCount, 2);
  });
  await t.test("lets go when the client does", async (t) => {
    const before = target.stats.openConnectionCount;
    const hung = await connectTo(t, target);
    while (target.stats.openConnectionCount === before) await turn();
    hung.send(get("/?fault=hang"));
    hung.socket.end();
    t.equal(await hung.readToEnd(), "");
    while (target.stats.openConnectionCount > before) await turn();
  });
  await t.test("lets go when the client had ended before", async (t) => {
    const before = target.stats.openConnectionCount;
    const hung = await connectTo(t, target);
    hung.socket.end(get("/?fault=hang&delay=20ms"));
    t.equal(await hung.readToEnd(), "");
    while (target.stats.openConnectionCount > before) await turn();
  });
});

await t.test("faultEvery", async (t) => {
  /** @returns whether each of so many requests, on connections of their own, was reset */
  const failuresOf = async (t: Test, target: HttpTarget, path: string): Promise<boolean[]> => {
    const failures: boolean[] = [];
    for (let i = 0; i < 7; i++) {
      failures.push((await ask(t, target, path, "HEAD")).errorCode === "ECONNRESET");
    }
    return failures;
  };
  await t.test("fails every n-th request of a plan, over all connections", async (t) => {
    const target = await startTarget(t);
    const failures = await failuresOf(t, target, "/a?close=true&fault=reset&faultEvery=3");
    t.same(failures, [false, false, true, false, false, true, false]);
  });
  await t.test(
    "counts each path with its query by itself, however many others there are",
    async (t) => {
      const target = await startTarget(t);
      const failing = "/?fault=reset&faultEvery=2&close=true";
      t.match(await ask(t, target, failing), { text: /^HTTP/ });
      t.match(await ask(t, target, `${failing}&header=A:b`), { text: /^HTTP/ });
      const client = await connectTo(t, target);
      for (let i = 0; i < 300; i++) await client.get(`/${i}`);
      t.match(await ask(t, target, failing), { text: "", errorCode: "ECONNRESET" });
    },
  );
  await t.test("leaves the other requests of the connection as they are", async (t) => {
    const client = await connectTo(t, await startTarget(t));
    client.send(get("/?size=3&fault=close&faultEvery=5").repeat(20));
    t.equal((await client.readToEnd()).match(/HTTP\/1\.1 200/g)?.length, 4);
  });
});

await t.test(
  "faultPercent fails that share of the requests, the same ones with the same seed",
  async (t) => {
    const failuresOf = async (seed: number): Promise<boolean[]> => {
      const target = await startTarget(t, { seed });
      const failures: boolean[] = [];
      for (let i = 0; i < 100; i++) {
        const { text } = await ask(t, target, "/?close=true&fault=close&faultPercent=30");
        failures.push(text === "");
      }
      return failures;
    };
    const failures = await failuresOf(1);
    t.same(await failuresOf(1), failures);
    const failureCount = failures.filter(Boolean).length;
    t.ok(failureCount > 30 - 4 * 4.6 && failureCount < 30 + 4 * 4.6, `${failureCount} of 100`);
  },
);

await t.test("a fault does not happen in a freeze, but at its end", async (t) => {
  const target = await startTarget(t);
  const client = await connectTo(t, target);
  const ending = endingOf(client);
  const frozenMs = performance.now();
  target.freeze(60, 0);
  client.send(get("/?fault=reset"));
  t.match(await ending, { errorCode: "ECONNRESET" });
  t.ok(performance.now() - frozenMs >= 60);
});

await t.test("an early death", async (t) => {
  await t.test("at the n-th request resets all connections and stops listening", async (t) => {
    const target = await startTarget(t, { dieAfter: { kind: "requests", count: 4 } });
    const idle = await connectTo(t, target);
    const delayed = await connectTo(t, target);
    const idleEnding = endingOf(idle);
    const delayedEnding = endingOf(delayed);
    delayed.send(get("/?delay=10s"));
    while (target.stats.requestCount < 1) await turn();
    const client = await connectTo(t, target);
    t.equal((await client.get("/null")).status, 204);
    t.equal((await client.get("/null")).status, 204);
    const ending = endingOf(client);
    client.send(get("/null"));
    t.same(await ending, { text: "", errorCode: "ECONNRESET" });
    t.same(await idleEnding, { text: "", errorCode: "ECONNRESET" });
    t.same(await delayedEnding, { text: "", errorCode: "ECONNRESET" });
    await target.died;
    t.equal(target.stats.requestCount, 4);
    t.equal(target.stats.openConnectionCount, 0);
    await t.rejects(connectTo(t, target), { code: "ECONNREFUSED" });
  });
  await t.test("answers what was pipelined before the n-th", async (t) => {
    const target = await startTarget(t, { dieAfter: { kind: "requests", count: 3 } });
    const client = await connectTo(t, target);
    client.send(get("/null").repeat(5));
    t.equal((await client.read()).status, 204);
    t.equal((await client.read()).status, 204);
    await t.rejects(client.read(), /ended after: $/);
  });
  await t.test("after a time counts from the first request", async (t) => {
    const target = await startTarget(t, { dieAfter: { kind: "time", afterMs: 40 } });
    const client = await connectTo(t, target);
    const ending = endingOf(client);
    const sentMs = performance.now();
    t.equal((await client.get("/null")).status, 204);
    t.match(await ending, { errorCode: "ECONNRESET" });
    t.ok(performance.now() - sentMs >= 40);
    await target.died;
  });
});

await t.test("stalls of the options count from the first request, which is answered", async (t) => {
  const target = await startTarget(t, {
    stalls: [
      { durationMs: 60, afterMs: 0, everyMs: 0 },
      { durationMs: 1, afterMs: 3_600_000, everyMs: 0 },
    ],
  });
  const client = await connectTo(t, target);
  const sentMs = performance.now();
  t.equal((await client.get("/null")).status, 204);
  t.equal((await client.get("/null")).status, 204);
  t.ok(performance.now() - sentMs >= 60, "the second waited");
  await t.rejects(
    startTarget(t, { stalls: [{ durationMs: -1, afterMs: 0, everyMs: 0 }] }),
    RangeError,
  );
});
