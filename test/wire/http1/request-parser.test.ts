import fc from "fast-check";
import t from "tap";
import type { Test } from "tap";
import {
  Http1RequestParser,
  REQUEST_BODY_BYTES_MAX,
  REQUEST_COMPLETE,
  REQUEST_ERROR,
  REQUEST_HEAD_BYTES_MAX,
  REQUEST_NEED_MORE,
  RequestHeadMemo,
} from "../../../wire/index.js";

interface Read {
  readonly method: string;
  readonly target: string;
  readonly keepAlive: boolean;
  readonly contentType: string;
  readonly body: string;
}

type Outcome = readonly Read[] | { readonly status: number; readonly message: string };

const createParser = (): Http1RequestParser => new Http1RequestParser(new RequestHeadMemo());

/** Parses the text cut at the given indices, each piece in a buffer of its own. */
function readAll(text: string, cuts: readonly number[] = []): Outcome {
  const parser = createParser();
  const bytes = Buffer.from(text, "latin1");
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  const reads: Read[] = [];
  for (let index = 0; index + 1 < edges.length; index++) {
    const piece = Buffer.from(bytes.subarray(edges[index], edges[index + 1]));
    let from = 0;
    while (from < piece.length) {
      const outcome = parser.parse(piece, from, piece.length);
      if (outcome === REQUEST_ERROR) {
        return { status: parser.errorStatus, message: parser.errorMessage };
      }
      from = parser.nextIndex;
      if (outcome === REQUEST_NEED_MORE) break;
      const { method, target, keepAlive, contentType } = parser.head;
      reads.push({ method, target, keepAlive, contentType, body: parser.body.toString("latin1") });
    }
  }
  return reads;
}

const GET: Read = { method: "GET", target: "/", keepAlive: true, contentType: "", body: "" };
const HEAD_GET = "GET / HTTP/1.1\r\nHost: a\r\n";

const SERVED: readonly { name: string; text: string; expected: readonly Read[] }[] = [
  { name: "a plain GET", text: `${HEAD_GET}\r\n`, expected: [GET] },
  {
    name: "blank lines before a request",
    text: `\r\n\r\n${HEAD_GET}\r\n\r\n`,
    expected: [GET],
  },
  {
    name: "three pipelined requests, the middle one with a body",
    text: `${HEAD_GET}\r\nPOST /b?c=d HTTP/1.1\r\nHOST: a\r\ncontent-TYPE: x/y\r\nContent-Length: 3\r\n\r\nabc${HEAD_GET}\r\n`,
    expected: [
      GET,
      { ...GET, method: "POST", target: "/b?c=d", contentType: "x/y", body: "abc" },
      GET,
    ],
  },
  {
    name: "a chunked body with extensions and trailers, and a request after it",
    text: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0A\r\n0123456789\r\n0\r\nA: b\r\nC: d\r\n\r\n${HEAD_GET}\r\n`,
    expected: [{ ...GET, method: "POST", body: "abc0123456789" }, GET],
  },
  {
    name: "an empty chunked body",
    text: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    expected: [{ ...GET, method: "POST" }],
  },
  {
    name: "HTTP/1.0, which closes unless told otherwise",
    text: "GET / HTTP/1.0\r\n\r\nGET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
    expected: [{ ...GET, keepAlive: false }, GET],
  },
  {
    name: "Connection: close among other tokens",
    text: `${HEAD_GET}Connection: x, CLOSE\r\n\r\n`,
    expected: [{ ...GET, keepAlive: false }],
  },
  {
    name: "an absolute URL as target",
    text: "GET http://a/b HTTP/1.1\r\nHost: a\r\n\r\n",
    expected: [{ ...GET, target: "http://a/b" }],
  },
];

const LONG = "x".repeat(REQUEST_HEAD_BYTES_MAX);
const post = (fields: string, body = ""): string =>
  `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;
const chunked = (body: string): string => post("Transfer-Encoding: chunked\r\n", body);

const REFUSED: readonly { name: string; text: string; status: number; says: RegExp }[] = [
  { name: "a TLS handshake", text: "\x16\x03\x01", status: 400, says: /malformed/ },
  { name: "lines that end in LF alone", text: "GET / HTTP/1.1\n", status: 400, says: /CR LF/ },
  { name: "a request line of two words", text: "GET /\r\n\r\n", status: 400, says: /request line/ },
  {
    name: "a space in the target",
    text: "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
    status: 400,
    says: /request line/,
  },
  {
    name: "a method that is no token",
    text: "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
    status: 400,
    says: /request line/,
  },
  { name: "HTTP/2.0", text: "GET / HTTP/2.0\r\nHost: a\r\n\r\n", status: 505, says: /HTTP\/2\.0/ },
  {
    name: "CONNECT",
    text: "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
    status: 501,
    says: /CONNECT/,
  },
  { name: "no Host", text: "GET / HTTP/1.1\r\n\r\n", status: 400, says: /0 Host headers/ },
  { name: "two Hosts", text: `${HEAD_GET}Host: b\r\n\r\n`, status: 400, says: /2 Host headers/ },
  { name: "a folded header", text: `${HEAD_GET}A: b\r\n c\r\n\r\n`, status: 400, says: /line 3/ },
  {
    name: "a space before the colon",
    text: `${HEAD_GET}A : b\r\n\r\n`,
    status: 400,
    says: /line 2/,
  },
  { name: "a header without colon", text: `${HEAD_GET}abc\r\n\r\n`, status: 400, says: /line 2/ },
  { name: "a NUL in a value", text: `${HEAD_GET}A: \0\r\n\r\n`, status: 400, says: /control/ },
  {
    name: "a header block over the limit",
    text: `${HEAD_GET}A: ${LONG}`,
    status: 431,
    says: /65536/,
  },
  {
    name: "a complete head over the limit",
    text: `${HEAD_GET}A: ${LONG}\r\n\r\n`,
    status: 431,
    says: /65536/,
  },
  {
    name: "a negative length",
    text: post("Content-Length: -1\r\n"),
    status: 400,
    says: /Content-Length/,
  },
  {
    name: "a length twice",
    text: post("Content-Length: 1\r\nContent-Length: 1\r\n"),
    status: 400,
    says: /twice/,
  },
  {
    name: "a length beside chunked",
    text: post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
    status: 400,
    says: /together/,
  },
  {
    name: "another transfer coding",
    text: post("Transfer-Encoding: gzip, chunked\r\n"),
    status: 501,
    says: /chunked/,
  },
  {
    name: "chunked in HTTP/1.0",
    text: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
    status: 400,
    says: /HTTP\/1\.0/,
  },
  {
    name: "a body over the limit",
    text: post(`Content-Length: ${REQUEST_BODY_BYTES_MAX + 1}\r\n`),
    status: 413,
    says: /262144/,
  },
  { name: "a chunk over the limit", text: chunked("40001\r\n"), status: 413, says: /262144/ },
  {
    name: "a chunk size of nine digits",
    text: chunked("000000001\r\na"),
    status: 413,
    says: /too large/,
  },
  { name: "a chunk without a size", text: chunked("\r\n"), status: 400, says: /chunked/ },
  { name: "a chunk size that is no number", text: chunked("g\r\n"), status: 400, says: /chunked/ },
  {
    name: "a chunk longer than its size",
    text: chunked("1\r\nab\r\n"),
    status: 400,
    says: /chunked/,
  },
  { name: "a bare LF in a trailer", text: chunked("0\r\na: b\nc"), status: 400, says: /chunked/ },
  {
    name: "endless trailers",
    text: chunked(`0\r\n${"a: b\r\n".repeat(2000)}`),
    status: 400,
    says: /chunked/,
  },
];

function eachByte(length: number): number[] {
  return Array.from({ length: length - 1 }, (_, index) => index + 1);
}

await t.test("Http1RequestParser", async (t) => {
  for (const { name, text, expected } of SERVED) {
    await t.test(`reads ${name}, whole and split anywhere`, async (t) => {
      t.same(readAll(text), expected);
      t.same(readAll(text, eachByte(text.length)), expected, "byte by byte");
      for (let cut = 1; cut < text.length; cut++) t.same(readAll(text, [cut]), expected);
    });
  }
  for (const { name, text, status, says } of REFUSED) {
    await t.test(`refuses ${name} with ${status}, whole and byte by byte`, async (t) => {
      for (const outcome of [readAll(text), readAll(text, eachByte(text.length))]) {
        if (!("status" in outcome)) return void t.fail(`read ${JSON.stringify(outcome)}`);
        t.equal(outcome.status, status);
        t.match(outcome.message, says);
        t.notMatch(outcome.message, "\n");
      }
    });
  }
  await t.test("gives one outcome for arbitrary bytes, however they are split", async (t) => {
    const part = fc.oneof(
      fc.constantFrom(...SERVED.map(({ text }) => text)),
      fc.constantFrom("GET", " ", "/", "\r\n", ":", "HTTP/1.1", "Host: a", "0", "\n", "5"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part), fc.array(fc.nat(500)), (parts, cuts) => {
        const text = parts.join("");
        const inside = cuts.filter((cut) => cut < Buffer.byteLength(text, "latin1"));
        const whole = readAll(text);
        const split = readAll(text, inside);
        return JSON.stringify(whole) === JSON.stringify(split);
      }),
      { numRuns: 1000, seed: 20_261_121 },
    );
    t.pass();
  });
  await t.test("takes a head of exactly the limit, and not a byte more", async (t) => {
    const padded = (bytes: number): string =>
      `${HEAD_GET}A: ${"x".repeat(bytes - HEAD_GET.length - 7)}\r\n\r\n`;
    const fits = padded(REQUEST_HEAD_BYTES_MAX);
    t.equal(fits.length, REQUEST_HEAD_BYTES_MAX);
    t.same(readAll(fits), [GET]);
    t.same(readAll(fits, [7, 60_000]), [GET]);
    t.match(readAll(padded(REQUEST_HEAD_BYTES_MAX + 1)), { status: 431 });
  });
  await t.test("takes a body of exactly the limit", async (t) => {
    const body = "b".repeat(REQUEST_BODY_BYTES_MAX);
    const text = post(`Content-Length: ${body.length}\r\n`, body);
    t.same(readAll(text, [100, 70_000]), [{ ...GET, method: "POST", body }]);
    t.same(readAll(chunked(`40000\r\n${body}\r\n0\r\n\r\n`), [9, 70_000]), [
      { ...GET, method: "POST", body },
    ]);
  });
});

await t.test("Http1RequestParser and repeated heads", async (t) => {
  const parse = (t: Test, parser: Http1RequestParser, text: string): object => {
    t.equal(parser.parse(Buffer.from(text), 0, text.length), REQUEST_COMPLETE);
    return parser.head;
  };
  await t.test(
    "gives the same object for the same bytes, on all connections of a server",
    async (t) => {
      const memo = new RequestHeadMemo();
      const one = new Http1RequestParser(memo);
      const other = new Http1RequestParser(memo);
      const first = parse(t, one, `${HEAD_GET}\r\n`);
      t.equal(parse(t, one, `${HEAD_GET}\r\n`), first);
      t.equal(parse(t, other, `${HEAD_GET}\r\n`), first);
    },
  );
  await t.test("tells heads apart that differ in their last header only", async (t) => {
    const parser = createParser();
    const first = parse(t, parser, `${HEAD_GET}A: 1\r\n\r\n`);
    t.not(parse(t, parser, `${HEAD_GET}A: 2\r\n\r\n`), first);
  });
  await t.test("tells a head from one whose very last byte differs", async (t) => {
    const parser = createParser();
    parse(t, parser, `${HEAD_GET}\r\n`);
    const unfinished = Buffer.from(`${HEAD_GET}\rx`);
    t.equal(parser.parse(unfinished, 0, unfinished.length), REQUEST_NEED_MORE);
  });
  await t.test("keeps its own copy of a head whose buffer is used again", async (t) => {
    const parser = createParser();
    const bytes = Buffer.from(`${HEAD_GET}\r\n`);
    parser.parse(bytes, 0, bytes.length);
    bytes.write("PUT", 0, "latin1");
    bytes.fill("/", 3, 4);
    t.equal(parser.parse(bytes, 0, bytes.length), REQUEST_ERROR, "PUT// HTTP/1.1 is malformed");
  });
  await t.test("remembers no head over 2 KiB", async (t) => {
    const memo = new RequestHeadMemo();
    const before = memo.last;
    parse(t, new Http1RequestParser(memo), `${HEAD_GET}A: ${"x".repeat(2048)}\r\n\r\n`);
    t.equal(memo.last, before);
  });
});

await t.test("Http1RequestParser.continueDue", async (t) => {
  const head = post("Expect: 100-Continue\r\nContent-Length: 2\r\n");
  await t.test("is true once, while nothing of the body has arrived", async (t) => {
    const parser = createParser();
    t.equal(parser.parse(Buffer.from(head), 0, head.length), REQUEST_NEED_MORE);
    t.equal(parser.continueDue, true);
    t.equal(parser.parse(Buffer.from("a"), 0, 1), REQUEST_NEED_MORE);
    t.equal(parser.continueDue, false);
    t.equal(parser.parse(Buffer.from("b"), 0, 1), REQUEST_COMPLETE);
    t.equal(parser.body.toString(), "ab");
  });
  await t.test("is false when the body came along", async (t) => {
    const parser = createParser();
    t.equal(parser.parse(Buffer.from(`${head}a`), 0, head.length + 1), REQUEST_NEED_MORE);
    t.equal(parser.continueDue, false);
  });
});
