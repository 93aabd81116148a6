import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import { writingThenClosing } from "../../fixtures/exchange-case.js";
import { completed } from "../../fixtures/recording-listener.js";
import { ScriptedServer, answering } from "../../fixtures/scripted-server.js";
import {
  CLIENTS,
  TransportUnderTest,
  finish,
  openOver,
} from "../../fixtures/transport-under-test.js";
import type { ClientName } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n";
const HELLO_READ = completed(200, HELLO.length, "reusable");
const SLOT_COUNT = 8;
const STAGGER_MS = 5;

const connectionTests: readonly (readonly [
  name: string,
  test: (t: Test, client: ClientName) => Promise<void>,
])[] = [
  [
    "reports the first byte when it comes, not when the response is complete",
    async (t, client) => {
      let goOn: (() => void) | undefined;
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          await connection.request();
          connection.write("HTTP/1.1 103 Early Hints\r\n\r\n");
          await new Promise<void>((resolve) => (goOn = resolve));
          connection.write("H");
          await new Promise<void>((resolve) => (goOn = resolve));
          connection.write(HELLO.slice(1));
        },
      ]);
      await underTest.listener.nth("ready");
      underTest.send();
      const hints = await underTest.listener.nth("firstByte", 1);
      await underTest.listener.until("the server", () => goOn);
      goOn?.();
      const final = await underTest.listener.nth("firstByte", 2);
      t.equal(underTest.listener.all("completed").length, 0);
      goOn?.();
      const end = await underTest.listener.nth("completed");
      t.ok(hints.nowNs < final.nowNs && final.nowNs < end.nowNs);
      finish(t, underTest);
    },
  ],
  [
    "reports the end of the stream as a read, when that completes the response",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [
        writingThenClosing("HTTP/1.1 200 OK\r\n\r\nuntil the end"),
      ]);
      underTest.sendWhenReady(1);
      const { nowNs } = await underTest.listener.nth("completed");
      t.equal(underTest.listener.all("read").at(-1)?.nowNs, nowNs);
      t.ok((await underTest.listener.nth("firstByte")).nowNs < nowNs);
      t.equal(underTest.transport.connections.closedByPeer, 1);
      finish(t, underTest);
    },
  ],
  [
    "counts connections that were opened, used again and closed by the peer",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          for (let left = 3; left > 0; left--) {
            await connection.request();
            await connection.writePieces(HELLO, HELLO.length);
          }
          connection.end();
        },
        answering(HELLO),
      ]);
      underTest.sendWhenReady(3);
      await underTest.listener.nth("lost");
      await underTest.listener.nth("ready", 5);
      t.strictSame(
        { ...underTest.transport.connections },
        { opened: 2, reused: 1, closedByPeer: 1, retired: 0 },
      );
      finish(t, underTest);
    },
  ],
  [
    "gives up a request that is never answered: the slot comes back on a new connection",
    async (t, client) => {
      const { server, underTest } = await openOver(t, client, [
        (connection) => connection.peerEnd(),
        answering(HELLO),
      ]);
      await underTest.listener.nth("ready");
      underTest.send();
      await server.connected(1);
      underTest.abandon();
      await underTest.listener.nth("ready", 2);
      underTest.send();
      t.strictSame(await underTest.listener.outcomes(1), [HELLO_READ]);
      t.equal(server.connectionCount, 2);
      t.equal(underTest.listener.all("lost").length, 0);
      t.equal(underTest.transport.connections.closedByPeer, 0);
      finish(t, underTest);
    },
  ],
  [
    "reconnects when the server closes an idle connection",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          await connection.request();
          await connection.writePieces(HELLO, HELLO.length);
          connection.end();
        },
        answering(CREATED),
      ]);
      await underTest.listener.nth("ready");
      underTest.send();
      await underTest.listener.nth("lost");
      const again = await underTest.listener.nth("ready", 3);
      t.ok(again.isNewConnection);
      t.equal(underTest.transport.connections.closedByPeer, 1);
      underTest.send();
      t.equal((await underTest.listener.nth("completed", 2)).status, 201);
      finish(t, underTest);
    },
  ],
  [
    "takes bytes on an idle connection for no response, and closes it",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          await connection.request();
          await connection.writePieces(HELLO, HELLO.length);
          await connection.writePieces(HELLO, HELLO.length);
        },
        answering(CREATED),
      ]);
      await underTest.listener.nth("ready");
      underTest.send();
      await underTest.listener.nth("lost");
      await underTest.listener.nth("ready", 3);
      underTest.send();
      t.equal((await underTest.listener.nth("completed", 2)).status, 201);
      t.equal(underTest.transport.connections.closedByPeer, 0);
      finish(t, underTest);
    },
  ],
  [
    "takes bytes on a new connection for no response, and closes it",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          connection.write(HELLO);
          await connection.peerEnd();
        },
        answering(CREATED),
      ]);
      await underTest.listener.nth("lost");
      await underTest.listener.nth("ready", 2);
      underTest.send();
      t.equal((await underTest.listener.nth("completed")).status, 201);
      finish(t, underTest);
    },
  ],
  [
    "doesn't hammer a server that closes every connection unused",
    async (t, client) => {
      const beganMs = performance.now();
      const { underTest } = await openOver(t, client, [
        async (connection) => {
          connection.end();
          await connection.peerEnd();
        },
      ]);
      await underTest.listener.nth("lost", 5);
      // 10 + 20 + 40 + 80 ms of pauses, less than 1 ms each by which Node's timers may be early.
      t.ok(performance.now() - beganMs >= 146);
      finish(t, underTest);
    },
  ],
  [
    "keeps the requests of many slots apart",
    async (t, client) => {
      let connectionIndex = 0;
      const lengths = Array.from({ length: SLOT_COUNT }, (_, index) => index * 1000);
      const { underTest } = await openOver(
        t,
        client,
        [
          async (connection) => {
            const body = "x".repeat(lengths[connectionIndex++] ?? 0);
            const response = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
            await answering(response)(connection);
          },
        ],
        { connectionCount: SLOT_COUNT },
      );
      await underTest.listener.nth("ready", SLOT_COUNT);
      for (let slot = 0; slot < SLOT_COUNT; slot++) {
        setTimeout(() => {
          underTest.send(slot);
          underTest.listener.onReady = (readySlot) => {
            if (underTest.listener.all("completed").length <= 72) underTest.send(readySlot);
          };
        }, slot * STAGGER_MS);
      }
      await underTest.listener.outcomes(80);
      const bytesBySlot = new Map<number, Set<number>>();
      for (const { slot, bytesReceived } of underTest.listener.all("completed")) {
        bytesBySlot.set(slot, (bytesBySlot.get(slot) ?? new Set()).add(bytesReceived));
      }
      t.equal(bytesBySlot.size, SLOT_COUNT);
      t.ok([...bytesBySlot.values()].every((sizes) => sizes.size === 1));
      t.equal(new Set([...bytesBySlot.values()].flatMap((sizes) => [...sizes])).size, SLOT_COUNT);
      t.equal(underTest.transport.connections.opened, SLOT_COUNT);
      finish(t, underTest);
    },
  ],
  [
    "leaves nothing open and says nothing after it was closed",
    async (t, client) => {
      await noTcpHandles();
      const before = process.getActiveResourcesInfo().sort();
      const server = await ScriptedServer.start([(connection) => connection.peerEnd()]);
      const underTest = new TransportUnderTest(client, {
        target: { port: server.port },
        connectionCount: 4,
      });
      underTest.open(t);
      await underTest.listener.nth("ready", 4);
      underTest.send(0);
      underTest.send(1);
      underTest.close();
      underTest.close();
      await server.allClosed();
      await server.close();
      await noTcpHandles();
      t.strictSame(process.getActiveResourcesInfo().sort(), before);
      t.strictSame(underTest.listener.violations, []);
    },
  ],
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport`, async (t) => {
    for (const [name, test] of connectionTests) await t.test(name, (t) => test(t, client));
  });
}

/** Waits until the sockets that were closed are gone, or for so long that they won't be. */
async function noTcpHandles(): Promise<void> {
  for (let turns = 0; turns < 1000; turns++) {
    if (!process.getActiveResourcesInfo().some((name) => name.startsWith("TCP"))) return;
    await nextTurn();
  }
}
