import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
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
const HELLO_READ = completed(200, HELLO.length, "reusable");

const openingTests: readonly (readonly [
  name: string,
  test: (t: Test, client: ClientName) => Promise<void>,
])[] = [
  [
    "opens every connection before anything is sent",
    async (t, client) => {
      const { server, underTest } = await openOver(t, client, [answering(HELLO)], {
        connectionCount: 3,
      });
      await underTest.listener.nth("ready", 3);
      await server.connected(3);
      t.equal(server.requests.length, 0);
      t.strictSame(
        underTest.listener.all("timing").map(({ phase }) => phase),
        ["connect", "connect", "connect"],
      );
      finish(t, underTest);
    },
  ],
  [
    "says that a port refuses, and connects as soon as it doesn't",
    async (t, client) => {
      const before = await ScriptedServer.start([]);
      const { port } = before;
      await before.close();
      const underTest = new TransportUnderTest(client, { target: { port }, connectionCount: 2 });
      underTest.open(t);
      const event = await underTest.listener.nth("connectFailed", 2);
      t.equal(event.error, "connectRefused");
      t.match(event.message, /ECONNREFUSED/);
      const server = await ScriptedServer.start([answering(HELLO)], {
        listen: { host: "127.0.0.1", port },
      });
      t.teardown(() => server.close());
      underTest.sendWhenReady(2);
      t.strictSame(await underTest.listener.outcomes(2), [HELLO_READ, HELLO_READ]);
      finish(t, underTest);
    },
  ],
  [
    "opens more connections than may be opened at once",
    async (t, client) => {
      const { server, underTest } = await openOver(t, client, [answering(HELLO)], {
        connectionCount: 250,
      });
      await underTest.listener.nth("ready", 250);
      await server.connected(250);
      finish(t, underTest);
    },
  ],
  [
    "is refused by a port more often than connections may be opened at once",
    async (t, client) => {
      const server = await ScriptedServer.start([]);
      const { port } = server;
      await server.close();
      const underTest = new TransportUnderTest(client, { target: { port }, connectionCount: 150 });
      underTest.open(t);
      await underTest.listener.until("a refusal of every slot", () => {
        const slots = new Set(underTest.listener.all("connectFailed").map(({ slot }) => slot));
        return slots.size === 150 || undefined;
      });
      finish(t, underTest);
    },
  ],
  [
    "says for every slot that a name has no address, and tries again",
    async (t, client) => {
      const underTest = new TransportUnderTest(client, {
        target: { host: "nosuchhost.invalid", port: 80 },
        connectionCount: 2,
      });
      underTest.open(t);
      await underTest.listener.nth("connectFailed", 4);
      t.strictSame(
        underTest.listener.all("connectFailed").map(({ slot, error }) => ({ slot, error })),
        [0, 1, 0, 1].map((slot) => ({ slot, error: "dns" })),
      );
      finish(t, underTest);
    },
  ],
  [
    "resolves a name once for all connections",
    async (t, client) => {
      const { underTest } = await openOver(t, client, [answering(HELLO)], {
        target: { host: "localhost" },
        connectionCount: 2,
      });
      await underTest.listener.nth("ready", 2);
      t.strictSame(
        underTest.listener.all("timing").map(({ phase }) => phase),
        ["dns", "connect", "connect"],
      );
      finish(t, underTest);
    },
  ],
  [
    "connects to a Unix socket",
    async (t, client) => {
      const folder = mkdtempSync(join(tmpdir(), "mesh-bench-"));
      t.teardown(() => {
        rmSync(folder, { recursive: true });
      });
      const path = join(folder, "target.sock");
      const server = await ScriptedServer.start([answering(HELLO)], { listen: { path } });
      t.teardown(() => server.close());
      const underTest = new TransportUnderTest(client, {
        target: { host: "nosuchhost.invalid", unixSocket: path },
      });
      underTest.sendWhenReady(2);
      underTest.open(t);
      t.strictSame(await underTest.listener.outcomes(2), [HELLO_READ, HELLO_READ]);
      finish(t, underTest);
    },
  ],
  [
    "says that a Unix socket isn't there",
    async (t, client) => {
      const underTest = new TransportUnderTest(client, {
        target: { unixSocket: join(tmpdir(), "mesh-bench-no-such.sock") },
      });
      underTest.open(t);
      t.equal((await underTest.listener.nth("connectFailed")).error, "connectFailed");
      finish(t, underTest);
    },
  ],
  [
    "connects over IPv6",
    async (t, client) => {
      const started = ScriptedServer.start([answering(HELLO)], {
        listen: { host: "::1", port: 0 },
      });
      const server = await started.catch((error: unknown) => String(error));
      if (typeof server === "string") {
        t.pass(`NOT TESTED: this machine has no IPv6 loopback (${server})`);
        return;
      }
      t.teardown(() => server.close());
      const underTest = new TransportUnderTest(client, {
        target: { host: "::1", port: server.port, authority: `[::1]:${server.port}` },
      });
      underTest.sendWhenReady(1);
      underTest.open(t);
      t.strictSame(await underTest.listener.outcomes(1), [HELLO_READ]);
      t.match(
        server.requests[0]?.headers.find(([name]) => name === "Host" || name === "host"),
        {
          1: `[::1]:${server.port}`,
        },
      );
      finish(t, underTest);
    },
  ],
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport`, async (t) => {
    for (const [name, test] of openingTests) await t.test(name, (t) => test(t, client));
  });
}
