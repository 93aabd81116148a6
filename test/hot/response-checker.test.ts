import { setFlagsFromString } from "node:v8";
import { runInThisContext } from "node:vm";
import t from "tap";
import {
  compileResponseChecks,
  HeadMemo,
  Http1ResponseParser,
  PARSE_COMPLETE,
  type ResponseCheck,
  ResponseChecker,
} from "../../wire/index.js";
import {
  bytesPerOperation,
  LOOP_COUNT,
  NOTHING_BYTES,
  ROUND_COUNT,
} from "../fixtures/heap-growth.js";
import { bytesOf } from "../fixtures/read-response.js";

setFlagsFromString("--allow-natives-syntax");
const haveSameMap = runInThisContext("(a, b) => %HaveSameMap(a, b)") as (
  a: object,
  b: object,
) => boolean;

const HEAD = "HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Type: application/json\r\n";
const PLAIN = `${HEAD}Content-Length: 15\r\n\r\n{"status":"ok"}`;
const CHUNKED = `${HEAD}Transfer-Encoding: chunked\r\n\r\nf\r\n{"status":"ok"}\r\n0\r\n\r\n`;
const CHECKS: readonly ResponseCheck[] = [
  { kind: "status", anyOf: ["2xx"] },
  { kind: "headerPresent", name: "Server" },
  { kind: "headerEquals", name: "content-type", value: "application/json" },
  { kind: "headerContains", name: "content-type", text: "json" },
  { kind: "bodyContains", text: '"status":"ok"' },
];

t.test("ResponseChecker on the hot path", async (t) => {
  const rows = [
    { name: "a response whose head is in the memo", text: PLAIN, cut: 0, failedCheck: -1 },
    { name: "a response cut in its head", text: PLAIN, cut: 60, failedCheck: -1 },
    { name: "a chunked response", text: CHUNKED, cut: 0, failedCheck: -1 },
    { name: "a response that fails", text: PLAIN.replace("ok", "no"), cut: 0, failedCheck: 4 },
  ];
  for (const { name, text, cut, failedCheck } of rows) {
    await t.test(`allocates nothing for ${name}`, (t) => {
      const sink = new ResponseChecker(compileResponseChecks(CHECKS));
      const headMemo = new HeadMemo();
      const parser = new Http1ResponseParser({ maxHeaderBytes: 65_536, headMemo, sink });
      const bytes = bytesOf(text);
      let expectedCount = 0;
      const grownBytes = bytesPerOperation(() => {
        for (let i = 0; i < LOOP_COUNT; i++) {
          parser.reset(false);
          if (cut > 0) parser.parse(bytes, 0, cut);
          const isComplete = parser.parse(bytes, cut, bytes.length) === PARSE_COMPLETE;
          if (isComplete && sink.failedCheck(parser.status) === failedCheck) expectedCount++;
        }
        return expectedCount;
      });
      t.equal(expectedCount, ROUND_COUNT * LOOP_COUNT);
      t.ok(grownBytes < NOTHING_BYTES, `${grownBytes} bytes per response`);
      t.end();
    });
  }

  await t.test("has one shape, whatever it checks and sees", (t) => {
    const used = new ResponseChecker(compileResponseChecks(CHECKS));
    const bytes = bytesOf(PLAIN);
    used.beginHead();
    used.takeHead(bytes, 0, 30);
    used.takeHead(bytes, 30, bytes.length - 15);
    used.takeBody(bytes, bytes.length - 15, bytes.length);
    used.failedCheck(200);
    t.equal(haveSameMap(new ResponseChecker(compileResponseChecks([])), used), true);
    t.end();
  });
});
