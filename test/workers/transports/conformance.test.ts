import t from "tap";
import { playExchange, writingThenClosing } from "../../fixtures/exchange-case.js";
import type { ExchangeCase } from "../../fixtures/exchange-case.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { CLIENTS } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const CHUNKED =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
  '5;name="a;b"\r\nhello\r\n6;x\r\n world\r\n0;last\r\nX-Checksum: 17\r\nX-More: yes\r\n\r\n';
const HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n";
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const TO_CLOSE = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
const LARGE_BODY_BYTES = 10 * 1024 * 1024;

const LONG_HEAD = `HTTP/1.1 200 OK\r\nX-Long: ${"a".repeat(65_000)}\r\nContent-Length: 0\r\n\r\n`;

const framing: readonly ExchangeCase[] = [
  {
    name: "a body of Content-Length bytes",
    requestCount: 2,
    scripts: [answering(HELLO)],
    expected: [completed(200, HELLO.length, "reusable"), completed(200, HELLO.length, "reusable")],
  },
  {
    name: "a body of no bytes",
    requestCount: 2,
    scripts: [answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")],
    expected: [completed(404, 45, "reusable"), completed(404, 45, "reusable")],
  },
  {
    name: "chunks with extensions and trailers",
    requestCount: 2,
    scripts: [answering(CHUNKED)],
    expected: [
      completed(200, CHUNKED.length, "reusable"),
      completed(200, CHUNKED.length, "reusable"),
    ],
  },
  {
    name: "a body that ends with the connection",
    requestCount: 2,
    scripts: [writingThenClosing(TO_CLOSE)],
    expected: [
      completed(200, TO_CLOSE.length, "closed"),
      completed(200, TO_CLOSE.length, "closed"),
    ],
  },
  {
    name: "an interim response before the final one",
    requestCount: 2,
    scripts: [answering(HINTS + HINTS + HELLO)],
    expected: [
      completed(200, 2 * HINTS.length + HELLO.length, "reusable"),
      completed(200, 2 * HINTS.length + HELLO.length, "reusable"),
    ],
  },
  {
    name: "100 Continue that nobody asked for",
    scripts: [answering(CONTINUE + HELLO)],
    expected: [completed(200, CONTINUE.length + HELLO.length, "reusable")],
    standardDiffers: {
      reason: "undici never asks for 100 and takes one for an attack",
      expected: [failed("protocol")],
    },
  },
  {
    name: "204 without a body",
    requestCount: 2,
    scripts: [answering("HTTP/1.1 204 No Content\r\n\r\n")],
    expected: [completed(204, 27, "reusable"), completed(204, 27, "reusable")],
  },
  {
    name: "304 with the length of a body that does not come",
    requestCount: 2,
    scripts: [answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 5000\r\n\r\n")],
    expected: [completed(304, 51, "reusable"), completed(304, 51, "reusable")],
    standardDiffers: {
      reason: "undici counts the body of a 304 against its Content-Length and gives up",
      expected: [failed("protocol"), failed("protocol")],
    },
  },
  {
    name: "HEAD with the length of a body that does not come",
    request: { method: "HEAD" },
    requestCount: 2,
    scripts: [answering("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")],
    expected: [completed(200, 41, "reusable"), completed(200, 41, "reusable")],
  },
  {
    name: "HEAD of a chunked resource",
    request: { method: "HEAD" },
    requestCount: 2,
    scripts: [answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")],
    expected: [completed(200, 47, "reusable"), completed(200, 47, "reusable")],
  },
  {
    name: "HEAD without a word on the body",
    request: { method: "HEAD" },
    scripts: [answering("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")],
    expected: [completed(200, 30, "reusable")],
    standardDiffers: {
      reason: "undici takes the body for one that ends with the connection",
      expected: [completed(200, 30, "closed")],
    },
  },
  {
    name: "header names in any case",
    scripts: [answering("HTTP/1.1 200 OK\r\ncOnTeNt-LeNgTh:5\r\nCONNECTION: CLOSE\r\n\r\nhello")],
    expected: [completed(200, 61, "closed")],
  },
  {
    name: "a head just within the limit",
    scripts: [answering(LONG_HEAD)],
    expected: [completed(200, LONG_HEAD.length, "reusable")],
  },
  {
    name: "a response cut at every byte",
    requestCount: 2,
    scripts: [inPieces(HINTS + HELLO, 1)],
    expected: [
      completed(200, HINTS.length + HELLO.length, "reusable"),
      completed(200, HINTS.length + HELLO.length, "reusable"),
    ],
  },
  {
    name: "chunks cut at every byte",
    scripts: [inPieces(CHUNKED, 1)],
    expected: [completed(200, CHUNKED.length, "reusable")],
  },
  {
    name: "a second response that nobody asked for in the same read",
    requestCount: 2,
    scripts: [
      answering(HELLO + "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"),
      answering("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"),
    ],
    expected: [completed(200, HELLO.length + 38, "closed"), completed(201, 43, "reusable")],
  },
  {
    name: "rubbish behind the response",
    requestCount: 2,
    scripts: [answering(HELLO + "rubbish"), answering(HELLO)],
    expected: [
      completed(200, HELLO.length + 7, "closed"),
      completed(200, HELLO.length, "reusable"),
    ],
  },
  {
    name: "an empty line behind the response",
    requestCount: 2,
    scripts: [answering(HELLO + "\r\n"), answering(HELLO)],
    expected: [
      completed(200, HELLO.length + 2, "closed"),
      completed(200, HELLO.length, "reusable"),
    ],
    standardDiffers: {
      reason: "undici's parser skips empty lines before a response and doesn't tell",
      expected: [
        completed(200, HELLO.length + 2, "reusable"),
        completed(200, HELLO.length + 2, "reusable"),
      ],
    },
  },
  {
    name: "Connection: close",
    requestCount: 2,
    scripts: [answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")],
    expected: [completed(200, 62, "closed"), completed(200, 62, "closed")],
  },
  {
    name: "an HTTP/1.0 server",
    requestCount: 2,
    scripts: [answering("HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello")],
    expected: [completed(200, 43, "closed"), completed(200, 43, "closed")],
  },
  {
    name: "an HTTP/1.0 server that keeps alive",
    requestCount: 2,
    scripts: [
      answering("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello"),
    ],
    expected: [completed(200, 67, "reusable"), completed(200, 67, "reusable")],
  },
  {
    name: "an HTTP/1.0 server that knows no lengths",
    scripts: [writingThenClosing("HTTP/1.0 200 OK\r\n\r\nhello")],
    expected: [completed(200, 24, "closed")],
  },
  {
    name: "a Keep-Alive hint of no time",
    requestCount: 2,
    scripts: [
      answering("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 5\r\n\r\nhello"),
    ],
    expected: [completed(200, 66, "reusable"), completed(200, 66, "reusable")],
  },
  {
    name: "a body larger than every buffer",
    requestCount: 2,
    scripts: [
      answering(
        Buffer.concat([
          Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${LARGE_BODY_BYTES}\r\n\r\n`),
          Buffer.alloc(LARGE_BODY_BYTES, "x"),
        ]),
      ),
    ],
    expected: [
      completed(200, LARGE_BODY_BYTES + 45, "reusable"),
      completed(200, LARGE_BODY_BYTES + 45, "reusable"),
    ],
  },
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport reads`, async (t) => {
    for (const row of framing) await t.test(row.name, (t) => playExchange(t, client, row));
  });
}

function inPieces(response: string, pieceBytes: number): Script {
  return async (connection) => {
    while ((await connection.request()) !== undefined) {
      await connection.writePieces(response, pieceBytes);
    }
  };
}
