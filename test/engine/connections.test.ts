import { once } from "node:events";
import { createServer } from "node:http";
import type { Server, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import t from "tap";
import type { Test } from "tap";
import { Engine } from "../../engine/index.js";
import { auditedResult, closedSpec, openSpec, runToEnd } from "../fixtures/real-run.js";
import { createCertificates } from "../fixtures/tls-certificates.js";

t.test("Engine", async (t) => {
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());

  await t.test("keeps connections × streams requests in flight when asked", async (t) => {
    // Answers come eight at a time: if fewer were in flight, none would ever come.
    const held: ServerResponse[] = [];
    const { url } = await listening(
      t,
      createServer((_, response) => {
        if (held.push(response) < 8) return;
        for (const each of held.splice(0)) each.end("ok");
      }),
    );
    const result = await runToEnd(
      t,
      engine,
      closedSpec(url, { connections: 2, streams: 4, workers: 2, requests: 400 }),
    );
    t.equal(result.requests.completed, 400);
    t.match(result.connections, { requested: 2, opened: 2, reused: 2, closedByPeer: 0 });
    t.equal(result.serviceBy.firstOnConnection.count, 2, "not one of each place");
    t.equal(result.serviceBy.laterOnConnection.count, 398);
  });

  await t.test("keeps the plan of an open run over pipelined connections", async (t) => {
    const { url } = await listening(
      t,
      createServer((_, response) => response.end("ok")),
    );
    const result = await runToEnd(
      t,
      engine,
      openSpec(url, 400, { connections: 2, streams: 8, duration: "500ms" }),
    );
    t.equal(result.requests.planned, 200);
    t.equal(result.requests.completed, 200);
    t.equal(result.connections.opened, 2);
  });

  await t.test("sends nothing again that shared a connection with a timeout", async (t) => {
    const { url } = await listening(
      t,
      createServer(() => undefined),
    );
    const { requests, errors } = await runToEnd(
      t,
      engine,
      closedSpec(url, { connections: 1, streams: 3, requests: 6, timeout: "100ms" }),
    );
    t.equal(requests.planned, 6);
    t.ok(requests.timedOut >= 2, "the oldest of each connection at least");
    t.equal(requests.timedOut + requests.failed, 6);
    t.equal((errors.timeout ?? 0) + (errors.connectionLost ?? 0), 6);
    t.equal(requests.resent, 0);
  });

  await t.test("counts connections, not places, that do not stand at the start", async (t) => {
    const { authority, server: certificate } = await createCertificates();
    const folder = t.testdir({ "ca.pem": authority.cert });
    const server = createHttpsServer(certificate, (_, response) => response.end("ok"));
    let connectionCount = 0;
    server.on("connection", (socket: Socket) => {
      if (++connectionCount > 1) socket.destroy();
    });
    const { url } = await listening(t, server, "https");
    const { generator } = await runToEnd(t, engine, {
      ...closedSpec(url, { connections: 2, streams: 3, requests: 30 }),
      target: { url, tls: { ca: `${folder}/ca.pem` } },
    });
    const missing = generator.reasons.find(({ code }) => code === "connectionsMissing");
    t.match(missing?.message, "1 of 2 connections stood when the schedule began");
  });

  await t.test("opens connections again that have carried their requests", async (t) => {
    const { url, requestCounts } = await listening(
      t,
      createServer((_, response) => response.end("ok")),
    );
    const result = await runToEnd(
      t,
      engine,
      closedSpec(url, { connections: 2, requests: 100, maxRequestsPerConnection: 10 }),
    );
    t.equal(result.requests.completed, 100);
    t.equal(result.requests.failed + result.requests.resent, 0);
    t.ok(Math.max(...requestCounts.values()) <= 10);
    const { opened, retired, closedByPeer } = result.connections;
    t.ok(retired >= 9 && retired <= 10, "by twos, each of 100 requests but for the last few");
    t.ok(opened >= retired);
    t.equal(closedByPeer, 0);
    t.equal(result.serviceBy.firstOnConnection.count, requestCounts.size);
    t.ok(result.requests.waitedForSlot > 0, "the wait for a new connection is in queue");
  });

  await t.test("opens idle connections again that have reached their age", async (t) => {
    const { url } = await listening(
      t,
      createServer((_, response) => response.end("ok")),
    );
    const result = await runToEnd(
      t,
      engine,
      openSpec(url, 2, {
        connections: 4,
        duration: "500ms",
        maxConnectionAge: "1ms",
        timeout: "1s",
      }),
    );
    t.equal(result.requests.completed, 1);
    t.ok(result.connections.retired > 1, "more than there were requests");
    t.equal(result.connections.closedByPeer, 0);
  });

  await t.test("can be stopped while it opens connections one by one", async (t) => {
    const server = createServer((_, response) => response.end("ok"));
    let connectionCount = 0;
    server.on("connection", () => connectionCount++);
    const { url } = await listening(t, server);
    const run = engine.start(closedSpec(url, { connections: 3, connectStagger: "1h" }));
    await once(server, "connection");
    run.stop();
    const result = await auditedResult(t, run);
    t.equal(result.state, "stopped");
    t.equal(result.requests.planned, 0);
    t.equal(connectionCount, 1);
  });
});

/** Listens until the test ends, and counts the requests of each connection that has had any. */
async function listening(
  t: Test,
  server: Server,
  scheme = "http",
): Promise<{ readonly url: string; readonly requestCounts: ReadonlyMap<Socket, number> }> {
  const requestCounts = new Map<Socket, number>();
  server.on("request", ({ socket }: { readonly socket: Socket }) => {
    requestCounts.set(socket, (requestCounts.get(socket) ?? 0) + 1);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}/`, requestCounts };
}
