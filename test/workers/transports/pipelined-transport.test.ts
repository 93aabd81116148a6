import { Socket } from "node:net";
import t from "tap";
import { NS_PER_SECOND } from "../../../engine/core/index.js";
import { afterRequests, openPipelines } from "../../fixtures/pipelines.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { ScriptedServer, answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { createCertificates } from "../../fixtures/tls-certificates.js";
import { TransportUnderTest, finish, openOver } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CREATED = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
const HELLO_READ = completed(200, HELLO.length, "reusable");
const CREATED_READ = completed(201, CREATED.length, "reusable");
const AGAIN = failed("connectionLost", true);
const LOST = failed("connectionLost");

t.test("PipelinedTransport", async (t) => {
  await t.test("reads two responses that are cut anywhere", async (t) => {
    const both = HELLO + CREATED;
    const { underTest } = await openPipelines(t, 2, [
      async (connection) => {
        for (let cut = 1; cut < both.length; cut++) {
          await connection.request();
          await connection.request();
          await connection.writePieces(both.slice(0, cut), cut);
          await connection.writePieces(both.slice(cut), both.length);
        }
      },
    ]);
    for (let round = 1; round < both.length; round++) {
      await underTest.listener.nth("ready", 2 * round);
      underTest.send(0);
      underTest.send(1);
      const ends = (await underTest.listener.outcomes(2 * round)).slice(-2);
      if (ends[0] !== HELLO_READ || ends[1] !== CREATED_READ)
        t.fail(`cut at ${round}: ${ends.join("; ")}`);
    }
    const completions = underTest.listener.all("completed");
    t.ok(completions.every(({ slot }, index) => slot === index % 2));
    t.equal(underTest.transport.connections.opened, 1);
    t.equal(underTest.listener.all("firstByte").length >= completions.length, true);
    finish(t, underTest);
  });

  await t.test("writes the requests of one turn at once", async (t) => {
    const { server, underTest } = await openPipelines(t, 4, [(connection) => connection.peerEnd()]);
    await underTest.listener.nth("ready", 4);
    // The types leave open whether a socket can gather.
    const prototype = Socket.prototype as Required<Pick<Socket, "_write" | "_writev">>;
    const gathered = t.capture(prototype, "_writev", prototype._writev);
    const single = t.capture(prototype, "_write", prototype._write);
    for (let slot = 0; slot < 4; slot++) underTest.send(slot);
    await new Promise(setImmediate);
    t.equal(single().length, 0);
    t.strictSame(
      gathered().map(({ args: [chunks] }) => (Array.isArray(chunks) ? chunks.length : 0)),
      [4],
    );
    await server.connected(1);
    finish(t, underTest);
  });

  await t.test("takes a response that nobody asked for as none, and closes", async (t) => {
    const { underTest } = await openPipelines(t, 2, [
      (connection) => {
        connection.write(HELLO);
        return connection.peerEnd();
      },
      answering(CREATED),
    ]);
    await underTest.listener.nth("lost", 2);
    await underTest.listener.nth("ready", 4);
    underTest.send(1);
    t.equal((await underTest.listener.nth("completed")).status, 201);
    t.equal(underTest.transport.connections.closedByPeer, 0);
    finish(t, underTest);
  });

  await t.test("takes no request that came after the bytes as answered by them", async (t) => {
    let toldCount = 0;
    const { underTest } = await openPipelines(t, 2, [
      afterRequests(2, (connection) => {
        connection.write(HELLO + HELLO + CREATED);
      }),
      answering(CREATED),
    ]);
    underTest.listener.onReady = (slot) => {
      if (toldCount++ < 3) underTest.send(slot);
    };
    t.strictSame(await underTest.listener.outcomes(3), [
      HELLO_READ,
      completed(200, HELLO.length, "closed"),
      AGAIN,
    ]);
    finish(t, underTest);
  });

  await t.test("tells those that may be sent again from the last to the first", async (t) => {
    const { underTest } = await openPipelines(t, 4, [
      afterRequests(4, (connection) => {
        connection.write(HELLO);
        connection.end();
      }),
      answering(HELLO),
    ]);
    await underTest.listener.nth("ready", 4);
    for (const slot of [2, 0, 3, 1]) underTest.send(slot);
    await underTest.listener.outcomes(4);
    t.strictSame(
      underTest.listener.all("failed").map(({ slot }) => slot),
      [1, 3, 0],
    );
    t.strictSame(
      underTest.listener.all("lost").map(({ slot }) => slot),
      [2],
      "and the place that was free before them",
    );
    finish(t, underTest);
  });

  await t.test("ends all that share the connection of one that is given up", async (t) => {
    const { server, underTest } = await openPipelines(t, 4, [
      afterRequests(4, async (connection) => {
        connection.write(HELLO);
        await connection.peerEnd();
      }),
      answering(HELLO),
    ]);
    await underTest.listener.nth("ready", 4);
    for (let slot = 0; slot < 4; slot++) underTest.send(slot);
    await underTest.listener.nth("ready", 5);
    for (const slot of [1, 2]) {
      underTest.listener.abandoned(slot);
      underTest.transport.abandon(slot);
    }
    underTest.transport.expire();
    t.strictSame(await underTest.listener.outcomes(2), [HELLO_READ, LOST], "by us, so not again");
    t.equal(underTest.listener.all("failed")[0]?.slot, 3);
    t.equal(underTest.listener.all("lost")[0]?.slot, 0);
    await underTest.listener.nth("ready", 9);
    t.equal(server.connectionCount, 2);
    t.equal(underTest.transport.connections.closedByPeer, 0);
    finish(t, underTest);
  });

  await t.test("never carries more than the most requests on a connection", async (t) => {
    const counts: number[] = [];
    const { underTest } = await openPipelines(t, 3, [counting(counts)], {
      rules: { maxRequests: 5 },
    });
    underTest.sendWhenReady(20);
    await underTest.listener.outcomes(20);
    t.strictSame(counts, [5, 5, 5, 5]);
    await underTest.listener.nth("ready", 23);
    t.strictSame(
      { ...underTest.transport.connections },
      { opened: 5, reused: 4, closedByPeer: 0, retired: 4 },
    );
    t.equal(underTest.firstSlots.length, 4, "and one request of each is its first");
    finish(t, underTest);
  });

  await t.test("counts the ready places in: each may take one of the last requests", async (t) => {
    const counts: number[] = [];
    const { underTest } = await openPipelines(t, 3, [counting(counts)], {
      rules: { maxRequests: 4 },
    });
    await underTest.listener.nth("ready", 3);
    for (const [index, slot] of [0, 0, 1, 2].entries()) {
      underTest.send(slot);
      await underTest.listener.nth("completed", index + 1);
    }
    const closed = completed(200, HELLO.length, "closed");
    t.strictSame(await underTest.listener.outcomes(4), [HELLO_READ, closed, closed, closed]);
    t.strictSame(counts, [4]);
    t.equal(underTest.transport.connections.retired, 1);
    await underTest.listener.nth("ready", 7);
    finish(t, underTest);
  });

  await t.test("retires a connection of some age when nothing is in flight on it", async (t) => {
    const { underTest } = await openPipelines(t, 3, [answering(HELLO)], { rules: { maxAgeNs: 1 } });
    await underTest.listener.nth("ready", 3);
    underTest.send(2);
    underTest.send(1);
    underTest.transport.expire();
    t.strictSame(
      underTest.listener.all("lost").map(({ slot }) => slot),
      [0],
    );
    t.equal(underTest.transport.connections.retired, 0);
    const closed = completed(200, HELLO.length, "closed");
    t.strictSame(await underTest.listener.outcomes(2), [closed, closed]);
    t.equal(underTest.transport.connections.retired, 1);
    await underTest.listener.nth("ready", 6);
    underTest.transport.expire();
    t.equal(underTest.listener.all("lost").length, 4, "an idle one at once");
    t.equal(underTest.transport.connections.retired, 2);
    finish(t, underTest);
  });

  await t.test("says of every place that a port refuses", async (t) => {
    const gone = await ScriptedServer.start([]);
    const { port } = gone;
    await gone.close();
    const options = { target: { port }, connectionCount: 2, rules: { streams: 2 } };
    const underTest = new TransportUnderTest("wire", options);
    underTest.open(t);
    await underTest.listener.until("a refusal of every slot", () => {
      const slots = new Set(underTest.listener.all("connectFailed").map(({ slot }) => slot));
      return slots.size === 4 || undefined;
    });
    finish(t, underTest);
  });

  await t.test("works under TLS", async (t) => {
    const { authority, server: certificate } = await createCertificates();
    const server = await ScriptedServer.start([answering(HELLO)], { tls: certificate });
    t.teardown(() => server.close());
    const tls = {
      verify: true,
      serverName: "127.0.0.1",
      ca: authority.cert,
      cert: null,
      key: null,
      minVersion: null,
    };
    const underTest = new TransportUnderTest("wire", {
      target: { port: server.port, tls },
      connectionCount: 2,
      rules: { streams: 4, maxRequests: 6, maxAgeNs: 3600 * NS_PER_SECOND },
    });
    underTest.sendWhenReady(100);
    underTest.open(t);
    t.equal((await underTest.listener.outcomes(100)).length, 100);
    t.ok(underTest.transport.connections.retired >= 15);
    finish(t, underTest);
  });

  await t.test("keeps the responses of many connections apart", async (t) => {
    let connectionIndex = 0;
    const { underTest } = await openOver(
      t,
      "wire",
      [
        async (connection) => {
          const body = "x".repeat(1000 * connectionIndex++);
          const response = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
          await answering(response)(connection);
        },
      ],
      { connectionCount: 6, rules: { streams: 5 } },
    );
    underTest.sendWhenReady(600);
    await underTest.listener.outcomes(600);
    const bytesByConnection = new Map<number, Set<number>>();
    for (const { slot, bytesReceived } of underTest.listener.all("completed")) {
      const connection = Math.floor(slot / 5);
      const sizes = bytesByConnection.get(connection) ?? new Set();
      bytesByConnection.set(connection, sizes.add(bytesReceived));
    }
    t.equal(bytesByConnection.size, 6);
    t.ok([...bytesByConnection.values()].every((sizes) => sizes.size === 1));
    t.equal(underTest.transport.connections.opened, 6);
    finish(t, underTest);
  });
});

/** A script that answers and counts the requests of its connection. */
function counting(counts: number[]): Script {
  return async (connection) => {
    const index = counts.push(0) - 1;
    while ((await connection.request()) !== undefined) {
      counts[index] = (counts[index] ?? 0) + 1;
      connection.write(HELLO);
    }
  };
}
