import fc from "fast-check";
import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import t from "tap";
import {
  compileHttp1Request,
  compileHttp1Template,
  type FeedTable,
  Http1RequestParser,
  type Http1Template,
  REQUEST_COMPLETE,
  RequestHeadMemo,
} from "../../../wire/index.js";
import { type RequestTexts, toTemplateParts } from "../../fixtures/request-texts.js";
import { SeededWords } from "../../../workers/transports/seeded-words.js";

const SEED = 20_261_121;
const BASE = { method: "GET", path: "/", host: "a.test" };
const RANDOM = new SeededWords(SEED);
const FEED: FeedTable = {
  columnNames: ["id", "name"],
  rows: [
    ["1", "a b"],
    ["22", "é"],
    ["", "ü".repeat(60)],
  ],
};
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
/** What a render may not touch. */
const GUARD_BYTES = 8;

function compile(parts: Partial<RequestTexts>, feed?: FeedTable, seed = SEED): Http1Template {
  const random = new SeededWords(seed);
  const templateParts = toTemplateParts({ ...BASE, ...parts }, feed?.columnNames);
  return compileHttp1Template(templateParts, feed ? { random, feed } : { random });
}

/** The request as one string character per byte; throws if it is longer than it may be, or left anything beyond that. */
function render(template: Http1Template, index: number): string {
  const out = new Uint8Array(template.bytesMax + GUARD_BYTES).fill(0xaa);
  const length = template.render(index, out);
  const isOutside = out.subarray(template.bytesMax).some((byte) => byte !== 0xaa);
  if (length > template.bytesMax || isOutside) throw new Error(`${length} bytes written`);
  return Buffer.from(out.subarray(0, length)).toString("latin1");
}

interface Reading {
  readonly target: string;
  readonly values: readonly string[];
  readonly lengthField: string | undefined;
  readonly body: string;
}

/** What our own parser, and a plain split of the head, find in one request. */
function read(text: string): Reading {
  const bytes = Buffer.from(text, "latin1");
  const parser = new Http1RequestParser(new RequestHeadMemo());
  if (
    parser.parse(bytes, 0, bytes.length) !== REQUEST_COMPLETE ||
    parser.nextIndex !== bytes.length
  ) {
    throw new Error(`not one request: ${JSON.stringify(text)}`);
  }
  const lines = text.slice(0, text.indexOf("\r\n\r\n")).split("\r\n").slice(1);
  const fields = lines.map((line) => {
    const colonIndex = line.indexOf(": ");
    return [line.slice(0, colonIndex), line.slice(colonIndex + 2)] as const;
  });
  return {
    target: parser.head.target,
    values: fields.filter(([name]) => name.startsWith("X-")).map(([, value]) => value),
    lengthField: fields.find(([name]) => name === "Content-Length")?.[1],
    body: parser.body.toString("utf8"),
  };
}

t.test("compileHttp1Template gives these bytes for", async (t) => {
  const rows: {
    name: string;
    parts: Partial<RequestTexts>;
    /** From 0 on unless given. */
    indexes?: number[];
    texts: string[];
  }[] = [
    {
      name: "an index in the path, a header and the body",
      parts: {
        method: "POST",
        path: "/{{seq}}?a={{seq}}",
        headers: [["X-A", "<{{seq}}>"]],
        body: "{{seq}}!",
      },
      indexes: [0, 9, 10, Number.MAX_SAFE_INTEGER],
      texts: [0, 9, 10, 9_007_199_254_740_991].map(
        (index) =>
          `POST /${index}?a=${index} HTTP/1.1\r\nHost: a.test\r\nX-A: <${index}>\r\n` +
          `User-Agent: mesh-bench\r\nContent-Length: ${`${index}!`.length}\r\n\r\n${index}!`,
      ),
    },
    {
      name: "columns, from the first row again after the last one",
      parts: { path: "/{{id}}/{{name}}", body: "{{name}}{{id}}" },
      texts: [
        ["1/a%20b", "4", "a b1"],
        ["22/%C3%A9", "4", "\xc3\xa922"],
        [`/${"%C3%BC".repeat(60)}`, "120", "\xc3\xbc".repeat(60)],
        ["1/a%20b", "4", "a b1"],
      ].map(
        ([path, length, body]) =>
          `GET /${path} HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: ${length}\r\n\r\n${body}`,
      ),
    },
    {
      name: "a body without placeholders, as text",
      parts: { method: "PUT", path: "/{{seq}}", body: "é{{{{" },
      texts: [
        "PUT /0 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: 4\r\n\r\n\xc3\xa9{{",
      ],
    },
    {
      name: "a body of bytes that look like a placeholder",
      parts: { path: "/{{seq}}", body: Buffer.from("{{seq}}\xff", "latin1") },
      texts: [
        "GET /0 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: 8\r\n\r\n{{seq}}\xff",
      ],
    },
    {
      name: "a Content-Length that agrees with a body that stays",
      parts: { path: "/{{seq}}", headers: [["content-length", "2"]], body: "hi" },
      texts: [
        "GET /0 HTTP/1.1\r\nHost: a.test\r\ncontent-length: 2\r\nUser-Agent: mesh-bench\r\n\r\nhi",
      ],
    },
    {
      name: "a Host and a User-Agent with placeholders",
      parts: {
        headers: [
          ["HOST", "{{seq}}.test"],
          ["User-Agent", "é{{name}}"],
        ],
      },
      texts: ["GET / HTTP/1.1\r\nHOST: 0.test\r\nUser-Agent: \xe9a b\r\n\r\n"],
    },
  ];
  for (const { name, parts, texts, indexes = texts.map((_, index) => index) } of rows) {
    const template = compile(parts, FEED);
    t.strictSame(
      indexes.map((index) => render(template, index)),
      texts,
      name,
    );
  }
});

t.test(
  "compileHttp1Template without a placeholder gives what compileHttp1Request does",
  async (t) => {
    const encoder = new TextEncoder();
    for (const parts of [
      BASE,
      { ...BASE, method: "POST" },
      { ...BASE, method: "OPTIONS", path: "*", headers: [["host", "b"]] as const },
      {
        ...BASE,
        path: "/a?b=%20",
        headers: [
          ["A", ""],
          ["A", "é"],
        ] as const,
        body: encoder.encode("hi"),
      },
    ]) {
      const expected = Buffer.from(compileHttp1Request(parts)).toString("latin1");
      t.equal(render(compile(parts), 7), expected);
    }
  },
);

t.test("compileHttp1Template gives requests that are read as they were meant", async (t) => {
  t.comment(`seed ${SEED}`);
  const headerText = fc.string({ unit: fc.constantFrom("a", " ", "\t", "é", ":", "%", "0") });
  const rows = fc.array(fc.tuple(headerText, fc.string({ unit: "grapheme" })), {
    minLength: 1,
    maxLength: 5,
  });
  const indexes = fc.oneof(fc.nat({ max: 2000 }), fc.maxSafeInteger().map(Math.abs));
  const bounds = fc
    .tuple(fc.maxSafeInteger(), fc.maxSafeInteger())
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
    .filter(([low, high]) => Number.isSafeInteger(high - low));
  const property = fc.property(
    rows,
    indexes,
    bounds,
    fc.nat(),
    (values, index, [low, high], seed) => {
      const feed: FeedTable = { columnNames: ["x", "y"], rows: values };
      const parts: Partial<RequestTexts> = {
        path: `/{{seq}}/{{random ${low} ${high}}}?{{y}}={{uuid}}`,
        headers: [
          ["X-A", "<{{x}}>"],
          ["X-B", "{{uuid}}"],
        ],
        body: `{{y}}|{{seq}}|{{random ${low} ${high}}}|{{y}}`,
      };
      const text = render(compile(parts, feed, seed), index);
      const { target, values: headers, lengthField, body } = read(text);
      const [x, y] = values[index % values.length]!;
      const match = /^\/(\d+)\/(-?\d+)\?([^=]*)=(.*)$/.exec(target);
      const [, seq, random, name, uuid] = match ?? [];
      const numberText = body.slice(`${y}|${index}|`.length, body.length - `|${y}`.length);
      const isBetween = [random, numberText].every(
        (each) => String(Number(each)) === each && Number(each) >= low && Number(each) <= high,
      );
      return (
        seq === String(index) &&
        isBetween &&
        decodeURIComponent(name!) === y &&
        UUID_V4.test(uuid!) &&
        headers[0] === `<${x}>` &&
        UUID_V4.test(headers[1]!) &&
        uuid !== headers[1] &&
        body === `${y}|${index}|${numberText}|${y}` &&
        lengthField === String(Buffer.byteLength(body)) &&
        text === render(compile(parts, feed, seed), index)
      );
    },
  );
  t.doesNotThrow(() => {
    fc.assert(property, { seed: SEED, numRuns: 3000 });
  });
});

t.test(
  "compileHttp1Template takes its random numbers from seed, index and place alone",
  async (t) => {
    const parts = { path: "/{{uuid}}/{{random 0 9007199254740991}}", body: "{{uuid}}{{uuid}}" };
    const template = compile(parts);
    const indexes = Array.from({ length: 200 }, (_, index) => index);
    const forwards = indexes.map((index) => render(template, index));
    const backwards = indexes.toReversed().map((index) => render(compile(parts), index));
    t.strictSame(backwards.toReversed(), forwards, "not from the order, nor from the worker");
    const uuids = forwards.flatMap(
      (text) => text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [],
    );
    t.equal(uuids.length, 600);
    t.equal(new Set(uuids).size, 600, "every place in every request has its own");
    t.not(render(compile(parts, undefined, SEED + 1), 0), forwards[0], "another seed gives others");
  },
);

t.test("Http1Template knows how long its longest request is", async (t) => {
  const { bytesMax } = compile(
    { path: "/{{seq}}", body: "{{name}}{{random -5 1000}}{{seq}}" },
    FEED,
  );
  // "GET /" " HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: " "140" "\r\n\r\n", the two indexes of
  // 16 digits, the longest name of 120 bytes, and four digits.
  t.equal(bytesMax, 5 + 65 + 3 + 4 + 2 * 16 + 120 + 4);
});

t.test("compileHttp1Template refuses", async (t) => {
  const bad = "WIRE_BAD_REQUEST_PART";
  const rows: {
    name: string;
    parts: Partial<RequestTexts>;
    code?: string;
    message: string;
  }[] = [
    {
      name: "a value that would end a header",
      parts: { headers: [["X", "{{line}}"]] },
      code: "WIRE_BAD_FEED",
      message: 'row 1, column "line" of the feed is "a\\r\\nb"; in a header',
    },
    {
      name: "a path that begins with a placeholder",
      parts: { path: "{{line}}" },
      message: 'path is "0"; it must begin with /',
    },
    {
      name: "a path with a space beside a placeholder",
      parts: { path: "/{{line}} {{random 1 2}}" },
      message: 'path is "/0 0"; it must begin with /',
    },
    {
      name: "a header with a line end beside a placeholder",
      parts: { headers: [["X", "{{seq}}\n"]] },
      message: 'header X is "0\\n"; it must hold no control characters',
    },
    {
      name: "a placeholder in the name of a header",
      parts: { headers: [["X-{{seq}}", ""]] },
      message: 'header name is "X-{{seq}}"; it must be a token',
    },
    {
      name: "a placeholder in the method",
      parts: { method: "{{seq}}" },
      message: 'method is "{{seq}}"; it must be a token',
    },
    {
      name: "a Content-Length beside a body with placeholders",
      parts: { headers: [["content-length", "1"]], body: "{{seq}}" },
      message: 'header content-length is "1"; it follows from the body, which has placeholders',
    },
    {
      name: "a Content-Length with a placeholder",
      parts: { headers: [["content-length", "{{seq}}"]], body: "0" },
      message: 'header content-length is "0"; the body has 1 bytes',
    },
    {
      name: "two Content-Lengths",
      parts: {
        headers: [
          ["content-length", "1"],
          ["Content-Length", "1"],
        ],
        body: "0",
      },
      message: 'header content-length is "1, 1"; it may be given once',
    },
  ];
  const feed = { columnNames: ["line"], rows: [["a\r\nb"]] };
  for (const { name, parts, code = bad, message } of rows) {
    let refusal: unknown;
    try {
      compile(parts, feed);
    } catch (error) {
      refusal = error;
    }
    t.match(refusal, { name: "WireError", code, message }, name);
  }
  const parts = toTemplateParts({ ...BASE, path: "/{{id}}" }, ["id"]);
  t.throws(() => compileHttp1Template(parts, { random: RANDOM }), { code: "WIRE_BAD_FEED" });
});

t.test("Http1Template is understood by Node's server", async (t) => {
  const requestCount = 300;
  const template = compile(
    {
      method: "POST",
      path: "/{{seq}}?q={{name}}",
      headers: [["X-Name", "{{name}}"]],
      body: '{"seq":{{seq}},"name":"{{name}}"}',
    },
    FEED,
  );
  const seen = await new Promise<unknown[]>((resolve) => {
    const requests: unknown[] = [];
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.end();
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
        requests.push([request.url, request.headers["x-name"], body]);
        if (requests.length === requestCount) resolve(requests);
      });
    });
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, "127.0.0.1", () => {
      const socket = net.connect((server.address() as AddressInfo).port, "127.0.0.1");
      t.teardown(() => socket.destroy());
      socket.resume();
      for (let index = 0; index < requestCount; index++) {
        socket.write(render(template, index), "latin1");
      }
    });
  });
  const expected = Array.from({ length: requestCount }, (_, index) => {
    const name = FEED.rows[index % 3]![1]!;
    return [`/${index}?q=${encodeURIComponent(name)}`, name, { seq: index, name }];
  });
  t.strictSame(seen, expected);
});
