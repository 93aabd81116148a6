import { setImmediate as turn } from "node:timers/promises";
import t from "tap";
import { connectTo, get, startTarget } from "./raw-client.js";

await t.test("/control", async (t) => {
  await t.test("says what it planned, at once, before the freeze begins", async (t) => {
    const client = await connectTo(t, await startTarget(t));
    const firstChunk = new Promise<Buffer>((resolve) => client.socket.once("data", resolve));
    const sentMs = performance.now();
    client.send(get("/control?stall=120ms") + get("/null"));
    t.match((await firstChunk).toString(), /\{"stallMs":120,"afterMs":0\}\n$/);
    t.same(JSON.parse((await client.read()).body.toString()), { stallMs: 120, afterMs: 0 });
    t.equal((await client.read()).status, 204);
    t.ok(performance.now() - sentMs >= 120, "the request behind it waited for the end");
  });
  await t.test("freezes after the time that was asked for", async (t) => {
    const client = await connectTo(t, await startTarget(t));
    t.match(await client.get("/control?stall=100ms@50ms"), { status: 200 });
    const plannedMs = performance.now();
    let longestMs = 0;
    let beforeCount = 0;
    while (performance.now() - plannedMs < 250) {
      const sentMs = performance.now();
      await client.get("/null");
      longestMs = Math.max(longestMs, performance.now() - sentMs);
      if (longestMs < 50) beforeCount++;
    }
    t.ok(beforeCount > 0, "service goes on until then");
    // The one request that was under way when it began was sent within the same turns of the loop.
    t.ok(longestMs >= 80, `the longest answer took ${longestMs} ms`);
  });
  await t.test("comes again with every, until it is switched off", async (t) => {
    const target = await startTarget(t);
    const client = await connectTo(t, target);
    const { body } = await client.get("/control?stall=40ms@10ms&every=60ms");
    t.same(JSON.parse(body.toString()), { stallMs: 40, afterMs: 10, everyMs: 60 });
    const waitsOver30Ms = async (untilCount: number, untilMs: number): Promise<number> => {
      const startMs = performance.now();
      let count = 0;
      while (count < untilCount && performance.now() - startMs < untilMs) {
        const sentMs = performance.now();
        await client.get("/null");
        if (performance.now() - sentMs >= 30) count++;
      }
      return count;
    };
    t.equal(await waitsOver30Ms(3, 10_000), 3);
    t.same(JSON.parse((await client.get("/control?stall=off")).body.toString()), { stall: "off" });
    for (let i = 0; i < 100; i++) target.freeze(1, 3_600_000);
    t.match(await client.get("/control?stall=1s"), { status: 429 }, "it had left its place free");
    t.equal((await client.get("/control?stall=off")).status, 200);
    t.match(await client.get("/control?stall=1ms@1h"), { status: 200 });
  });
  await t.test("takes units, fractions, and an encoded @", async (t) => {
    const client = await connectTo(t, await startTarget(t));
    const { body } = await client.get("/control?stall=500us%401h");
    t.same(JSON.parse(body.toString()), { stallMs: 0.5, afterMs: 3_600_000 });
  });
});

await t.test("a frozen target", async (t) => {
  await t.test(
    "answers in the order of arrival, over all connections, when it is over",
    async (t) => {
      const target = await startTarget(t);
      const clients = [];
      for (let i = 0; i < 4; i++) clients.push(await connectTo(t, target));
      const answered: number[] = [];
      for (const [index, client] of clients.entries()) {
        client.socket.on("data", () => answered.push(index));
      }
      const frozenMs = performance.now();
      target.freeze(100, 0);
      const order = [2, 0, 3, 1];
      for (const index of order) {
        clients[index]?.send(get("/null"));
        await turn();
        await turn();
        await turn();
      }
      t.equal(target.stats.requestCount, 0);
      t.same(answered, []);
      await Promise.all(clients.map((client) => client.read()));
      t.ok(performance.now() - frozenMs >= 100);
      t.same(answered, order);
    },
  );
  await t.test("holds answers back that fall due in it", async (t) => {
    const target = await startTarget(t);
    const client = await connectTo(t, target);
    client.send(get("/?delay=30ms&status=201") + get("/?status=202"));
    while (target.stats.requestCount === 0) await turn();
    const frozenMs = performance.now();
    target.freeze(120, 0);
    t.equal((await client.read()).status, 201);
    t.ok(performance.now() - frozenMs >= 120);
    t.equal((await client.read()).status, 202);
  });
  await t.test("lets a longer delay run on", async (t) => {
    const target = await startTarget(t);
    const client = await connectTo(t, target);
    const sentMs = performance.now();
    client.send(get("/?delay=100ms"));
    while (target.stats.requestCount === 0) await turn();
    target.freeze(20, 0);
    t.equal((await client.read()).status, 200);
    t.ok(performance.now() - sentMs >= 100);
  });
  await t.test("accepts connections, and serves them when it is over", async (t) => {
    const target = await startTarget(t);
    const frozenMs = performance.now();
    target.freeze(80, 0);
    const client = await connectTo(t, target);
    client.send(get("/null").slice(0, 9));
    await turn();
    client.send(get("/null").slice(9));
    t.equal((await client.read()).status, 204);
    t.ok(performance.now() - frozenMs >= 80);
    t.equal((await client.get("/null")).status, 204, "and goes on");
  });
  await t.test("sends no more of a body that is under way", async (t) => {
    const target = await startTarget(t);
    const client = await connectTo(t, target);
    client.socket.pause();
    client.send(get("/?size=60000000"));
    while (target.stats.requestCount === 0) await turn();
    const frozenMs = performance.now();
    target.freeze(100, 0);
    client.socket.resume();
    t.equal((await client.read()).body.length, 60_000_000);
    t.ok(performance.now() - frozenMs >= 100);
  });
  await t.test("does not notice the end of a client before it is over", async (t) => {
    const target = await startTarget(t);
    const idle = await connectTo(t, target);
    const asking = await connectTo(t, target);
    const frozenMs = performance.now();
    target.freeze(60, 0);
    idle.socket.end();
    asking.socket.end(get("/null"));
    t.match(await asking.readToEnd(), /^HTTP\/1\.1 204/);
    await idle.ended;
    t.ok(performance.now() - frozenMs >= 60);
  });
  await t.test("survives connections that go away while they wait", async (t) => {
    const target = await startTarget(t);
    const leaving = await connectTo(t, target);
    const staying = await connectTo(t, target);
    target.freeze(50, 0);
    leaving.send(get("/null"));
    staying.send(get("/null"));
    await turn();
    await turn();
    leaving.socket.resetAndDestroy();
    t.equal((await staying.read()).status, 204);
  });
});

await t.test("freezes that overlap are one, up to the latest end", async (t) => {
  const target = await startTarget(t);
  const client = await connectTo(t, target);
  const frozenMs = performance.now();
  target.freeze(120, 0);
  target.freeze(30, 10);
  t.equal((await client.get("/null")).status, 204);
  t.ok(performance.now() - frozenMs >= 120);
});

await t.test(
  "a freeze asked for by a request that waited in one keeps the order behind it",
  async (t) => {
    const target = await startTarget(t);
    const first = await connectTo(t, target);
    const second = await connectTo(t, target);
    const frozenMs = performance.now();
    target.freeze(40, 0);
    first.send(get("/control?stall=60ms"));
    await turn();
    await turn();
    second.send(get("/null"));
    t.match((await first.read()).body.toString(), "stallMs");
    t.equal((await second.read()).status, 204);
    t.ok(performance.now() - frozenMs >= 100);
  },
);

await t.test("HttpTarget.freeze", async (t) => {
  const target = await startTarget(t);
  await t.test("refuses what is not from 0 to an hour", async (t) => {
    for (const [durationMs, afterMs] of [
      [-1, 0],
      [1, -1],
      [Number.NaN, 0],
      [3_600_001, 0],
    ] as const) {
      t.throws(() => {
        target.freeze(durationMs, afterMs);
      }, RangeError);
    }
  });
  await t.test("takes a hundred ahead and no more, and /control says so", async (t) => {
    for (let i = 0; i < 100; i++) target.freeze(1, 3_600_000);
    t.throws(() => {
      target.freeze(1, 1);
    }, /at most 100/);
    const client = await connectTo(t, target);
    t.match(await client.get("/control?stall=1s"), { status: 429 });
    t.equal((await client.get("/null")).status, 204);
  });
});
