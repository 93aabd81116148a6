// What checks of a response cost: `node dist/bench/micro/response-checker.js`.
import { Bench } from "tinybench";
import { compileResponseChecks, ResponseChecker } from "../../wire/index.js";
import type { ResponseCheck } from "../../wire/index.js";

/** Many per sample: one response takes less than the clock's step. */
const RESPONSES_PER_SAMPLE = 1000;

const HEAD = Buffer.from(
  [
    "HTTP/1.1 200 OK",
    "Server: nginx/1.22.1",
    "Date: Sat, 21 Nov 2026 11:22:33 GMT",
    "Content-Type: text/plain",
    "Content-Length: 984",
    "Last-Modified: Fri, 20 Nov 2026 10:11:12 GMT",
    "Connection: keep-alive",
    'ETag: "6920aaaa-2"',
    "Accept-Ranges: bytes",
    "",
    "",
  ].join("\r\n"),
  "latin1",
);
const BODY = Buffer.from('{"id":12345,"name":"some text","ok":true},'.repeat(24), "latin1");

const CONTENT_TYPE: ResponseCheck = { kind: "headerContains", name: "content-type", text: "plain" };
const CASES: readonly (readonly [name: string, checks: readonly ResponseCheck[]])[] = [
  ["status", [{ kind: "status", anyOf: ["2xx"] }]],
  ["a header", [CONTENT_TYPE]],
  ["three headers", [CONTENT_TYPE, CONTENT_TYPE, CONTENT_TYPE]],
  ["a text that the body has not", [{ kind: "bodyContains", text: '"ok":false' }]],
];

function runnerOf(checks: readonly ResponseCheck[]): () => void {
  const checker = new ResponseChecker(compileResponseChecks(checks));
  return () => {
    for (let i = 0; i < RESPONSES_PER_SAMPLE; i++) {
      checker.beginHead();
      checker.takeHead(HEAD, 0, HEAD.length);
      checker.takeBody(BODY, 0, BODY.length);
      checker.failedCheck(200);
    }
  };
}

const bench = new Bench({ time: 300, warmupTime: 50 });
for (const [name, checks] of CASES) bench.add(name, runnerOf(checks));
await bench.run();
console.log(`head ${HEAD.length} bytes, body ${BODY.length} bytes; ns per response`);
for (const { name, result } of bench.tasks) {
  if (result.state !== "completed") throw new Error(`${name} did not complete`);
  const nsPerResponse = (result.latency.p50 * 1e6) / RESPONSES_PER_SAMPLE;
  console.log(`${nsPerResponse.toFixed(0).padStart(6)}  ${name}`);
}
