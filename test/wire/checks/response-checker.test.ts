import fc from "fast-check";
import t from "tap";
import {
  compileResponseChecks,
  HeadMemo,
  Http1ResponseParser,
  type ResponseCheck,
  ResponseChecker,
} from "../../../wire/index.js";
import { bytesOf, readResponse } from "../../fixtures/read-response.js";

const SEED = 20_261_121;

const HEADERS =
  "HTTP/1.1 200 OK\r\nServer: nginx\r\nContent-Type: text/html; charset=utf-8 \t\r\nX-Empty:\r\n" +
  "Set-Cookie: a=1\r\nset-cookie:  b=22\r\nX-A: wrong\r\nX: right\r\nX-Folded: one\r\n two\r\n";
const JSON_BODY = '{"status":"ok","items":[{"id":5,"é":null}],"done":true}';
const PLAIN = withBody(JSON_BODY);
const CHUNKED = inChunks(JSON_BODY, 16);

/** One string character per byte, as it is sent. */
function sent(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

function withBody(body: string): string {
  return `${HEADERS}Content-Length: ${sent(body).length}\r\nX-Last: end\r\n\r\n${sent(body)}`;
}

/** In two chunks, and with a trailer that is none of the headers. */
function inChunks(body: string, firstBytes: number): string {
  const chunks = [sent(body).slice(0, firstBytes), sent(body).slice(firstBytes), ""];
  const framed = chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}`).join("\r\n");
  return `${HEADERS}Transfer-Encoding: chunked\r\nX-Last: end\r\n\r\n${framed}Content-Type: application/json\r\n\r\n`;
}

interface Verdict {
  readonly failedCheck: number;
  readonly text: string;
}

/** One checker and parser for several readings, as on a connection. */
function createReader(
  checks: readonly ResponseCheck[],
  jsonBodyBytesMax?: number,
): (text: string, cuts: readonly number[]) => Verdict {
  const checker = new ResponseChecker(compileResponseChecks(checks), jsonBodyBytesMax);
  const headMemo = new HeadMemo();
  const parser = new Http1ResponseParser({ maxHeaderBytes: 65_536, headMemo, sink: checker });
  return (text, cuts) => {
    const { outcome, status } = readResponse(parser, bytesOf(text), cuts);
    if (outcome !== "complete") throw new Error(`${outcome}: ${parser.errorMessage()}`);
    const failedCheck = checker.failedCheck(status);
    return { failedCheck, text: failedCheck < 0 ? "" : checker.describe(failedCheck, status) };
  };
}

/** What the checks say, which must be the same wherever the response is cut. */
function judge(checks: readonly ResponseCheck[], text: string, jsonBodyBytesMax?: number): Verdict {
  const read = createReader(checks, jsonBodyBytesMax);
  const whole = read(text, []);
  const everywhere = Array.from({ length: text.length - 1 }, (_, index) => index + 1);
  for (const cuts of [...everywhere.map((at) => [at]), everywhere, []]) {
    const verdict = read(text, cuts);
    if (JSON.stringify(verdict) !== JSON.stringify(whole)) {
      throw new Error(`cut at ${cuts.join()}: ${JSON.stringify([whole, verdict])}`);
    }
  }
  return whole;
}

const contentType = { name: "content-TYPE" };

t.test("ResponseChecker passes, wherever the response is cut,", async (t) => {
  const rows: { name: string; check: ResponseCheck }[] = [
    { name: "a status", check: { kind: "status", anyOf: ["304", "200"] } },
    { name: "a class of statuses", check: { kind: "status", anyOf: ["2xx"] } },
    { name: "a header that is there", check: { kind: "headerPresent", ...contentType } },
    { name: "a header without a value", check: { kind: "headerPresent", name: "x-empty" } },
    { name: "an empty value", check: { kind: "headerEquals", name: "x-empty", value: "" } },
    {
      name: "a value, without the white space around it",
      check: { kind: "headerEquals", ...contentType, value: "text/html; charset=utf-8" },
    },
    {
      name: "a text in a value",
      check: { kind: "headerContains", ...contentType, text: "l; charset" },
    },
    { name: "the first of two", check: { kind: "headerEquals", name: "Set-Cookie", value: "a=1" } },
    {
      name: "the second of two",
      check: { kind: "headerContains", name: "Set-Cookie", text: "22" },
    },
    {
      name: "a name that others begin with",
      check: { kind: "headerEquals", name: "X", value: "right" },
    },
    { name: "a folded value", check: { kind: "headerEquals", name: "x-folded", value: "one two" } },
    { name: "the last header", check: { kind: "headerEquals", name: "X-Last", value: "end" } },
    { name: "a text in the body", check: { kind: "bodyContains", text: '"ok","items' } },
    { name: "a text beyond ASCII in the body", check: { kind: "bodyContains", text: "é" } },
    { name: "the whole body", check: { kind: "bodyContains", text: JSON_BODY } },
    { name: "a text in JSON", check: { kind: "jsonEquals", path: "$.status", value: "ok" } },
    { name: "a number in JSON", check: { kind: "jsonEquals", path: "$.items[0].id", value: 5 } },
    { name: "null in JSON", check: { kind: "jsonEquals", path: "$.items[0].é", value: null } },
    { name: "a boolean in JSON", check: { kind: "jsonEquals", path: "$.done", value: true } },
  ];
  for (const { name, check } of rows) {
    t.strictSame(judge([check], PLAIN), { failedCheck: -1, text: "" }, name);
    t.strictSame(judge([check], CHUNKED), { failedCheck: -1, text: "" }, `${name}, in chunks`);
  }
  t.equal(
    judge(
      rows.map(({ check }) => check),
      PLAIN,
    ).failedCheck,
    -1,
    "all of them at once",
  );
  t.equal(judge([], PLAIN).failedCheck, -1, "and anything if there are no checks");
});

t.test("ResponseChecker fails, and says why,", async (t) => {
  const long = "l".repeat(100);
  const rows: { name: string; check: ResponseCheck; response?: string; text: string }[] = [
    {
      name: "a status",
      check: { kind: "status", anyOf: ["204", "3xx"] },
      text: "the status is 200; it must be one of 204, 3xx",
    },
    {
      name: "a header that is not there",
      check: { kind: "headerPresent", name: "Content-Typ" },
      text: "there is no header Content-Typ; it must be there",
    },
    {
      name: "a header in the trailers only",
      check: { kind: "headerContains", ...contentType, text: "json" },
      response: CHUNKED,
      text: 'header content-TYPE is "text/html; charset=utf-8"; it must contain "json"',
    },
    {
      name: "another letter case",
      check: { kind: "headerContains", ...contentType, text: "HTML" },
      text: 'header content-TYPE is "text/html; charset=utf-8"; it must contain "HTML"',
    },
    {
      name: "a value that only begins well",
      check: { kind: "headerEquals", ...contentType, value: "text/html" },
      text: 'header content-TYPE is "text/html; charset=utf-8"; it must be "text/html"',
    },
    {
      name: "a value that ends too early",
      check: { kind: "headerEquals", name: "X", value: "right on" },
      text: 'header X is "right"; it must be "right on"',
    },
    {
      name: "a value that spans two headers",
      check: { kind: "headerContains", name: "Set-Cookie", text: "1b" },
      text: 'header Set-Cookie is "b=22"; it must contain "1b"',
    },
    {
      name: "the value of a header that is not there",
      check: { kind: "headerEquals", name: "ETag", value: "1" },
      text: 'there is no header ETag; it must be "1"',
    },
    {
      name: "a name between a shorter and longer ones",
      check: { kind: "headerEquals", name: "X-", value: "right" },
      text: 'there is no header X-; it must be "right"',
    },
    {
      name: "a long value, of which it shows the beginning",
      check: { kind: "headerEquals", name: "A", value: "" },
      response: `HTTP/1.1 200 OK\r\nA: ${long}\r\nContent-Length: 0\r\n\r\n`,
      text: `header A is "${"l".repeat(59)}…; it must be ""`,
    },
    {
      name: "a text that the body has not",
      check: { kind: "bodyContains", text: "error" },
      text: `the body has ${sent(JSON_BODY).length} bytes without "error"; it must contain that`,
    },
    {
      name: "a text in the head",
      check: { kind: "bodyContains", text: "nginx" },
      text: `the body has ${sent(JSON_BODY).length} bytes without "nginx"; it must contain that`,
    },
    {
      name: "another value in JSON",
      check: { kind: "jsonEquals", path: "$.items[0].id", value: "5" },
      text: '$.items[0].id is 5; it must be "5"',
    },
    {
      name: "an object in JSON",
      check: { kind: "jsonEquals", path: "$.items", value: null },
      text: '$.items is [{"id":5,"é":null}]; it must be null',
    },
    {
      name: "a missing value in JSON",
      check: { kind: "jsonEquals", path: "$.id", value: null },
      text: "$.id is missing; it must be null",
    },
    {
      name: "a body without bytes",
      check: { kind: "jsonEquals", path: "$", value: null },
      response: "HTTP/1.1 204 No Content\r\n\r\n",
      text: "$ is not found, as the body is no JSON: Unexpected end of JSON input; it must be null",
    },
  ];
  const passing: ResponseCheck = { kind: "status", anyOf: ["2xx"] };
  for (const { name, check, response = PLAIN, text } of rows) {
    const expected = { failedCheck: 1, text: `check 1: ${text}` };
    t.strictSame(judge([passing, check, check], response), expected, name);
  }
});

t.test("ResponseChecker parses a body up to its limit, and fails a longer one", async (t) => {
  const check: ResponseCheck = { kind: "jsonEquals", path: "$.done", value: true };
  const { length } = sent(JSON_BODY);
  t.equal(judge([check], PLAIN, length).failedCheck, -1);
  t.equal(
    judge([check], PLAIN, length - 1).text,
    `check 0: $.done is not found, as the body has ${length} bytes, and at most ${length - 1} are parsed; it must be true`,
  );
});

t.test("ResponseChecker judges each response by itself", async (t) => {
  const good: ResponseCheck[] = [
    { kind: "headerPresent", name: "Server" },
    { kind: "bodyContains", text: "ok" },
    { kind: "jsonEquals", path: "$.status", value: "ok" },
  ];
  const empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  for (const check of good) {
    const read = createReader([check]);
    const failed = [PLAIN, empty, PLAIN, PLAIN].map((text) => read(text, []).failedCheck);
    t.strictSame(failed, [-1, 0, -1, -1], check.kind);
  }
  const interim = `HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${PLAIN}`;
  t.equal(
    judge([{ kind: "headerPresent", name: "Link" }], interim).failedCheck,
    0,
    "not by an interim head",
  );
});

t.test("ResponseChecker forgets a head that was cut off in a value", async (t) => {
  const checker = new ResponseChecker(
    compileResponseChecks([{ kind: "headerEquals", name: "X-A", value: "right" }]),
  );
  const cutOff = bytesOf("HTTP/1.1 200 OK\r\nX-A: right");
  const silent = bytesOf("HTTP/1.1 200 OK\r\nX-B: right\r\n\r\n");
  for (const bytes of [cutOff, silent]) {
    checker.beginHead();
    checker.takeHead(bytes, 0, bytes.length);
  }
  t.equal(checker.failedCheck(200), 0);
});

t.test("ResponseChecker finds in a body what Buffer finds, wherever it is cut", async (t) => {
  t.comment(`seed ${SEED}`);
  const word = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom("a", "b", "é"), minLength, maxLength });
  const property = fc.property(word(1, 4), word(0, 12), (text, body) => {
    const expected = Buffer.from(body).includes(text) ? -1 : 0;
    return judge([{ kind: "bodyContains", text }], withBody(body)).failedCheck === expected;
  });
  t.doesNotThrow(() => {
    fc.assert(property, { seed: SEED, numRuns: 100 });
  });
});

t.test("compileResponseChecks refuses", async (t) => {
  const noValue = "without control characters, characters above U+00FF, and white space around it";
  const rows: { name: string; check: ResponseCheck; message: string }[] = [
    ...["2x", "2XX", "099", "1000", "99", "", "200 "].map((pattern): (typeof rows)[number] => ({
      name: `the status ${JSON.stringify(pattern)}`,
      check: { kind: "status", anyOf: ["200", pattern] },
      message: `status is ${JSON.stringify(pattern)}; it must be a code from 100 to 999 or a class such as 2xx`,
    })),
    {
      name: "no status at all",
      check: { kind: "status", anyOf: [] },
      message:
        "the set of statuses is empty; it must be a code from 100 to 999 or a class such as 2xx",
    },
    {
      name: "a header without a name",
      check: { kind: "headerPresent", name: "" },
      message: 'header name is ""; it must be a token such as Accept',
    },
    {
      name: "a name with a colon",
      check: { kind: "headerContains", name: "Accept:", text: "a" },
      message: 'header name is "Accept:"; it must be a token such as Accept',
    },
    ...[" a", "a\t", "a\r", "€"].map((value): (typeof rows)[number] => ({
      name: `the value ${JSON.stringify(value)}`,
      check: { kind: "headerEquals", name: "A", value },
      message: `the value of the header is ${JSON.stringify(value)}; it must be ${noValue}`,
    })),
    {
      name: "nothing to be contained by a header",
      check: { kind: "headerContains", name: "A", text: "" },
      message: "the text to be contained is empty; it must be one character or more",
    },
    {
      name: "nothing to be contained by the body",
      check: { kind: "bodyContains", text: "" },
      message: "the text to be contained is empty; it must be one character or more",
    },
    {
      name: "a path that is none",
      check: { kind: "jsonEquals", path: "status", value: 1 },
      message: 'JSON path is "status"; it must be $ and steps such as .name, ["name"] or [0]',
    },
  ];
  const good: ResponseCheck = { kind: "headerPresent", name: "A" };
  for (const { name, check, message } of rows) {
    const refused = { name: "WireError", code: "WIRE_BAD_CHECK", message: `check 1: ${message}` };
    t.throws(() => compileResponseChecks([good, check]), refused, name);
  }
});
