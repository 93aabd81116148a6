// What the stages of one request cost, and a take of their sums: `node dist/bench/micro/recording-stages.js`.
import { Bench } from "tinybench";
import { RecordingHistogram } from "../../engine/core/histogram/index.js";
import { RecordingStages } from "../../engine/core/stages/index.js";

/** Requests per sample: enough that reading the clock and calling the task do not count. */
const BATCH = 8192;
/** What a plain completion records besides: response, service, first byte, read delay, lateness, queue, two own shares. */
const HISTOGRAMS_PER_REQUEST = 8;

/** Log-uniform from 50 µs to 5 ms, from a seed: neighbours fall into far groups, as they do in a run. */
function createValues(): Float64Array {
  let state = 20_251_121;
  return Float64Array.from({ length: BATCH }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return Math.floor(50_000 * 100 ** (state / 0x80000000));
  });
}

const values = createValues();
const stages = new RecordingStages();
const filled = new RecordingStages();
const histograms = Array.from({ length: HISTOGRAMS_PER_REQUEST }, () => new RecordingHistogram());

function recordHistograms(valueNs: number): void {
  for (let index = 0; index < HISTOGRAMS_PER_REQUEST; index++) histograms[index]?.record(valueNs);
}

const bench = new Bench({ name: "one request", time: 500, warmupTime: 200 })
  .add("stages", () => {
    for (const valueNs of values) stages.record(1200, 300, valueNs, 0, 900, false);
  })
  .add(`${HISTOGRAMS_PER_REQUEST} histograms`, () => {
    for (const valueNs of values) recordHistograms(valueNs);
  })
  .add(`${HISTOGRAMS_PER_REQUEST} histograms and stages`, () => {
    for (const valueNs of values) {
      recordHistograms(valueNs);
      filled.record(1200, 300, valueNs, 0, 900, false);
    }
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

const takesUs = Array.from({ length: 200 }, () => {
  for (const valueNs of values) stages.record(1200, 300, valueNs, 0, 900, false);
  const beginNs = process.hrtime.bigint();
  stages.takeRows();
  return Number(process.hrtime.bigint() - beginNs) / 1000;
}).sort((a, b) => a - b);
console.log(`a take of all rows in use: median ${(takesUs[100] ?? 0).toFixed(1)} µs`);
