import t from "tap";
import { playExchange, writingThenClosing } from "../../fixtures/exchange-case.js";
import type { ExchangeCase } from "../../fixtures/exchange-case.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { CLIENTS } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const POST = { method: "POST", body: new TextEncoder().encode("ping") };
const PAST_HEADER_LIMIT = `X-Long: ${"a".repeat(70_000)}\r\n`;

const wrong: readonly ExchangeCase[] = [
  {
    name: "a head past the limit",
    scripts: [answering(`HTTP/1.1 200 OK\r\n${PAST_HEADER_LIMIT}Content-Length: 0\r\n\r\n`)],
    expected: [failed("protocol")],
  },
  {
    name: "a head that never ends",
    scripts: [writingForEver("X-More: and more\r\n")],
    expected: [failed("protocol")],
  },
  {
    name: "bytes that are not HTTP",
    requestCount: 2,
    scripts: [answering("SSH-2.0-OpenSSH_9.2\r\n"), answering(HELLO)],
    expected: [failed("protocol"), completed(200, HELLO.length, "reusable")],
  },
  {
    name: "a Content-Length that is not a number",
    scripts: [answering("HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello")],
    expected: [failed("protocol")],
  },
  {
    name: "a chunk size that is not a number",
    scripts: [answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\n")],
    expected: [failed("protocol")],
  },
  {
    name: "a switch of protocols that nobody asked for",
    scripts: [
      answering("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    ],
    expected: [failed("protocol")],
  },
  {
    name: "a reset before any byte",
    requestCount: 2,
    scripts: [writingThenResetting(""), answering(HELLO)],
    expected: [failed("connectionLost"), completed(200, HELLO.length, "reusable")],
  },
  {
    name: "a close before any byte",
    requestCount: 2,
    scripts: [writingThenClosing(""), answering(HELLO)],
    expected: [failed("connectionLost"), completed(200, HELLO.length, "reusable")],
  },
  {
    name: "a close instead of the second response",
    requestCount: 3,
    scripts: [answeringOnceThenClosing(), answering(HELLO)],
    expected: [
      completed(200, HELLO.length, "reusable"),
      failed("connectionLost", true),
      completed(200, HELLO.length, "reusable"),
    ],
  },
  {
    name: "a close instead of the second response to a POST",
    request: POST,
    requestCount: 3,
    scripts: [answeringOnceThenClosing(), answering(HELLO)],
    expected: [
      completed(200, HELLO.length, "reusable"),
      failed("connectionLost"),
      completed(200, HELLO.length, "reusable"),
    ],
  },
  {
    name: "a close inside the head",
    scripts: [writingThenClosing("HTTP/1.1 200 OK\r\nContent-Le")],
    expected: [failed("connectionLost")],
  },
  {
    name: "a close inside a counted body",
    scripts: [writingThenClosing(HELLO.slice(0, -1))],
    expected: [failed("connectionLost")],
  },
  {
    name: "a close inside a counted body of a connection that was to be closed",
    scripts: [
      writingThenClosing("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhell"),
    ],
    expected: [failed("connectionLost")],
  },
  {
    name: "a reset inside a counted body of a connection that was to be closed",
    scripts: [
      writingThenResetting("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhell"),
    ],
    expected: [failed("connectionLost")],
  },
  {
    name: "a close between two chunks",
    scripts: [
      writingThenClosing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
    ],
    expected: [failed("connectionLost")],
  },
  {
    name: "a close between two chunks of a connection that was to be closed",
    scripts: [
      writingThenClosing(
        "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      ),
    ],
    expected: [failed("connectionLost")],
  },
  {
    name: "a close inside a response on a connection that was used before",
    requestCount: 2,
    scripts: [answeringOnceThenClosing("H")],
    expected: [completed(200, HELLO.length, "reusable"), failed("connectionLost")],
  },
  {
    name: "an answer before the request was written",
    request: { method: "POST", body: new Uint8Array(32 * 1024 * 1024) },
    requestCount: 2,
    scripts: [answeringEarly()],
    expected: [completed(200, HELLO.length, "closed"), completed(200, HELLO.length, "closed")],
  },
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport meets`, async (t) => {
    for (const row of wrong) await t.test(row.name, (t) => playExchange(t, client, row));
  });
}

function writingThenResetting(response: string): Script {
  return async (connection) => {
    await connection.request();
    await connection.writePieces(response, response.length);
    connection.reset();
  };
}

function answeringOnceThenClosing(secondAnswer = ""): Script {
  return async (connection) => {
    await connection.request();
    connection.write(HELLO);
    await connection.request();
    connection.write(secondAnswer);
    connection.end();
  };
}

function writingForEver(line: string): Script {
  return async (connection) => {
    await connection.request();
    connection.write("HTTP/1.1 200 OK\r\n");
    while (connection.socket.writable) await connection.writePieces(line.repeat(1000), 17_000);
  };
}

function answeringEarly(): Script {
  return async (connection) => {
    await connection.firstByte();
    connection.socket.pause();
    connection.write(HELLO);
  };
}
