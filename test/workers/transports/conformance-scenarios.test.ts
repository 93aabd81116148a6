import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import type { RequestPlan, ScenarioPlan } from "../../../engine/core/index.js";
import type { ResponseCheck } from "../../../wire/index.js";
import { toRequestPlan } from "../../fixtures/request-texts.js";
import type { ReceivedRequest, Script } from "../../fixtures/scripted-server.js";
import {
  CLIENTS,
  TransportUnderTest,
  finish,
  openOver,
} from "../../fixtures/transport-under-test.js";
import type { UnderTestOptions } from "../../fixtures/transport-under-test.js";

const FEED = { columnNames: ["user"], rows: [["ann"], ["böb"]] };
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const REQUESTS: readonly RequestPlan[] = [
  toRequestPlan({ path: "/a?n={{seq}}" }, FEED.columnNames),
  toRequestPlan({ method: "HEAD", path: "/b" }, FEED.columnNames, 1),
  toRequestPlan(
    {
      method: "POST",
      path: "/{{user}}",
      headers: [["X-User", "{{user}}"]],
      body: '{"user":"{{user}}","n":{{seq}}}',
    },
    FEED.columnNames,
    2,
  ),
];
const SCENARIOS: readonly ScenarioPlan[] = REQUESTS.map(() => ({
  successStatuses: ["2xx"],
  checks: [],
}));

/** Each transport, and the one that pipelines. */
const ROWS: readonly { name: string; client: (typeof CLIENTS)[number]; streams: number }[] = [
  ...CLIENTS.map((client) => ({ name: `the ${client} transport`, client, streams: 1 })),
  { name: "the pipelining transport", client: "wire", streams: 3 },
];

/** The answer to HEAD has a length, and no body. */
const answeringByMethod: Script = async (connection) => {
  for (;;) {
    const request = await connection.request();
    if (request === undefined) return;
    connection.write(request.method === "HEAD" ? OK.slice(0, -2) : OK);
  }
};

function linesOf(requests: readonly ReceivedRequest[]): string[] {
  return requests.map(({ method, path, headers, body }) => {
    const user = headers.find(([name]) => name === "X-User")?.[1] ?? "";
    return `${method} ${path} ${user} ${body.toString("utf8")}`.trimEnd();
  });
}

for (const { name, client, streams } of ROWS) {
  const options: Partial<UnderTestOptions> = {
    requests: REQUESTS,
    scenarios: SCENARIOS,
    feed: FEED,
    rules: { streams },
  };

  void t.test(`${name} sends requests that differ, and reads what answers each`, async (t) => {
    const { server, underTest } = await openOver(t, client, [answeringByMethod], options);
    await underTest.listener.nth("ready", streams);
    const order = [2, 0, 1, 2, 1, 0];
    const sentBytes: number[] = [];
    for (let from = 0; from < order.length; from += streams) {
      for (let slot = 0; slot < streams; slot++) {
        underTest.send(slot, order[from + slot]);
        sentBytes.push(underTest.transport.sentBytes);
      }
      await underTest.listener.outcomes(from + streams);
    }
    t.strictSame(linesOf(server.requests), [
      'POST /ann ann {"user":"ann","n":0}',
      "GET /a?n=1",
      "HEAD /b",
      'POST /b%C3%B6b b\u00f6b {"user":"böb","n":3}',
      "HEAD /b",
      "GET /a?n=5",
    ]);
    t.strictSame(
      sentBytes,
      server.requests.map(({ byteCount }) => byteCount),
      "counts the bytes of each",
    );
    finish(t, underTest);
  });

  void t.test(`${name} sends again only what may be sent twice`, async (t) => {
    for (const { requestIndex, canResend } of [
      { requestIndex: 0, canResend: true },
      { requestIndex: 2, canResend: false },
    ]) {
      const closing: Script = async (connection) => {
        await connection.request();
        connection.write(OK);
        await connection.request();
        connection.end();
      };
      const { underTest } = await openOver(t, client, [closing], options);
      await underTest.listener.nth("ready", streams);
      underTest.send(0, 0);
      await underTest.listener.nth("completed");
      underTest.send(0, requestIndex);
      const failed = await underTest.listener.nth("failed");
      t.equal(failed.canResend, canResend, REQUESTS[requestIndex]!.method);
      finish(t, underTest);
    }
  });
}

const CHECKS: readonly ResponseCheck[] = [
  { kind: "status", anyOf: ["200"] },
  { kind: "headerContains", name: "Content-Type", text: "json" },
  { kind: "jsonEquals", path: "$.ok", value: true },
];

function json(status: string, type: string, body: string): string {
  return `HTTP/1.1 ${status}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

for (const { name, client, streams } of ROWS) {
  void t.test(`${name} holds each response against the checks of its scenario`, async (t) => {
    const answers = [
      json("200 OK", "application/json", '{"ok":true}'),
      json("201 Created", "application/json", '{"ok":true}'),
      json("200 OK", "text/plain", '{"ok":true}'),
      json("200 OK", "application/json", '{"ok":1}'),
      `HTTP/1.1 103 Early Hints\r\nContent-Type: json\r\n\r\n${json("200 OK", "json", "[]")}`,
      json("200 OK", "text/plain", "no check looks at this one"),
    ];
    for (const pieceBytes of [10_000, 5]) {
      const script: Script = async (connection) => {
        for (const answer of answers) {
          await connection.request();
          await connection.writePieces(answer, pieceBytes);
        }
      };
      const { underTest } = await openOver(t, client, [script], {
        requests: [toRequestPlan(), toRequestPlan({ path: "/unchecked" }, [], 1)],
        scenarios: [
          { successStatuses: ["2xx"], checks: CHECKS },
          { successStatuses: ["2xx"], checks: [] },
        ],
        rules: { streams },
      });
      await underTest.listener.nth("ready", streams);
      for (let index = 0; index < answers.length; index++) {
        underTest.send(0, index === answers.length - 1 ? 1 : 0);
        await underTest.listener.outcomes(index + 1);
        if (index + 1 < answers.length) await underTest.listener.nth("ready", streams + index + 1);
      }
      t.strictSame(
        underTest.listener.all("checkFailed").map(({ status, message }) => [status, message]),
        [
          [201, "check 0: the status is 201; it must be one of 200"],
          [200, 'check 1: header Content-Type is "text/plain"; it must contain "json"'],
          [200, "check 2: $.ok is 1; it must be true"],
          [200, "check 2: $.ok is missing; it must be true"],
        ],
        `${pieceBytes} bytes at a time`,
      );
      finish(t, underTest);
    }
  });
}

/** More than the kernel keeps of a connection that nobody reads. */
const LONG_BYTES = 16 * 1024 * 1024;

/** A server that reads only when it is told to, and then notes how each connection's bytes end. */
async function startLateReader(
  t: Test,
): Promise<{ port: number; read: (count: number) => Promise<string[]> }> {
  const sockets: Socket[] = [];
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    socket.on("error", () => undefined);
    sockets.push(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const readOne = async (socket: Socket): Promise<string> => {
    let byteCount = 0;
    let end = "";
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      byteCount += chunk.length;
      end = (end + chunk.toString("latin1")).slice(-8);
      if (byteCount > LONG_BYTES && end.endsWith(">")) break;
    }
    return end.slice(end.indexOf("<"));
  };
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const read = async (count: number): Promise<string[]> => {
    while (sockets.length < count) await nextTurn();
    return Promise.all(sockets.map(readOne));
  };
  return { port, read };
}

for (const { name, client, streams } of ROWS) {
  void t.test(`${name} does not overwrite what waits to be written`, async (t) => {
    const { port, read } = await startLateReader(t);
    const connectionCount = 3;
    const underTest = new TransportUnderTest(client, {
      target: { port },
      requests: [toRequestPlan({ method: "POST", body: `${"x".repeat(LONG_BYTES)}<{{seq}}>` })],
      connectionCount,
      rules: { streams },
    });
    underTest.open(t);
    await underTest.listener.nth("ready", connectionCount * streams);
    for (let index = 0; index < connectionCount; index++) underTest.send(index * streams);
    const ends = await read(connectionCount);
    t.strictSame(ends.sort(), ["<0>", "<1>", "<2>"]);
    finish(t, underTest);
  });
}
