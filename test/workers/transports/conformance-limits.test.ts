import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import { NS_PER_MS, NS_PER_SECOND } from "../../../engine/core/index.js";
import type { TlsPlan } from "../../../engine/core/index.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { ScriptedServer, answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { createCertificates } from "../../fixtures/tls-certificates.js";
import {
  CLIENTS,
  TransportUnderTest,
  finish,
  openOver,
} from "../../fixtures/transport-under-test.js";
import type { ClientName } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const REUSABLE = completed(200, HELLO.length, "reusable");
const CLOSED = completed(200, HELLO.length, "closed");
/** What the wire transport reads at once. */
const READ_BUFFER_BYTES = 65_536;
/** The longest one. */
const TLS_RECORD_BYTES = 16_384;
const HOUR_NS = 3600 * NS_PER_SECOND;
/** Less than the time between two readings of a clock that are worth the name: reached by whatever happens next. */
const AT_ONCE_NS = 1;

/** What a server saw of a connection. */
interface Seen {
  requestCount: number;
  /** It was ended in good order: no reset. */
  isCleanEnd: boolean;
}

const { authority, server: certificate } = await createCertificates();
const TLS: TlsPlan = {
  verify: true,
  serverName: "127.0.0.1",
  ca: authority.cert,
  cert: null,
  key: null,
  minVersion: null,
};

const limitTests: readonly (readonly [
  name: string,
  test: (t: Test, client: ClientName) => Promise<void>,
])[] = [
  [
    "never carries more than the most requests on a connection, and ends it in good order",
    async (t, client) => {
      const seen: Seen[] = [];
      const { underTest } = await openOver(t, client, [noting(seen)], {
        rules: { maxRequests: 3 },
      });
      underTest.sendWhenReady(8);
      const three = [REUSABLE, REUSABLE, CLOSED];
      t.strictSame(await underTest.listener.outcomes(8), [...three, ...three, REUSABLE, REUSABLE]);
      await ended(seen, 2);
      t.strictSame(seen.slice(0, 2), [
        { requestCount: 3, isCleanEnd: true },
        { requestCount: 3, isCleanEnd: true },
      ]);
      t.equal(seen[2]?.requestCount, 2);
      t.strictSame(
        { ...underTest.transport.connections },
        { opened: 3, reused: 3, closedByPeer: 0, retired: 2 },
      );
      t.strictSame(underTest.firstSlots, [0, 0, 0]);
      finish(t, underTest);
    },
  ],
  [
    "opens a connection for every request",
    async (t, client) => {
      const seen: Seen[] = [];
      const { underTest } = await openOver(t, client, [noting(seen)], {
        connectionCount: 2,
        rules: { maxRequests: 1 },
      });
      underTest.sendWhenReady(6);
      await underTest.listener.outcomes(6);
      await ended(seen, 6);
      t.ok(
        seen.slice(0, 6).every(({ requestCount, isCleanEnd }) => requestCount === 1 && isCleanEnd),
      );
      t.equal(underTest.transport.connections.reused, 0);
      t.equal(underTest.transport.connections.closedByPeer, 0);
      t.equal(underTest.transport.connections.retired, 6);
      t.equal(underTest.firstSlots.length, 6);
      finish(t, underTest);
    },
  ],
  [
    "keeps to the most requests under TLS",
    async (t, client) => {
      const seen: Seen[] = [];
      const server = await ScriptedServer.start([noting(seen)], { tls: certificate });
      t.teardown(() => server.close());
      const underTest = new TransportUnderTest(client, {
        target: { port: server.port, tls: TLS },
        rules: { maxRequests: 2 },
      });
      underTest.sendWhenReady(6);
      underTest.open(t);
      await underTest.listener.outcomes(6);
      await ended(seen, 3);
      t.ok(
        seen.slice(0, 3).every(({ requestCount, isCleanEnd }) => requestCount === 2 && isCleanEnd),
      );
      t.equal(underTest.transport.connections.retired, 3);
      finish(t, underTest);
    },
  ],
  [
    "takes bytes behind the last response of a connection for nothing",
    async (t, client) => {
      // It fills the buffer of a read, so that what is behind it is another read of the same turn.
      const full = responseOf(READ_BUFFER_BYTES);
      const { underTest } = await openOver(t, client, [answering(full + HELLO)], {
        rules: { maxRequests: 1 },
      });
      underTest.sendWhenReady(3);
      t.strictSame(
        (await underTest.listener.outcomes(3)).map((outcome) => outcome.split(",").at(-1)),
        [" closed", " closed", " closed"],
      );
      await underTest.listener.nth("ready", 4);
      t.equal(underTest.listener.all("lost").length, 0);
      finish(t, underTest);
    },
  ],
  [
    "takes a record of TLS behind the last response of a connection for nothing",
    async (t, client) => {
      const scripts = [answering(responseOf(TLS_RECORD_BYTES) + HELLO)];
      const server = await ScriptedServer.start(scripts, { tls: certificate });
      t.teardown(() => server.close());
      const underTest = new TransportUnderTest(client, {
        target: { port: server.port, tls: TLS },
        rules: { maxRequests: 1 },
      });
      underTest.sendWhenReady(3);
      underTest.open(t);
      const closed = completed(200, TLS_RECORD_BYTES, "closed");
      t.strictSame(await underTest.listener.outcomes(3), [closed, closed, closed]);
      await underTest.listener.nth("ready", 4);
      t.equal(underTest.listener.all("lost").length, 0);
      finish(t, underTest);
    },
  ],
  [
    "doesn't take a connection for retired that the peer closes with its last response",
    async (t, client) => {
      const last = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello";
      const { underTest } = await openOver(t, client, [answering(last)], {
        rules: { maxRequests: 1 },
      });
      underTest.sendWhenReady(2);
      await underTest.listener.outcomes(2);
      t.equal(underTest.transport.connections.retired, 0);
      finish(t, underTest);
    },
  ],
  [
    "retires a connection of some age when its response is complete, not before",
    async (t, client) => {
      const seen: Seen[] = [];
      const { underTest } = await openOver(t, client, [noting(seen)], {
        rules: { maxAgeNs: AT_ONCE_NS },
      });
      underTest.sendWhenReady(3);
      t.strictSame(await underTest.listener.outcomes(3), [CLOSED, CLOSED, CLOSED]);
      await ended(seen, 3);
      t.ok(
        seen.slice(0, 3).every(({ requestCount, isCleanEnd }) => requestCount === 1 && isCleanEnd),
      );
      t.equal(underTest.transport.connections.retired, 3);
      finish(t, underTest);
    },
  ],
  [
    "retires an idle connection of some age, and leaves one that is busy alone",
    async (t, client) => {
      const { server, underTest } = await openOver(
        t,
        client,
        [(connection) => connection.peerEnd()],
        {
          connectionCount: 2,
          rules: { maxAgeNs: AT_ONCE_NS },
        },
      );
      await underTest.listener.nth("ready", 2);
      underTest.send(0);
      const timerCount = countTimers();
      underTest.transport.expire();
      t.equal(countTimers(), timerCount, "the target is not to blame: no pause before the next");
      t.strictSame(
        underTest.listener.all("lost").map(({ slot }) => slot),
        [1],
      );
      const again = await underTest.listener.nth("ready", 3);
      t.strictSame([again.slot, again.isNewConnection], [1, true]);
      await server.connected(3);
      t.equal(underTest.transport.connections.retired, 1);
      t.equal(underTest.transport.connections.closedByPeer, 0);
      finish(t, underTest);
    },
  ],
  [
    "keeps a connection that has not reached its age",
    async (t, client) => {
      const { server, underTest } = await openOver(t, client, [answering(HELLO)], {
        rules: { maxAgeNs: HOUR_NS },
      });
      underTest.sendWhenReady(20);
      await underTest.listener.outcomes(20);
      underTest.transport.expire();
      t.equal(server.connectionCount, 1);
      t.equal(underTest.transport.connections.retired, 0);
      finish(t, underTest);
    },
  ],
  [
    "sends nothing again when it may not",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [answeringOnceThenClosing()], {
        rules: { retry: "none" },
      });
      underTest.sendWhenReady(2);
      t.strictSame(await underTest.listener.outcomes(2), [REUSABLE, failed("connectionLost")]);
      finish(t, underTest);
    },
  ],
  [
    "opens connections one after the other, at their distance and in their order",
    async (t, client) => {
      const beganMs = performance.now();
      const { underTest } = await openOver(t, client, [answering(HELLO)], {
        connectionCount: 3,
        rules: { staggerNs: 10 * NS_PER_MS },
        stripe: { stripeIndex: 1, stripeCount: 2 },
      });
      await underTest.listener.nth("ready", 3);
      // The third of worker 1 of 2 is the sixth of all. A timer of Node may be early by less than 1 ms.
      t.ok(performance.now() - beganMs >= 49);
      t.strictSame(
        underTest.listener.all("ready").map(({ slot }) => slot),
        [0, 1, 2],
      );
      finish(t, underTest);
    },
  ],
  [
    "opens a lost connection again at once, however far apart the others are",
    async (t, client) => {
      const { server, underTest } = await openOver(
        t,
        client,
        [answeringOnceThenClosing(), answering(HELLO)],
        { connectionCount: 2, rules: { staggerNs: HOUR_NS } },
      );
      underTest.sendWhenReady(3);
      await underTest.listener.outcomes(3);
      t.equal(server.connectionCount, 2);
      t.ok(underTest.listener.all("ready").every(({ slot }) => slot === 0));
      finish(t, underTest);
    },
  ],
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport`, async (t) => {
    for (const [name, test] of limitTests) await t.test(name, (t) => test(t, client));
  });
}

/** A script that answers, and notes what it sees. */
function noting(seen: Seen[]): Script {
  return async (connection) => {
    const own: Seen = { requestCount: 0, isCleanEnd: false };
    seen.push(own);
    while ((await connection.request()) !== undefined) {
      own.requestCount++;
      connection.write(HELLO);
    }
    own.isCleanEnd = connection.socket.errored === null && connection.socket.readableEnded;
  };
}

/** Waits until the first connections have been ended, or for so long that they won't be. */
async function ended(seen: readonly Seen[], count: number): Promise<void> {
  for (let turns = 0; turns < 10_000; turns++) {
    if (seen.slice(0, count).filter(({ isCleanEnd }) => isCleanEnd).length === count) return;
    await nextTurn();
  }
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}

/** @returns a response of so many bytes, 1000 at least */
function responseOf(byteCount: number): string {
  const head = (bodyBytes: number): string =>
    `HTTP/1.1 200 OK\r\nContent-Length: ${String(bodyBytes).padStart(6, "0")}\r\n\r\n`;
  const bodyBytes = byteCount - head(0).length;
  return head(bodyBytes) + "x".repeat(bodyBytes);
}

function answeringOnceThenClosing(): Script {
  return async (connection) => {
    await connection.request();
    connection.write(HELLO);
    await connection.request();
    connection.end();
  };
}
