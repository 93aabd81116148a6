import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import t from "tap";
import {
  DEFAULT_MAX_HEADER_BYTES,
  HeadMemo,
  Http1ResponseParser,
  PARSE_COMPLETE,
} from "../../wire/index.js";
import {
  bytesPerOperation,
  LOOP_COUNT,
  NOTHING_BYTES,
  ROUND_COUNT,
} from "../fixtures/heap-growth.js";
import { MALFORMED_RESPONSES, VALID_RESPONSES } from "../fixtures/http1-corpus.js";
import { bytesOf, readResponse } from "../fixtures/read-response.js";

setFlagsFromString("--allow-natives-syntax");
const haveSameMap = runInThisContext("(a, b) => %HaveSameMap(a, b)") as (
  a: object,
  b: object,
) => boolean;

const HEAD =
  "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sat, 21 Nov 2026 11:22:33 GMT\r\n" +
  "Content-Type: text/plain\r\nConnection: keep-alive\r\n";
const PLAIN = `${HEAD}Content-Length: 2\r\n\r\nhi`;
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`;

function createParser(headMemo?: HeadMemo): Http1ResponseParser {
  const maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES;
  return new Http1ResponseParser(headMemo ? { maxHeaderBytes, headMemo } : { maxHeaderBytes });
}

t.test("Http1ResponseParser on the hot path", async (t) => {
  const rows = [
    { name: "a plain response whose head is in the memo", text: PLAIN, memo: true, cut: 0 },
    { name: "a plain response without a memo", text: PLAIN, memo: false, cut: 0 },
    { name: "a plain response cut in its head", text: PLAIN, memo: true, cut: 60 },
    { name: "a chunked response", text: CHUNKED, memo: true, cut: 0 },
  ];
  for (const { name, text, memo, cut } of rows) {
    await t.test(`allocates nothing for ${name}`, (t) => {
      const parser = createParser(memo ? new HeadMemo() : undefined);
      const bytes = bytesOf(text);
      let completeCount = 0;
      const grownBytes = bytesPerOperation(() => {
        for (let i = 0; i < LOOP_COUNT; i++) {
          parser.reset(false);
          if (cut > 0) parser.parse(bytes, 0, cut);
          if (parser.parse(bytes, cut, bytes.length) === PARSE_COMPLETE) completeCount++;
        }
        return completeCount;
      });
      t.equal(completeCount, ROUND_COUNT * LOOP_COUNT);
      t.ok(grownBytes < NOTHING_BYTES, `${grownBytes} bytes per response`);
      t.end();
    });
  }

  await t.test("sees an allocation of one small object per response", (t) => {
    const kept: object[] = new Array<object>(LOOP_COUNT);
    const grownBytes = bytesPerOperation(() => {
      for (let i = 0; i < LOOP_COUNT; i++) kept[i] = { i };
      return kept.length;
    });
    t.ok(grownBytes > NOTHING_BYTES, `${grownBytes} bytes per response`);
    t.end();
  });

  await t.test("keeps one shape whatever it reads", (t) => {
    const used = createParser(new HeadMemo());
    for (const { text } of [...VALID_RESPONSES, ...MALFORMED_RESPONSES]) {
      readResponse(used, bytesOf(text), [20], { closes: true });
    }
    // Made after: the first number past 2^31 changes the representation of a field once, for all parsers.
    t.equal(haveSameMap(createParser(), used), true);
    t.end();
  });
});
