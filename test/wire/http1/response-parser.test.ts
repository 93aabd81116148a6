import t from "tap";
import {
  DEFAULT_MAX_HEADER_BYTES,
  HeadMemo,
  Http1ResponseParser,
  PARSE_COMPLETE,
  PARSE_ERROR,
  PARSE_NEED_MORE,
} from "../../../wire/index.js";
import { VALID_RESPONSES } from "../../fixtures/http1-corpus.js";
import { bytesOf, readResponse } from "../../fixtures/read-response.js";

const OK = bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");

function createParser(maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES): Http1ResponseParser {
  return new Http1ResponseParser({ maxHeaderBytes });
}

t.test("Http1ResponseParser", async (t) => {
  await t.test("reads responses that come in one read one by one", (t) => {
    for (const headMemo of [undefined, new HeadMemo()]) {
      const parser = new Http1ResponseParser({
        maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES,
        ...(headMemo === undefined ? {} : { headMemo }),
      });
      const responses = VALID_RESPONSES.filter(({ endsByClose }) => endsByClose !== true);
      const bytes = bytesOf(responses.map(({ text }) => text).join(""));
      // The second pass finds the last heads in the memo.
      for (let pass = 0; pass < 2; pass++) {
        let position = 0;
        for (const { name, text, status, bodyBytes, requestIsHead = false } of responses) {
          parser.reset(requestIsHead);
          t.equal(parser.parse(bytes, position, bytes.length), PARSE_COMPLETE, name);
          t.equal(parser.position, position + text.length);
          t.strictSame([parser.status, parser.bodyBytes], [status, bodyBytes]);
          position = parser.position;
        }
      }
    }
    t.end();
  });

  await t.test("says at which call the final response began", (t) => {
    const parser = createParser();
    parser.reset(false);
    const ordinals: number[] = [];
    for (const piece of [
      "\r\n",
      "H",
      "TTP/1.1 100 Continue\r\n\r\n",
      "HTTP/1.1 ",
      "103 E\r\n\r\nH",
    ]) {
      const bytes = bytesOf(piece);
      t.equal(parser.parse(bytes, 0, bytes.length), PARSE_NEED_MORE);
      ordinals.push(parser.headOrdinal);
    }
    const rest = OK.subarray(1);
    t.equal(parser.parse(rest, 0, rest.length), PARSE_COMPLETE);
    t.strictSame([...ordinals, parser.headOrdinal], [0, 1, 1, 2, 3, 3]);
    t.end();
  });

  await t.test("is idle until the first byte of a head", (t) => {
    const parser = createParser();
    t.equal(parser.isIdle, true);
    parser.parse(bytesOf("\r\n"), 0, 2);
    t.equal(parser.isIdle, true);
    t.equal(parser.finish(), PARSE_NEED_MORE, "nothing was lost");
    parser.parse(OK, 0, 1);
    t.equal(parser.isIdle, false);
    t.equal(parser.finish(), PARSE_ERROR);
    t.equal(parser.errorCode, "WIRE_TRUNCATED");
    t.match(parser.errorMessage(), /inside a response head/);
    parser.reset(false);
    t.equal(parser.isIdle, true);
    t.equal(parser.errorCode, "");
    t.equal(parser.errorMessage(), "");
    t.end();
  });

  await t.test("takes an empty read for nothing", (t) => {
    const parser = createParser();
    t.equal(parser.parse(OK, 7, 7), PARSE_NEED_MORE);
    t.equal(parser.position, 7);
    t.equal(parser.isIdle, true);
    t.equal(parser.parse(OK, 0, OK.length), PARSE_COMPLETE);
    t.equal(parser.parse(OK, 7, 7), PARSE_COMPLETE, "nor for a second response");
    t.equal(parser.finish(), PARSE_COMPLETE);
    t.end();
  });

  await t.test("refuses bytes that nobody asked for", (t) => {
    const parser = createParser();
    t.equal(parser.parse(OK, 0, OK.length), PARSE_COMPLETE);
    t.equal(parser.parse(OK, 0, OK.length), PARSE_ERROR);
    t.equal(parser.errorCode, "WIRE_UNEXPECTED_BYTES");
    t.equal(parser.position, 0);
    t.equal(parser.keepAlive, false);
    t.end();
  });

  await t.test("stays in error until it is reset", (t) => {
    const parser = createParser();
    t.equal(parser.parse(bytesOf("SSH-2.0"), 0, 7), PARSE_ERROR);
    t.equal(parser.position, 0);
    const message = parser.errorMessage();
    t.equal(parser.parse(OK, 0, OK.length), PARSE_ERROR);
    t.equal(parser.finish(), PARSE_ERROR);
    t.equal(parser.errorMessage(), message);
    parser.reset(false);
    t.equal(parser.parse(OK, 0, OK.length), PARSE_COMPLETE);
    t.end();
  });

  await t.test("says what it found, in printable characters", (t) => {
    const parser = createParser();
    const bytes = bytesOf("HTTP/1.1 200 OK\r\nX: a\0\xff and so on and on and on and on");
    t.equal(parser.parse(bytes, 0, bytes.length), PARSE_ERROR);
    t.equal(parser.position, 21);
    t.equal(
      parser.errorMessage(),
      "a header value must be free of control bytes and end in CR LF; " +
        'found "\\x00\\xff and so on and on and "',
    );
    t.end();
  });

  await t.test(
    "counts header bytes of all heads and of trailers, body bytes without framing",
    (t) => {
      const interim = "HTTP/1.1 100 Continue\r\n\r\n";
      const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
      const trailers = "X-T: 1\r\n\r\n";
      const bytes = bytesOf(`\r\n${interim}${head}3;ext\r\nabc\r\n2\r\nde\r\n0\r\n${trailers}`);
      const reading = readResponse(createParser(), bytes, [60, 100]);
      t.equal(reading.headerBytes, 2 + interim.length + head.length + trailers.length);
      t.equal(reading.bodyBytes, 5);
      t.end();
    },
  );
});

t.test("The header limit", async (t) => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
  const chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const headMemo = new HeadMemo();
  readResponse(new Http1ResponseParser({ maxHeaderBytes: 1000, headMemo }), OK, []);
  const rows = [
    { name: "is met by a head of as many bytes", text: `${head}hi`, limit: head.length },
    {
      name: "is met by such a head and a chunked body",
      text: `${chunkedHead}0\r\n\r\n`,
      limit: chunkedHead.length,
    },
    {
      name: "counts trailers with the head",
      text: `${chunkedHead}0\r\nA: b\r\n\r\n`,
      limit: chunkedHead.length + 6,
    },
    {
      name: "counts each interim head anew",
      text: `${"HTTP/1.1 102 P\r\n\r\n".repeat(9)}${head}hi`,
      limit: head.length,
    },
    { name: "counts empty lines before the head", text: `\r\n${head}hi`, limit: head.length + 2 },
  ];
  for (const { name, text, limit } of rows) {
    await t.test(name, (t) => {
      for (const options of [{}, { headMemo }]) {
        for (const cuts of [[], Array.from(text, (_, i) => i + 1)]) {
          const most = new Http1ResponseParser({ maxHeaderBytes: limit, ...options });
          t.equal(readResponse(most, bytesOf(text), cuts).outcome, "complete");
          const less = new Http1ResponseParser({ maxHeaderBytes: limit - 1, ...options });
          t.equal(readResponse(less, bytesOf(text), cuts).errorCode, "WIRE_HEADER_TOO_LARGE");
        }
      }
      t.end();
    });
  }
});

t.test("A body larger than any buffer", async (t) => {
  const FIVE_GIB = 5 * 2 ** 30;
  const PIECE_BYTES = 2 ** 26;
  const rows = [
    {
      name: "is counted right with a length",
      head: `Content-Length: ${FIVE_GIB}\r\n\r\n`,
      tail: "",
    },
    {
      name: "is counted right in one chunk",
      head: `Transfer-Encoding: chunked\r\n\r\n${FIVE_GIB.toString(16)}\r\n`,
      tail: "\r\n0\r\n\r\n",
    },
    { name: "is counted right to the end of the connection", head: "\r\n", tail: "", closes: true },
  ];
  const piece = new Uint8Array(PIECE_BYTES);
  for (const { name, head, tail, closes = false } of rows) {
    await t.test(name, (t) => {
      const parser = createParser();
      const front = bytesOf(`HTTP/1.1 200 OK\r\n${head}`);
      t.equal(parser.parse(front, 0, front.length), PARSE_NEED_MORE);
      let outcome: number = PARSE_NEED_MORE;
      for (let fed = 0; fed < FIVE_GIB; fed += PIECE_BYTES) {
        t.equal(outcome, PARSE_NEED_MORE);
        outcome = parser.parse(piece, 0, PIECE_BYTES);
      }
      if (tail !== "") outcome = parser.parse(bytesOf(tail), 0, tail.length);
      if (closes) outcome = parser.finish();
      t.equal(outcome, PARSE_COMPLETE);
      t.equal(parser.bodyBytes, FIVE_GIB);
      t.end();
    });
  }
});
