import t from "tap";
import type { Test } from "tap";
import type { RequestTexts } from "../../fixtures/request-texts.js";
import { afterRequests, openPipelines } from "../../fixtures/pipelines.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { finish } from "../../fixtures/transport-under-test.js";
import type { UnderTestOptions } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CREATED = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n";
const LAST = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
const HELLO_READ = completed(200, HELLO.length, "reusable");
const CREATED_READ = completed(201, CREATED.length, "reusable");
const AGAIN = failed("connectionLost", true);
const LOST = failed("connectionLost");
const POST = { method: "POST", body: new TextEncoder().encode("ping") };

/** Requests that are sent at once on one connection, what the server does with it, and how they end, in that order. */
interface PipelineCase {
  readonly name: string;
  readonly request?: Partial<RequestTexts>;
  readonly rules?: UnderTestOptions["rules"];
  readonly requestCount: number;
  /** For the first connection; any other one is answered. */
  readonly script: Script;
  readonly expected: readonly string[];
  readonly closedByPeer: number;
}

const cases: readonly PipelineCase[] = [
  {
    name: "two answers in one write",
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.write(HELLO + CREATED);
    }),
    expected: [HELLO_READ, CREATED_READ],
    closedByPeer: 0,
  },
  {
    name: "heads without bodies",
    request: { method: "HEAD" },
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.write(`${HELLO.slice(0, -5)}${HELLO.slice(0, -5)}`);
    }),
    expected: [
      completed(200, HELLO.length - 5, "reusable"),
      completed(200, HELLO.length - 5, "reusable"),
    ],
    closedByPeer: 0,
  },
  {
    name: "long requests",
    request: { method: "POST", body: new Uint8Array(512 * 1024) },
    requestCount: 3,
    script: answering(HELLO),
    expected: [HELLO_READ, HELLO_READ, HELLO_READ],
    closedByPeer: 0,
  },
  {
    name: "an answer before the long request was written",
    request: { method: "POST", body: new Uint8Array(32 * 1024 * 1024) },
    requestCount: 2,
    script: async (connection) => {
      await connection.firstByte();
      connection.socket.pause();
      connection.write(HELLO);
    },
    expected: [completed(200, HELLO.length, "closed"), LOST],
    closedByPeer: 0,
  },
  {
    name: "a close that is announced in the first of three responses",
    requestCount: 3,
    script: afterRequests(3, (connection) => {
      connection.write(LAST);
      connection.end();
    }),
    expected: [completed(200, LAST.length, "closed"), AGAIN, AGAIN],
    closedByPeer: 0,
  },
  {
    name: "a close that is announced, behind which a POST may not be sent again",
    request: POST,
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.write(LAST);
      connection.end();
    }),
    expected: [completed(200, LAST.length, "closed"), LOST],
    closedByPeer: 0,
  },
  {
    name: "a close after the first of three responses",
    requestCount: 3,
    script: afterRequests(3, (connection) => {
      connection.write(HELLO);
      connection.end();
    }),
    expected: [HELLO_READ, AGAIN, AGAIN],
    closedByPeer: 1,
  },
  {
    name: "the same without leave to send again",
    rules: { retry: "none" },
    requestCount: 3,
    script: afterRequests(3, (connection) => {
      connection.write(HELLO);
      connection.end();
    }),
    expected: [HELLO_READ, LOST, LOST],
    closedByPeer: 1,
  },
  {
    name: "a close inside the second of three responses",
    requestCount: 3,
    script: afterRequests(3, (connection) => {
      connection.write(HELLO + HELLO.slice(0, -1));
      connection.end();
    }),
    expected: [HELLO_READ, LOST, AGAIN],
    closedByPeer: 1,
  },
  {
    name: "a close before any response on the connection",
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.end();
    }),
    expected: [LOST, LOST],
    closedByPeer: 1,
  },
  {
    name: "a reset after the first response",
    requestCount: 2,
    script: afterRequests(2, async (connection) => {
      await connection.writePieces(HELLO, HELLO.length);
      connection.reset();
    }),
    expected: [HELLO_READ, AGAIN],
    closedByPeer: 1,
  },
  {
    name: "a response that ends with the stream",
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.write("HTTP/1.1 200 OK\r\n\r\nuntil the end");
      connection.end();
    }),
    expected: [completed(200, 32, "closed"), AGAIN],
    closedByPeer: 1,
  },
  {
    name: "bytes that are not HTTP instead of the second of three responses",
    requestCount: 3,
    script: afterRequests(3, (connection) => {
      connection.write(`${HELLO}SSH-2.0-OpenSSH_9.2\r\n`);
    }),
    expected: [HELLO_READ, failed("protocol"), LOST],
    closedByPeer: 0,
  },
  {
    name: "a response more than there were requests",
    requestCount: 2,
    script: afterRequests(2, (connection) => {
      connection.write(HELLO + HELLO + CREATED);
    }),
    expected: [HELLO_READ, completed(200, HELLO.length, "closed")],
    closedByPeer: 0,
  },
];

t.test("PipelinedTransport meets", async (t) => {
  for (const row of cases) await t.test(row.name, (t) => playPipeline(t, row));
});

async function playPipeline(t: Test, row: PipelineCase): Promise<void> {
  const { underTest } = await openPipelines(t, row.requestCount, [row.script, answering(HELLO)], {
    ...(row.request === undefined ? {} : { request: row.request }),
    ...(row.rules === undefined ? {} : { rules: row.rules }),
  });
  await underTest.listener.nth("ready", row.requestCount);
  for (let slot = 0; slot < row.requestCount; slot++) underTest.send(slot);
  const outcomes = await underTest.listener.outcomes(row.requestCount);
  const ends = underTest.listener.events.filter(
    ({ kind }) => kind === "completed" || kind === "failed",
  );
  const bySlot = row.expected.map((_, slot) => {
    const at = ends.findIndex((event) => "slot" in event && event.slot === slot);
    return outcomes[at];
  });
  t.strictSame(bySlot, row.expected);
  t.equal(underTest.transport.connections.closedByPeer, row.closedByPeer);
  t.strictSame(underTest.firstSlots, [0]);
  finish(t, underTest);
}
