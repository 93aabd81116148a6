import t from "tap";
import { HeadMemo, Http1ResponseParser, type ResponseSink } from "../../../wire/index.js";
import { VALID_RESPONSES } from "../../fixtures/http1-corpus.js";
import { bytesOf, createRandom, randomCuts, readResponse } from "../../fixtures/read-response.js";

const SEED = 20_261_121;
const RANDOM_CUT_COUNT = 50;
/** Longer ones are past a limit: a few cuts will do. */
const LONG_BYTES = 2000;

/** Keeps a copy of all that it is shown. */
class Collector implements ResponseSink {
  readonly heads: string[] = [];
  body = "";

  beginHead(): void {
    this.heads.push("");
  }

  takeHead(bytes: Uint8Array, from: number, to: number): void {
    this.heads.push(this.heads.pop()! + toText(bytes, from, to));
  }

  takeBody(bytes: Uint8Array, from: number, to: number): void {
    this.body += toText(bytes, from, to);
  }
}

function toText(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString("latin1");
}

function* cutsOf(length: number): Generator<readonly number[]> {
  yield [];
  const everywhere = Array.from({ length }, (_, index) => index + 1);
  if (length <= LONG_BYTES) {
    for (const at of everywhere) yield [at];
    yield everywhere;
  }
  const random = createRandom(SEED);
  for (let i = 0; i < RANDOM_CUT_COUNT; i++) yield randomCuts(random, length, 8);
}

/** Heads and body as a sink of each parser sees them, wherever they are cut. */
function allSeen(text: string, options: { requestIsHead: boolean; closes: boolean }): Set<string> {
  const seen = new Set<string>();
  const bytes = bytesOf(text);
  const headMemo = new HeadMemo();
  for (const cuts of cutsOf(bytes.length)) {
    for (const memo of [{}, { headMemo }]) {
      const sink = new Collector();
      const parser = new Http1ResponseParser({ maxHeaderBytes: 65_536, sink, ...memo });
      // Twice: the second time the head is in the memo.
      for (let round = 0; round < 2; round++) {
        sink.heads.length = 0;
        sink.body = "";
        readResponse(parser, bytes, cuts, options);
        seen.add(JSON.stringify([sink.heads, sink.body]));
      }
    }
  }
  return seen;
}

t.test("ResponseSink is shown the same heads and body, wherever they are cut, of", async (t) => {
  for (const response of VALID_RESPONSES) {
    await t.test(response.name, (t) => {
      const { text, requestIsHead = false, endsByClose = false, headCount = 1 } = response;
      const seen = allSeen(text, { requestIsHead, closes: endsByClose });
      t.equal(seen.size, 1);
      const [heads, body] = JSON.parse([...seen][0]!) as [string[], string];
      t.equal(heads.length, headCount);
      for (const head of heads) {
        t.match(head, /^HTTP\/1\.\d \d{3}[^]*\r\n\r\n$/);
        t.equal(head.indexOf("\r\n\r\n"), head.length - 4, "it is one head");
      }
      t.ok(text.replace(/^[\r\n]+/, "").startsWith(heads.join("")));
      t.equal(body.length, response.bodyBytes);
      t.end();
    });
  }
});

t.test("ResponseSink is shown the data of chunks without their framing", async (t) => {
  const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const text = `${head}2;x=y\r\nhe\r\n03\r\nllo\r\n0\r\nTrailer: 1\r\n\r\n`;
  const seen = allSeen(text, { requestIsHead: false, closes: false });
  t.strictSame([...seen], [JSON.stringify([[head], "hello"])]);
});

t.test("ResponseSink is shown nothing of the next response", async (t) => {
  const response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  const seen = allSeen(response + response, { requestIsHead: false, closes: false });
  t.strictSame([...seen], [JSON.stringify([[response.slice(0, -2)], "hi"])]);
});
