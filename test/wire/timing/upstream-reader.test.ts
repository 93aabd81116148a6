import t from "tap";
import {
  Http1ResponseParser,
  PARSE_COMPLETE,
  UPSTREAM_INVALID,
  UPSTREAM_MISSING,
  UpstreamReader,
} from "../../../wire/index.js";
import type { UpstreamSource } from "../../../wire/timing/upstream-reader.js";
import { bytesOf } from "../../fixtures/read-response.js";

const ENVOY: UpstreamSource = {
  header: "X-Envoy-Upstream-Service-Time",
  metric: null,
  unitNs: 1e6,
};
const ANY_METRIC: UpstreamSource = { header: "server-timing", metric: null, unitNs: 1e6 };
const DB: UpstreamSource = { header: "Server-Timing", metric: "db", unitNs: 1e6 };
const MICROSECONDS: UpstreamSource = { header: "x-took", metric: null, unitNs: 1000 };

interface Row {
  readonly name: string;
  readonly source: UpstreamSource;
  readonly lines: readonly string[];
  readonly expected: number;
}

const PLAIN: readonly Omit<Row, "source">[] = [
  { name: "a whole number", lines: ["x-envoy-upstream-service-time: 12"], expected: 12e6 },
  { name: "no white space", lines: ["x-envoy-upstream-service-time:12"], expected: 12e6 },
  { name: "white space around", lines: ["x-envoy-upstream-service-time: \t 7 \t"], expected: 7e6 },
  { name: "a name in capitals", lines: ["X-ENVOY-UPSTREAM-SERVICE-TIME: 3"], expected: 3e6 },
  { name: "zero", lines: ["x-envoy-upstream-service-time: 0"], expected: 0 },
  { name: "a fraction", lines: ["x-envoy-upstream-service-time: 12.345678"], expected: 12_345_678 },
  { name: "a bare fraction", lines: ["x-envoy-upstream-service-time: .5"], expected: 500_000 },
  { name: "half a nanosecond", lines: ["x-envoy-upstream-service-time: 0.0000005"], expected: 1 },
  {
    name: "many zeros",
    lines: ["x-envoy-upstream-service-time: 00012.50000000000000000"],
    expected: 12_500_000,
  },
  { name: "hours", lines: ["x-envoy-upstream-service-time: 7200000"], expected: 7200e9 },
  {
    name: "more digits than count",
    lines: ["x-envoy-upstream-service-time: 1234567891.5"],
    expected: 1_234_567_890e6,
  },
  { name: "no such header", lines: ["x-envoy: 12", "time: 12"], expected: UPSTREAM_MISSING },
  {
    name: "a longer name",
    lines: ["x-envoy-upstream-service-times: 12"],
    expected: UPSTREAM_MISSING,
  },
  ...[
    ["nothing", ""],
    ["a word", "fast"],
    ["a unit", "12ms"],
    ["a sign", "-1"],
    ["an exponent", "1e3"],
    ["two points", "1.2.3"],
    ["a point", "."],
    ["a list", "12, 13"],
    ["a gap", "1 2"],
    ["more than 52 days", "99999999999"],
  ].map(([name = "", value = ""]) => ({
    name,
    lines: [`x-envoy-upstream-service-time: ${value}`],
    expected: UPSTREAM_INVALID,
  })),
  {
    name: "two of them",
    lines: ["x-envoy-upstream-service-time: 12", "x-envoy-upstream-service-time: 12"],
    expected: UPSTREAM_INVALID,
  },
  {
    name: "a folded line",
    lines: ["x-envoy-upstream-service-time: 1", " 2"],
    expected: UPSTREAM_INVALID,
  },
];

const LISTS: readonly (Omit<Row, "source" | "expected" | "lines"> & {
  readonly lines: readonly string[];
  readonly any: number;
  readonly db: number;
})[] = [
  { name: "total and parts", lines: ["total;dur=12.3, db;dur=5"], any: 12_300_000, db: 5e6 },
  { name: "parts alone", lines: ["db;dur=5, app;dur=7.5"], any: 12_500_000, db: 5e6 },
  { name: "total last", lines: ["db;dur=5,app;dur=7,total;dur=13"], any: 13e6, db: 5e6 },
  { name: "over two lines", lines: ["db;dur=5", "app;dur=7"], any: 12e6, db: 5e6 },
  { name: "the same name twice", lines: ["db;dur=5, db;dur=2"], any: 7e6, db: 7e6 },
  { name: "another case of dur", lines: ["db;DUR=5"], any: 5e6, db: 5e6 },
  { name: "another case of the name", lines: ["DB;dur=5"], any: 5e6, db: UPSTREAM_MISSING },
  {
    name: "white space everywhere",
    lines: ["\tdb ; dur = 5 ,\tapp ;dur= 7\t"],
    any: 12e6,
    db: 5e6,
  },
  { name: "a quoted number", lines: ['db;dur="5"'], any: 5e6, db: 5e6 },
  { name: "an escaped digit", lines: ['db;dur="\\5.5"'], any: 5_500_000, db: 5_500_000 },
  {
    name: "a description that looks like more",
    lines: ['db;desc="a, total;dur=99; \\"x\\"";dur=5'],
    any: 5e6,
    db: 5e6,
  },
  { name: "the first dur of two", lines: ["db;dur=5;dur=6"], any: 5e6, db: 5e6 },
  { name: "no dur", lines: ["miss, db;desc=x"], any: UPSTREAM_MISSING, db: UPSTREAM_MISSING },
  { name: "one with and one without", lines: ["miss, db;dur=5"], any: 5e6, db: 5e6 },
  { name: "a longer name", lines: ["db2;dur=5"], any: 5e6, db: UPSTREAM_MISSING },
  {
    name: "a longer parameter",
    lines: ["db;duration=5"],
    any: UPSTREAM_MISSING,
    db: UPSTREAM_MISSING,
  },
  { name: "empty elements", lines: [", ,db;dur=5,,"], any: 5e6, db: 5e6 },
  { name: "nothing", lines: [""], any: UPSTREAM_MISSING, db: UPSTREAM_MISSING },
  {
    name: "a dur that is none",
    lines: ["db;dur=fast"],
    any: UPSTREAM_INVALID,
    db: UPSTREAM_INVALID,
  },
  { name: "an empty dur", lines: ["db;dur="], any: UPSTREAM_INVALID, db: UPSTREAM_INVALID },
  {
    name: "an empty dur before more",
    lines: ["db;dur=;desc=x"],
    any: UPSTREAM_INVALID,
    db: UPSTREAM_INVALID,
  },
  { name: "a negative dur", lines: ["db;dur=-1"], any: UPSTREAM_INVALID, db: UPSTREAM_INVALID },
  {
    name: "more than 52 days together",
    lines: ["db;dur=4500000000, db;dur=4500000000"],
    any: UPSTREAM_INVALID,
    db: UPSTREAM_INVALID,
  },
  { name: "a bad part", lines: ["db;dur=5, app;dur=x"], any: UPSTREAM_INVALID, db: 5e6 },
  {
    name: "a bad part beside a total",
    lines: ["app;dur=x, total;dur=5"],
    any: 5e6,
    db: UPSTREAM_MISSING,
  },
  {
    name: "a good one after a bad one",
    lines: ["db;dur=x, db;dur=5"],
    any: UPSTREAM_INVALID,
    db: UPSTREAM_INVALID,
  },
];

const ROWS: readonly Row[] = [
  ...PLAIN.map((row) => ({ ...row, source: ENVOY })),
  ...LISTS.flatMap(({ name, lines, any, db }) => {
    const named = lines.map((line) => `Server-Timing: ${line}`);
    return [
      { name: `${name}, no metric named`, source: ANY_METRIC, lines: named, expected: any },
      { name: `${name}, metric named`, source: DB, lines: named, expected: db },
    ];
  }),
  { name: "microseconds", source: MICROSECONDS, lines: ["X-Took: 1500"], expected: 1_500_000 },
];

function headOf(lines: readonly string[]): string {
  return ["HTTP/1.1 200 OK", "Server: a", ...lines, "Content-Length: 2", "", "ok"].join("\r\n");
}

/** @returns what a reader says of a response that comes in pieces */
function readInPieces(reader: UpstreamReader, text: string, cuts: readonly number[]): number {
  const parser = new Http1ResponseParser({ maxHeaderBytes: 65_536, sink: reader });
  parser.reset(false);
  const bytes = bytesOf(text);
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    const isComplete = parser.parse(bytes, from, to) === PARSE_COMPLETE;
    if (isComplete !== (to === bytes.length)) throw new Error(`not a response: ${text}`);
    from = to;
  }
  return reader.upstreamNs;
}

t.test("UpstreamReader", async (t) => {
  for (const { name, source, lines, expected } of ROWS) {
    await t.test(`reads ${name}, wherever it is cut`, async (t) => {
      const reader = new UpstreamReader(source);
      const text = headOf(lines);
      t.equal(readInPieces(reader, text, []), expected);
      const found = new Set<number>();
      for (let at = 1; at < text.length; at++) found.add(readInPieces(reader, text, [at]));
      const everywhere = Array.from({ length: text.length - 1 }, (_, index) => index + 1);
      found.add(readInPieces(reader, text, everywhere));
      t.strictSame([...found], [expected]);
    });
  }

  await t.test("forgets what an interim response and the response before said", async (t) => {
    const reader = new UpstreamReader(ENVOY);
    const hints = "HTTP/1.1 103 Early Hints\r\nx-envoy-upstream-service-time: 9\r\n\r\n";
    const silent = headOf([]);
    t.equal(readInPieces(reader, hints + headOf([]), []), UPSTREAM_MISSING);
    t.equal(readInPieces(reader, headOf(["x-envoy-upstream-service-time: 4"]), []), 4e6);
    t.equal(readInPieces(reader, silent, []), UPSTREAM_MISSING);
  });

  await t.test("forgets a head that was cut off in a value", async (t) => {
    for (const { source, line } of [
      { source: ENVOY, line: "x-envoy-upstream-service-time: 4" },
      { source: DB, line: "Server-Timing: db;dur=4" },
    ]) {
      const reader = new UpstreamReader(source);
      const cutOff = bytesOf(`HTTP/1.1 200 OK\r\n${line}2`);
      reader.beginHead();
      reader.takeHead(cutOff, 0, cutOff.length);
      t.equal(readInPieces(reader, headOf([]), []), UPSTREAM_MISSING);
      reader.beginHead();
      reader.takeHead(cutOff, 0, cutOff.length);
      t.equal(readInPieces(reader, headOf([line]), []), 4e6);
    }
  });
});
