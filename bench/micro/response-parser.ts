// What one response costs the parser: `node dist/bench/micro/response-parser.js`.
import { Bench } from "tinybench";
import { HeadMemo, Http1ResponseParser, PARSE_COMPLETE } from "../../wire/index.js";

/** Many per sample: one response takes less than the clock's step. */
const RESPONSES_PER_SAMPLE = 1000;
const BATCH_COUNT = 16;
const SHARED_BUFFER_BYTES = 65_536;

const PLAIN_HEAD = [
  "HTTP/1.1 200 OK",
  "Server: nginx/1.22.1",
  "Date: Sat, 21 Nov 2026 11:22:33 GMT",
  "Content-Type: text/plain",
  "Content-Length: 2",
  "Last-Modified: Fri, 20 Nov 2026 10:11:12 GMT",
  "Connection: keep-alive",
  'ETag: "6920aaaa-2"',
  "Accept-Ranges: bytes",
  "",
  "",
].join("\r\n");
const CHUNKED = PLAIN_HEAD.replace("Content-Length: 2", "Transfer-Encoding: chunked");

interface Case {
  readonly name: string;
  readonly text: string;
  readonly hasMemo: boolean;
  /** Where the response is cut into two reads. */
  readonly cutAt?: number;
  /** Write another date before each response, so that no two heads are equal. */
  readonly isVaried?: boolean;
}

const CASES: readonly Case[] = [
  { name: "plain, head in the memo", text: `${PLAIN_HEAD}hi`, hasMemo: true },
  { name: "plain, no memo", text: `${PLAIN_HEAD}hi`, hasMemo: false },
  {
    name: "plain, every head new to the memo",
    text: `${PLAIN_HEAD}hi`,
    hasMemo: true,
    isVaried: true,
  },
  { name: "plain, cut in two inside the head", text: `${PLAIN_HEAD}hi`, hasMemo: true, cutAt: 100 },
  {
    name: "plain, cut in two before the body",
    text: `${PLAIN_HEAD}hi`,
    hasMemo: true,
    cutAt: PLAIN_HEAD.length,
  },
  { name: "chunked, head in the memo", text: `${CHUNKED}2\r\nhi\r\n0\r\n\r\n`, hasMemo: true },
  { name: "chunked, no memo", text: `${CHUNKED}2\r\nhi\r\n0\r\n\r\n`, hasMemo: false },
];

function runnerOf({ text, hasMemo, cutAt = 0, isVaried = false }: Case): () => void {
  const parser = new Http1ResponseParser({
    maxHeaderBytes: 65_536,
    ...(hasMemo ? { headMemo: new HeadMemo() } : {}),
  });
  const buffer = new Uint8Array(SHARED_BUFFER_BYTES);
  buffer.set(Buffer.from(text, "latin1"));
  const dateIndex = text.indexOf("11:22:33");
  let variant = 0;
  return () => {
    for (let i = 0; i < RESPONSES_PER_SAMPLE; i++) {
      if (isVaried) {
        variant = (variant + 1) & 0xfff;
        buffer[dateIndex] = 0x30 + (variant & 0x3f);
        buffer[dateIndex + 1] = 0x30 + (variant >> 6);
      }
      parser.reset(false);
      if (cutAt > 0) parser.parse(buffer, 0, cutAt);
      const outcome = parser.parse(buffer, cutAt, text.length);
      if (outcome !== PARSE_COMPLETE) throw new Error(parser.errorMessage());
    }
  };
}

/** Rounds over all cases, so that all of them see the same noise; the median round of each counts. */
const nsByName = new Map<string, number[]>();
const runners = CASES.map((each) => ({ name: each.name, run: runnerOf(each) }));
for (let round = 0; round < BATCH_COUNT; round++) {
  const bench = new Bench({ time: 40, warmupTime: 10 });
  for (const { name, run } of runners) bench.add(name, run);
  await bench.run();
  for (const task of bench.tasks) {
    if (task.result.state !== "completed") throw new Error(`${task.name} did not complete`);
    const nsPerResponse = (task.result.latency.p50 * 1e6) / RESPONSES_PER_SAMPLE;
    nsByName.set(task.name, [...(nsByName.get(task.name) ?? []), nsPerResponse]);
  }
}
console.log(
  `head ${PLAIN_HEAD.length} bytes, body 2 bytes; ns per response, median of ${BATCH_COUNT} rounds`,
);
for (const [name, values] of nsByName) {
  values.sort((a, b) => a - b);
  const median = values[Math.floor(values.length / 2)] ?? Number.NaN;
  console.log(`${median.toFixed(0).padStart(6)}  ${name}`);
}
