// What keeping batches costs the main thread, and what a look at a percentile's precision does:
// `node dist/bench/micro/batches.js`.
import { Bench } from "tinybench";
import {
  COUNTERS,
  ERROR_KINDS,
  RandomSource,
  RecordingHistogram,
  WORKER_HISTOGRAMS,
  drawNormal,
  exponential,
} from "../../engine/core/index.js";
import type { RecordingDelta } from "../../engine/core/index.js";
import { precisionOf, relativeHalfWidth } from "../../engine/result/confidence.js";
import { Accumulator } from "../../engine/run/accumulator.js";
import { BatchCollector } from "../../engine/run/batches.js";

/** A tick of 100 ms at 20 000 requests per second. */
const REQUESTS_PER_TICK = 2000;
const TICK_NS = 100e6;
const TICKS = 64 * 64;
const PERCENTILES = [50, 75, 90, 95, 99, 99.9, 99.99];

const random = new RandomSource(1);
const recording = new RecordingHistogram();

/** Log-normal about 1 ms: half of all requests within a factor of two. */
function createDelta(): RecordingDelta {
  const valuesNs = Array.from({ length: REQUESTS_PER_TICK }, () =>
    Math.round(1e6 * exponential(drawNormal(random))),
  );
  return {
    atNs: 0,
    counters: new Float64Array(COUNTERS.length),
    errors: new Float64Array(ERROR_KINDS.length),
    statuses: new Float64Array(0),
    stages: new Float64Array(0),
    histograms: WORKER_HISTOGRAMS.map((name) => {
      if (name !== "responseSuccess" && name !== "service2xx") return undefined;
      for (const valueNs of valuesNs) recording.record(valueNs);
      return recording.takeDelta();
    }),
    errorSamples: [],
  };
}

const deltas = Array.from({ length: 64 }, createDelta);
const recorded = new Accumulator();
const batches = new BatchCollector(0);
for (let tick = 1; tick <= TICKS; tick++) {
  const delta = { ...(deltas[tick % 64] ?? createDelta()), atNs: tick * TICK_NS };
  recorded.add(delta);
  batches.add(delta, Infinity);
}
const bucketCounts = batches.batches.map(({ responseSuccess }) => responseSuccess.bucketCount);
console.log(
  `buckets in use: ${deltas[0]?.histograms[0]?.indices.length ?? 0} of a delta, ` +
    `${Math.max(...bucketCounts)} of a batch at most`,
);

const [delta] = deltas;
if (delta === undefined) throw new Error("no delta");
const atEnd = { ...delta, atNs: TICKS * TICK_NS };
const total = new Accumulator();
const source = { recorded, batches };
const bench = new Bench({ name: "batches", time: 500, warmupTime: 200 })
  .add("a delta into its batch, two histograms", () => {
    batches.add(atEnd, Infinity);
  })
  .add("the same delta into the total, for comparison", () => {
    total.add(atEnd);
  })
  .add("relativeHalfWidth of one percentile, 64 batches", () => {
    relativeHalfWidth(source, 99);
  })
  .add(`precision of ${PERCENTILES.length} percentiles and three views`, () => {
    precisionOf(source, PERCENTILES);
  });
await bench.run();

console.table(
  bench.tasks.map(({ name, result }) => {
    if (!("latency" in result)) return { name, state: result.state };
    return { name, "median µs": (result.latency.p50 * 1e3).toFixed(1) };
  }),
);
