// What one recorded value costs: `node dist/bench/micro/recording-histogram.js`.
import { Float64Histogram } from "hdr-histogram-js";
import { Bench } from "tinybench";

import {
  HIGHEST_TRACKABLE_NS,
  RecordingHistogram,
  bucketIndexOf,
} from "../../engine/core/histogram/index.js";

/** Values per sample: enough that reading the clock and calling the task do not count. */
const BATCH = 8192;
const HISTOGRAMS_PER_REQUEST = 8;

/** Log-uniform from 50 µs to 5 ms, from a seed: neighbours fall into far buckets, as they do in a run. */
function createValues(): Float64Array {
  let state = 20_251_121;
  return Float64Array.from({ length: BATCH }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor(50_000 * 100 ** (state / 0x80000000));
  });
}

const values = createValues();
const single = new RecordingHistogram();
const many = Array.from({ length: HISTOGRAMS_PER_REQUEST }, () => new RecordingHistogram());
const library = new Float64Histogram(1, HIGHEST_TRACKABLE_NS, 3);
let indexSum = 0;

const bench = new Bench({ name: "one value into a histogram", time: 500, warmupTime: 200 })
  .add("bucketIndexOf alone", () => {
    let sum = 0;
    for (const valueNs of values) sum += bucketIndexOf(valueNs);
    indexSum = sum;
  })
  .add("RecordingHistogram.record", () => {
    for (const valueNs of values) single.record(valueNs);
  })
  .add(`RecordingHistogram.record, ${HISTOGRAMS_PER_REQUEST} in turn`, () => {
    for (let i = 0; i < BATCH; i++) many[i % HISTOGRAMS_PER_REQUEST]?.record(values[i] ?? 0);
  })
  .add("hdr-histogram-js recordValue", () => {
    for (const valueNs of values) library.recordValue(valueNs);
  });

await bench.run();

console.table(
  bench.tasks.map(({ name, result }) => {
    if (!("latency" in result)) return { name, state: result.state };
    const medianNs = (result.latency.p50 * 1e6) / BATCH;
    const fastestNs = (result.latency.min * 1e6) / BATCH;
    return { name, "median ns": medianNs.toFixed(2), "fastest ns": fastestNs.toFixed(2) };
  }),
);
// Printed, so that no compiler may leave the sum out.
console.log(`checksum ${indexSum % 1000}`);
