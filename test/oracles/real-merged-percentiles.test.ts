import { Float64Histogram, decodeFromCompressedBase64 } from "hdr-histogram-js";
import t from "tap";
import type { Latencies, RunResult } from "../../engine/index.js";
import { LATENCY_NAMES } from "../../engine/index.js";
import { framesOf, openStream, withServer } from "../fixtures/with-server.js";
import { runBinary } from "../fixtures/run-binary.js";
import type { Checker } from "../fixtures/real-run.js";

/** Two workers, each with half of the answers: no mean of their percentiles is the percentile of all. */
const PATH = "?delay=1ms:70,5ms:25,40ms:5";
const PERCENTILES = [50, 90, 95, 99];

/**
 * Every percentile is the library's own reading of the histogram that comes along, which is the merge of all workers and ticks.
 */
function assertMerged(t: Checker, latency: Partial<Latencies>, where: string): number {
  let checkedCount = 0;
  for (const name of LATENCY_NAMES) {
    const { count, max, percentiles, encoded } = latency[name] ?? {};
    if (encoded === undefined || count === undefined || count === 0) continue;
    const histogram = decodeFromCompressedBase64(encoded, 64);
    if (!(histogram instanceof Float64Histogram)) throw new TypeError("expected 64-bit counts");
    t.equal(histogram.totalCount, count, `${where}: ${name} has all its values`);
    for (const [percentile, found] of Object.entries(percentiles ?? {})) {
      const read = histogram.getValueAtPercentile(Number(percentile));
      t.equal(found, Math.min(read, max ?? Infinity), `${where}: p${percentile} of ${name}`);
      checkedCount++;
    }
  }
  return checkedCount;
}

t.test("oracle 22: every percentile was computed from a merged histogram", async (t) => {
  const { server, call, start, targetUrl } = await withServer(t, { workers: 2 });
  const { id } = await start({
    target: { url: `${targetUrl}${PATH}` },
    load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1000 } },
    workers: 2,
    connections: 100,
    duration: "1s",
    interval: "200ms",
    percentiles: PERCENTILES,
    scenarios: [{ name: "a" }, { name: "b", weight: 2 }],
  });
  const path = `api/v1/runs/${id}/stream?interval=200ms&histograms=1`;
  const frames = await framesOf(openStream(server, path));
  const answer = await call(`api/v1/runs/${id}/result`);
  const result = (await answer.json()) as RunResult;

  t.test("in a result", (t) => {
    t.ok(assertMerged(t, result.latency, "result") >= PERCENTILES.length * 5);
    for (const { name, latency } of result.scenarios ?? []) assertMerged(t, latency, name);
    t.same(frames.at(-1)?.result, result, "the stream's last frame has the same one");
    t.end();
  });

  t.test("in every frame of a stream, of the interval and of the whole", (t) => {
    let checkedCount = 0;
    for (const { sequence, interval, total } of frames) {
      checkedCount += assertMerged(t, interval.latency, `interval of frame ${sequence}`);
      checkedCount += assertMerged(t, total.latency, `total of frame ${sequence}`);
    }
    t.ok(checkedCount >= PERCENTILES.length * 5 * 4, `${checkedCount} percentiles`);
    t.end();
  });

  t.test("in what the command line prints and writes", async (t) => {
    const { stdout } = await runBinary([
      "load",
      `${targetUrl}${PATH}`,
      ...["--rate", "500", "--duration", "1s", "--workers", "1", "--connections", "50"],
      ...["--percentiles", PERCENTILES.join(","), "--json", "-"],
    ]);
    const printed = JSON.parse(stdout) as RunResult;
    t.ok(assertMerged(t, printed.latency, "--json") >= PERCENTILES.length * 5);
  });
});
