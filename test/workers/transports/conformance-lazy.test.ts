import { setImmediate as nextTurn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import { openPipelines } from "../../fixtures/pipelines.js";
import { completed } from "../../fixtures/recording-listener.js";
import { ScriptedServer, answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import {
  CLIENTS,
  TransportUnderTest,
  finish,
  openOver,
} from "../../fixtures/transport-under-test.js";
import type { ClientName, UnderTestOptions } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const HELLO_READ = completed(200, HELLO.length, "reusable");
const LAZY = { connect: "lazy" } as const;
/** Of the event loop: a connect on the loopback takes two or three. */
const SOME_TURNS = 50;
/** Reached by whatever happens next. */
const AT_ONCE_NS = 1;

const lazyTests: readonly (readonly [
  name: string,
  test: (t: Test, client: ClientName) => Promise<void>,
])[] = [
  [
    "opens nothing before a request needs it",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)]);
      await someTurns();
      t.strictSame(underTest.listener.events, []);
      t.equal(server.connectionCount, 0);
      underTest.demand();
      const { isNewConnection } = await underTest.listener.nth("ready");
      t.ok(isNewConnection);
      underTest.send(0);
      t.strictSame(await underTest.listener.outcomes(1), [HELLO_READ]);
      t.equal(server.connectionCount, 1);
      t.equal(underTest.transport.connections.opened, 1);
      finish(t, underTest);
    },
  ],
  [
    "opens one for each who waits, and never more than there are",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)], {
        connectionCount: 3,
      });
      underTest.demand(2);
      await underTest.listener.nth("ready", 2);
      await someTurns();
      t.equal(server.connectionCount, 2);
      underTest.demand(5);
      await underTest.listener.nth("ready", 3);
      await someTurns();
      t.equal(server.connectionCount, 3);
      finish(t, underTest);
    },
  ],
  [
    "opens none while as many are on the way as requests wait",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)], {
        connectionCount: 3,
      });
      underTest.demand();
      underTest.transport.demand(-1);
      await underTest.listener.nth("ready");
      await someTurns();
      t.equal(server.connectionCount, 1);
      finish(t, underTest);
    },
  ],
  [
    "opens the connection of the slot that is waited for",
    async (t, client) => {
      const { underTest } = await openLazily(t, client, [answering(HELLO)], {
        connectionCount: 3,
      });
      underTest.listener.waitingCount = 1;
      underTest.transport.demand(2);
      t.equal((await underTest.listener.nth("ready")).slot, 2);
      finish(t, underTest);
    },
  ],
  [
    "opens more connections than may be opened at once",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)], {
        connectionCount: 250,
      });
      underTest.demand(250);
      await underTest.listener.nth("ready", 250);
      await server.connected(250);
      finish(t, underTest);
    },
  ],
  [
    "opens a connection that the peer has closed when it is needed, not before",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [
        async (connection) => {
          await connection.request();
          await connection.writePieces(HELLO, HELLO.length);
          connection.end();
        },
        answering(HELLO),
      ]);
      await sendOne(underTest);
      await underTest.listener.nth("lost");
      await someTurns();
      t.equal(server.connectionCount, 1);
      underTest.demand();
      await underTest.listener.nth("ready", 3);
      t.equal(server.connectionCount, 2);
      finish(t, underTest);
    },
  ],
  [
    "opens a connection that was retired when it is needed, not before",
    async (t, client) => {
      for (const rules of [{ maxRequests: 1 }, { maxAgeNs: AT_ONCE_NS }]) {
        const { server, underTest } = await openLazily(t, client, [answering(HELLO)], { rules });
        await sendOne(underTest);
        await underTest.listener.outcomes(1);
        await someTurns();
        t.equal(server.connectionCount, 1);
        t.equal(underTest.transport.connections.retired, 1);
        underTest.demand();
        await underTest.listener.nth("ready", 2);
        t.equal(server.connectionCount, 2);
        finish(t, underTest);
      }
    },
  ],
  [
    "opens a lost connection at once if somebody waits for it",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [
        (connection) => connection.peerEnd(),
        answering(HELLO),
      ]);
      await sendOne(underTest);
      underTest.demand();
      await server.connected(1);
      underTest.abandon();
      await underTest.listener.nth("ready", 2);
      t.equal(server.connectionCount, 2);
      finish(t, underTest);
    },
  ],
  [
    "says that a port refuses, and tries again after a pause while somebody waits",
    async (t, client) => {
      const port = await refusingPort();
      const underTest = new TransportUnderTest(client, { target: { port }, rules: LAZY });
      underTest.open(t);
      underTest.demand();
      t.equal((await underTest.listener.nth("connectFailed", 3)).error, "connectRefused");
      const server = await ScriptedServer.start([answering(HELLO)], {
        listen: { host: "127.0.0.1", port },
      });
      t.teardown(() => server.close());
      await underTest.listener.nth("ready");
      finish(t, underTest);
    },
  ],
  [
    "does not try again for nobody, and does for the next who waits",
    async (t, client) => {
      const port = await refusingPort();
      const timerCount = countTimers();
      const underTest = new TransportUnderTest(client, { target: { port }, rules: LAZY });
      underTest.open(t);
      underTest.demand();
      await underTest.listener.nth("connectFailed");
      underTest.listener.waitingCount = 0;
      // The pause is over when its timer is gone.
      while (countTimers() > timerCount) await nextTurn();
      await someTurns();
      t.equal(underTest.listener.all("connectFailed").length, 1);
      underTest.demand();
      await underTest.listener.nth("connectFailed", 2);
      finish(t, underTest);
    },
  ],
  [
    "opens what was asked for while a name was looked up",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)], {
        target: { host: "localhost" },
        connectionCount: 3,
      });
      underTest.demand();
      await underTest.listener.nth("ready");
      await someTurns();
      t.equal(server.connectionCount, 1);
      t.strictSame(
        underTest.listener.all("timing").map(({ phase }) => phase),
        ["dns", "connect"],
      );
      finish(t, underTest);
    },
  ],
  [
    "says for every slot that a name has no address, whether or not somebody waits",
    async (t, client) => {
      const underTest = new TransportUnderTest(client, {
        target: { host: "nosuchhost.invalid", port: 80 },
        connectionCount: 2,
        rules: LAZY,
      });
      underTest.open(t);
      await underTest.listener.nth("connectFailed", 4);
      t.ok(underTest.listener.all("connectFailed").every(({ error }) => error === "dns"));
      finish(t, underTest);
    },
  ],
  [
    "opens nothing once it is closed",
    async (t, client) => {
      const { server, underTest } = await openLazily(t, client, [answering(HELLO)]);
      finish(t, underTest);
      underTest.demand();
      await someTurns();
      t.equal(server.connectionCount, 0);
    },
  ],
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport, lazily`, async (t) => {
    for (const [name, test] of lazyTests) await t.test(name, (t) => test(t, client));
  });
}

t.test("PipelinedTransport, lazily", async (t) => {
  await t.test("opens a connection for as many who wait as it has places", async (t) => {
    const { server, underTest } = await openPipelines(t, 4, [answering(HELLO)], {
      connectionCount: 3,
      rules: LAZY,
    });
    underTest.demand(4);
    await underTest.listener.nth("ready", 4);
    await someTurns();
    t.equal(server.connectionCount, 1);
    t.strictSame(
      underTest.listener.all("ready").map(({ slot }) => slot),
      [0, 1, 2, 3],
    );
    underTest.demand();
    await underTest.listener.nth("ready", 8);
    t.equal(server.connectionCount, 2);
    finish(t, underTest);
  });

  await t.test("opens the connection that has the slot that is waited for", async (t) => {
    const { underTest } = await openPipelines(t, 4, [answering(HELLO)], {
      connectionCount: 3,
      rules: LAZY,
    });
    underTest.listener.waitingCount = 1;
    underTest.transport.demand(10);
    await underTest.listener.nth("ready", 4);
    t.strictSame(
      underTest.listener.all("ready").map(({ slot }) => slot),
      [8, 9, 10, 11],
    );
    finish(t, underTest);
  });
});

function openLazily(
  t: Test,
  client: ClientName,
  scripts: readonly Script[],
  { rules, ...options }: Partial<UnderTestOptions> = {},
): ReturnType<typeof openOver> {
  return openOver(t, client, scripts, { ...options, rules: { ...LAZY, ...rules } });
}

/** A request asks for a connection, gets it, and waits no longer. */
async function sendOne(underTest: TransportUnderTest): Promise<void> {
  underTest.demand();
  await underTest.listener.nth("ready");
  underTest.listener.waitingCount = 0;
  underTest.send(0);
}

async function refusingPort(): Promise<number> {
  const server = await ScriptedServer.start([]);
  const { port } = server;
  await server.close();
  return port;
}

async function someTurns(): Promise<void> {
  for (let left = SOME_TURNS; left > 0; left--) await nextTurn();
}

function countTimers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
}
