import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import { TARGET_LOG_FAULTS } from "../../../engine/core/index.js";
import type { TargetLog } from "../../../engine/core/index.js";
import { readTargetLog } from "../../../engine/result/target-log.js";
import { createHttpTarget } from "../../../server/targets/index.js";
import { LogClock } from "../../../server/targets/log-clock.js";
import { LOG_ROW_BYTES_MAX, LogRows } from "../../../server/targets/log-rows.js";
import { connectTo, get, startTarget } from "./raw-client.js";

const NS_PER_MS = 1e6;

function logPath(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), "mesh-bench-target-log-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  return join(folder, "log.csv");
}

function faultsOf(log: TargetLog): string[] {
  return Array.from(log.fault, (index) => TARGET_LOG_FAULTS[index] ?? "");
}

/** @returns what gives the number of writes since then, of whichever socket, that begin with a status line */
function countAnswerWrites(t: Test): () => number {
  // By its name, as the socket that it is called on becomes its `this` again.
  const write = Reflect.get<Socket, "write">(Socket.prototype, "write");
  const calls = t.capture(Socket.prototype, "write", write);
  return () =>
    calls().filter(({ args: [bytes] }) => Buffer.from(bytes).toString("latin1").startsWith("HTTP/"))
      .length;
}

/** Every instant that is there is in order. */
function assertOrdered(t: Test, log: TargetLog): void {
  for (let sequence = 0; sequence < log.fault.length; sequence++) {
    const { [sequence]: arrivalNs = -1 } = log.arrivalNs;
    const { [sequence]: departureNs = -1 } = log.departureNs;
    if (!(arrivalNs >= 0) || departureNs < arrivalNs) {
      t.fail(`request ${sequence}: arrived ${arrivalNs}, departed ${departureNs}`);
    }
  }
}

await t.test("the log of a target", async (t) => {
  await t.test("has each request's connection, instants and status, in order", async (t) => {
    const beforeNs = process.hrtime.bigint();
    const target = await startTarget(t, { log: { rowCountMax: 100 }, seed: 5 });
    const first = await connectTo(t, target);
    await first.get("/null");
    const second = await connectTo(t, target);
    await second.get("/?status=503&delay=20ms");
    await first.get("/");
    const afterNs = process.hrtime.bigint();
    const { log } = target;
    if (log === undefined) return void t.fail("there is a log");
    t.equal(log.seed, 5);
    t.same([...log.connection], [0, 1, 0]);
    t.same([...log.status], [204, 503, 200]);
    t.same(faultsOf(log), ["none", "none", "none"]);
    assertOrdered(t, log);
    t.ok((log.departureNs[1] ?? 0) - (log.arrivalNs[1] ?? 0) >= 20 * NS_PER_MS, "its delay");
    t.ok((log.arrivalNs[2] ?? 0) >= (log.departureNs[1] ?? 0), "requests in a row are in order");
    const instants = [...log.arrivalNs, ...log.departureNs];
    t.ok(instants.every(Number.isSafeInteger), "whole nanoseconds");
    // A microsecond is what the two clocks' zeros may be apart at most.
    const lastAt = log.originNs + BigInt(Math.max(...instants));
    t.ok(log.originNs >= beforeNs && lastAt <= afterNs + 1000n, "on the clock of the machine");
    t.ok(Math.abs(new Date(log.startedAt).getTime() - new Date().getTime()) < 60_000);
  });
  await t.test(
    "has the instants of pipelined requests, each answer a write of its own",
    async (t) => {
      const target = await startTarget(t, { log: { rowCountMax: 1000 } });
      const client = await connectTo(t, target);
      const answerWriteCount = countAnswerWrites(t);
      client.send(get("/null").repeat(100) + get("/?delay=5ms").repeat(3));
      for (let i = 0; i < 103; i++) await client.read();
      t.equal(answerWriteCount(), 103);
      const { log } = target;
      if (log === undefined) return void t.fail("there is a log");
      assertOrdered(t, log);
      t.equal(new Set(log.arrivalNs).size, 1, "they came with one read");
      for (let sequence = 1; sequence < 103; sequence++) {
        t.ok((log.departureNs[sequence] ?? 0) >= (log.departureNs[sequence - 1] ?? 0));
      }
      t.ok((log.departureNs[102] ?? 0) - (log.departureNs[99] ?? 0) >= 15 * NS_PER_MS);
    },
  );
  await t.test(
    "has the arrival of a request whose bytes come in pieces when the last came",
    async (t) => {
      const target = await startTarget(t, { log: { rowCountMax: 10 } });
      const client = await connectTo(t, target);
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
      const other = await connectTo(t, target);
      await other.get("/null");
      client.send("b");
      await client.read();
      const { log } = target;
      t.ok((log?.arrivalNs[1] ?? 0) >= (log?.departureNs[0] ?? Infinity));
    },
  );
  await t.test(
    "has the arrival of a request in a freeze before it, the departure after it",
    async (t) => {
      const target = await startTarget(t, { log: { rowCountMax: 10 } });
      const client = await connectTo(t, target);
      target.freeze(50, 0);
      await client.get("/null");
      const { log } = target;
      t.ok((log?.departureNs[0] ?? 0) - (log?.arrivalNs[0] ?? 0) >= 40 * NS_PER_MS);
    },
  );
  await t.test("tells each fault, and leaves out what never happened", async (t) => {
    const target = await startTarget(t, { log: { rowCountMax: 10 } });
    for (const fault of ["reset", "close", "truncate", "garbage"]) {
      const client = await connectTo(t, target);
      client.send(get(`/?fault=${fault}&size=4&status=201`));
      await client.ended;
    }
    const hung = await connectTo(t, target);
    hung.send(get("/?fault=hang"));
    while (target.stats.requestCount < 5) await turn();
    hung.socket.resetAndDestroy();
    const leaving = await connectTo(t, target);
    leaving.send(get("/?delay=10s"));
    while (target.stats.requestCount < 6) await turn();
    leaving.socket.resetAndDestroy();
    const waiting = await connectTo(t, target);
    waiting.send(get("/?delay=10s"));
    while (target.stats.requestCount < 7) await turn();
    await target.close();
    const { log } = target;
    if (log === undefined) return void t.fail("there is a log");
    const faults = ["reset", "close", "truncate", "garbage", "hang", "lost", "lost"];
    t.same(faultsOf(log), faults);
    t.same([...log.status], [0, 0, 201, 0, 0, 0, 0]);
    t.same(Array.from(log.departureNs, Number.isNaN), [
      false,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    assertOrdered(t, log);
  });
  await t.test("in memory counts what it has no room for", async (t) => {
    const target = await startTarget(t, { log: { rowCountMax: 2 } });
    const client = await connectTo(t, target);
    for (let i = 0; i < 5; i++) await client.get("/null");
    t.equal(target.log?.status.length, 2);
    t.equal(target.stats.unloggedCount, 3);
  });
  await t.test("is not there when nobody asked for it", async (t) => {
    const target = await startTarget(t);
    await (await connectTo(t, target)).get("/null");
    t.equal(target.log, undefined);
    t.equal(target.stats.unloggedCount, 0);
  });
});

await t.test("a log in a file", async (t) => {
  const fail = (message: string): void => void t.fail(message);
  await t.test("is read back whole, whatever happened, each request once", async (t) => {
    const path = logPath(t);
    const target = await startTarget(t, { log: { path, onError: fail }, seed: 9 });
    const clients = await Promise.all(Array.from({ length: 8 }, () => connectTo(t, target)));
    await Promise.all(
      clients.map(async (client, index) => {
        for (let i = 0; i < 500; i++) await client.get(index === 0 ? "/?delay=1ms:1" : "/null");
        client.send(get(index === 1 ? "/?fault=hang" : "/?delay=10s"));
      }),
    );
    while (target.stats.requestCount < 8 * 501) await turn();
    t.equal(target.log, undefined, "it is not in memory too");
    await target.close();
    const log = await readTargetLog(path);
    t.equal(log.seed, 9);
    t.equal(log.fault.length, 8 * 501);
    t.equal(target.stats.unloggedCount, 0);
    assertOrdered(t, log);
    const faults = faultsOf(log);
    t.equal(faults.filter((fault) => fault === "lost").length, 7);
    t.equal(faults.filter((fault) => fault === "hang").length, 1);
    for (let connection = 0; connection < 8; connection++) {
      t.equal(log.connection.filter((each) => each === connection).length, 501);
    }
  });
  await t.test("keeps every digit of what was put in, in the order of the rows", async (t) => {
    const rows = new LogRows(4);
    const into = Buffer.alloc(4 * LOG_ROW_BYTES_MAX);
    const row = (sequence: number, arrivalNs: number, departureNs: number): void => {
      const kept = rows.push({
        sequence,
        connection: 2 ** 32 - 1,
        arrivalNs,
        departureNs,
        status: 599,
        fault: 3,
      });
      t.ok(kept);
    };
    const expected: string[] = [];
    // Twice around the ring, two at a time.
    const numbers = [0, 7, 10, 99_999_999, 100_000_000, 1e15 + 1, 123_456_789_012, 2 ** 53 - 1];
    let text = "";
    for (let index = 0; index < numbers.length; index += 2) {
      for (const number of numbers.slice(index, index + 2)) {
        row(number, number, index === 4 ? Number.NaN : number);
        const departure = index === 4 ? "" : String(number);
        expected.push(`${number},4294967295,${number},${departure},599,truncate\n`);
      }
      text += into.toString("latin1", 0, rows.take(2, into));
    }
    t.equal(text, expected.join(""));
    t.equal(rows.count, 0);
    for (let i = 0; i < 4; i++) row(i, 0, 0);
    const overflow = {
      sequence: 4,
      connection: 0,
      arrivalNs: 0,
      departureNs: 0,
      status: 0,
      fault: 0,
    };
    t.notOk(rows.push(overflow), "a full one keeps no more");
    const longest = Math.max(...expected.map((line) => line.length + "garbage".length));
    t.ok(longest <= LOG_ROW_BYTES_MAX + "truncate".length, "no row is longer than its room");
  });
  await t.test("begins with its origin, and ends with its count", async (t) => {
    const path = logPath(t);
    const target = await startTarget(t, { log: { path, onError: fail }, seed: 3 });
    await (await connectTo(t, target)).get("/?status=404");
    await target.close();
    t.match(
      readFileSync(path, "utf8"),
      /^# mesh-bench\/target-log\/v1 startedAt=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z originNs=\d+ seed=3\nsequence,connection,arrivalNs,departureNs,status,fault\n0,0,\d+,\d+,404,none\n# end rows=1 lost=0\n$/,
    );
  });
  await t.test("that can't be opened is refused before anything listens", async (t) => {
    const path = join(logPath(t), "missing", "log.csv");
    const options = { host: "127.0.0.1", port: 0, log: { path, onError: fail } };
    await t.rejects(createHttpTarget(options), {
      code: "MB_TARGET_LOG",
      message: `the log can't be written to ${JSON.stringify(path)}: ENOENT; give --log a file in a folder that exists and can be written to`,
    });
  });
  await t.test("is closed again when the port is taken", async (t) => {
    const { address } = await startTarget(t);
    const path = logPath(t);
    await t.rejects(createHttpTarget({ ...address, log: { path, onError: fail } }), {
      code: "MB_TARGET_PORT",
    });
    t.equal((await readTargetLog(path)).fault.length, 0);
  });
  await t.test("on a full disk says so once, counts what is missing, and serves on", async (t) => {
    const errors: string[] = [];
    const onError = (message: string): void => void errors.push(message);
    const target = await startTarget(t, { log: { path: "/dev/full", onError } });
    const client = await connectTo(t, target);
    for (let i = 0; i < 20; i++) t.equal((await client.get("/null")).status, 204);
    await target.close();
    t.same(errors, [`the log can't be written to "/dev/full" any more: ENOSPC`]);
    t.equal(target.stats.unloggedCount, 20);
  });
});

await t.test("a log whose reader goes away counts the rows that were under way", async (t) => {
  const path = logPath(t);
  execFileSync("mkfifo", [path]);
  const errors: string[] = [];
  const onError = (message: string): void => void errors.push(message);
  const [target, reader] = await Promise.all([
    startTarget(t, { log: { path, onError } }),
    open(path, "r"),
  ]);
  await reader.read(Buffer.alloc(1000));
  await reader.close();
  const client = await connectTo(t, target);
  for (let i = 0; i < 20; i++) t.equal((await client.get("/null")).status, 204);
  await target.close();
  t.same(errors, [`the log can't be written to ${JSON.stringify(path)} any more: EPIPE`]);
  t.equal(target.stats.unloggedCount, 20);
});

await t.test("the clock of a log", async (t) => {
  await t.test("shows what process.hrtime.bigint() shows, since its origin", async (t) => {
    const clock = new LogClock();
    for (let reading = 0; reading < 1000; reading++) {
      const beforeNs = Number(process.hrtime.bigint() - clock.originNs);
      const nowNs = clock.nowNs();
      const afterNs = Number(process.hrtime.bigint() - clock.originNs);
      if (nowNs < beforeNs - 1000 || nowNs > afterNs + 1000) {
        t.fail(`${nowNs} is not from ${beforeNs} to ${afterNs}`);
      }
    }
  });
});
