// What reading an upstream's time from a response costs: `node dist/bench/micro/upstream-reader.js`.
import { Bench } from "tinybench";
import { UpstreamReader } from "../../wire/index.js";

/** Many per sample: one response takes less than the clock's step. */
const RESPONSES_PER_SAMPLE = 1000;

function headWith(line: string): Buffer {
  const lines = [
    "HTTP/1.1 200 OK",
    "server: envoy",
    "date: Sat, 21 Nov 2026 11:22:33 GMT",
    "content-type: text/plain",
    "content-length: 984",
    line,
    'etag: "6920aaaa-2"',
    "",
    "",
  ];
  return Buffer.from(lines.join("\r\n"), "latin1");
}

const CASES = [
  { header: "x-envoy-upstream-service-time", line: "x-envoy-upstream-service-time: 12" },
  { header: "server-timing", line: 'server-timing: db;dur=5.25;desc="a, b", total;dur=12.5' },
];

const bench = new Bench({ time: 300, warmupTime: 50 });
for (const { header, line } of CASES) {
  const reader = new UpstreamReader({ header, metric: null, unitNs: 1e6 });
  const head = headWith(line);
  bench.add(`${line} (head of ${head.length} bytes)`, () => {
    for (let i = 0; i < RESPONSES_PER_SAMPLE; i++) {
      reader.beginHead();
      reader.takeHead(head, 0, head.length);
      if (reader.upstreamNs < 0) throw new Error("not read");
    }
  });
}
await bench.run();
for (const { name, result } of bench.tasks) {
  if (result.state !== "completed") throw new Error(`${name} did not complete`);
  const nsPerResponse = (result.latency.p50 * 1e6) / RESPONSES_PER_SAMPLE;
  console.log(`${nsPerResponse.toFixed(0).padStart(6)} ns  ${name}`);
}
