import t from "tap";
import { HeadMemo, Http1ResponseParser, PARSE_COMPLETE, UpstreamReader } from "../../wire/index.js";
import {
  LOOP_COUNT,
  NOTHING_BYTES,
  ROUND_COUNT,
  bytesPerOperation,
} from "../fixtures/heap-growth.js";
import { bytesOf } from "../fixtures/read-response.js";

t.test("UpstreamReader on the hot path", async (t) => {
  for (const { name, header, line, cut, expectedNs } of [
    { name: "a plain time", header: "x-took", line: "X-Took: 12", cut: 0, expectedNs: 12e6 },
    {
      name: "a time in two reads",
      header: "x-took",
      line: "X-Took: 12",
      cut: 60,
      expectedNs: 12e6,
    },
    {
      name: "a list of metrics",
      header: "server-timing",
      line: "Server-Timing: db;dur=5.25, total;dur=12.5",
      cut: 0,
      expectedNs: 12_500_000,
    },
  ]) {
    await t.test(`allocates nothing for ${name}`, async (t) => {
      const sink = new UpstreamReader({ header, metric: null, unitNs: 1e6 });
      const headMemo = new HeadMemo();
      const parser = new Http1ResponseParser({ maxHeaderBytes: 65_536, headMemo, sink });
      const bytes = bytesOf(
        `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n${line}\r\nContent-Length: 2\r\n\r\nok`,
      );
      let expectedCount = 0;
      const grownBytes = bytesPerOperation(() => {
        for (let i = 0; i < LOOP_COUNT; i++) {
          parser.reset(false);
          if (cut > 0) parser.parse(bytes, 0, cut);
          const isComplete = parser.parse(bytes, cut, bytes.length) === PARSE_COMPLETE;
          if (isComplete && sink.upstreamNs === expectedNs) expectedCount++;
        }
        return expectedCount;
      });
      t.equal(expectedCount, ROUND_COUNT * LOOP_COUNT);
      t.ok(grownBytes < NOTHING_BYTES, `${grownBytes} bytes per response`);
    });
  }
});
