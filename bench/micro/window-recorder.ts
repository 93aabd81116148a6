// What objectives over windows add to a request: `node dist/bench/micro/window-recorder.js`.
import { Bench } from "tinybench";
import type { ObjectivePlan } from "../../engine/core/index.js";
import { compileStatusSet } from "../../wire/index.js";
import { Recorder } from "../../workers/recorder.js";
import { Slots } from "../../workers/slots.js";
import { WindowRecorder } from "../../workers/window-recorder.js";

/** Requests per sample: enough that reading the clock and calling the task do not count. */
const BATCH = 8192;
/** At 50 000 requests a second. */
const GAP_NS = 20_000;
const SERVICE_NS = 150_000;
const successes = compileStatusSet(["2xx"]);
const PERCENTILE: ObjectivePlan = { kind: "latency", view: "outcome", limitNs: 1e6 };

const slots = new Slots(1, { kind: "roundRobin" });

/** One request after the other, each planned and completed. */
function recordBatch(recorder: Recorder, fromNs: number): void {
  for (let index = 0; index < BATCH; index++) {
    const intendedStartNs = fromNs + index * GAP_NS;
    recorder.onPlanned(intendedStartNs, intendedStartNs);
    slots.intendedStartNs[0] = intendedStartNs;
    slots.dispatchedNs[0] = intendedStartNs + 300;
    slots.sentNs[0] = intendedStartNs + 1500;
    slots.firstByteNs[0] = intendedStartNs + SERVICE_NS;
    recorder.onCompleted(slots, 0, 200, 100, intendedStartNs + SERVICE_NS + 1000);
  }
}

/** As the loop of a worker does: told at the end of each tick. */
function taskOf(recorder: Recorder): () => void {
  let fromNs = 0;
  return () => {
    recordBatch(recorder, fromNs);
    fromNs += BATCH * GAP_NS;
    recorder.cut(fromNs, 0, 0, fromNs);
    recorder.takeCut();
  };
}

const bench = new Bench({ name: "one request", time: 1000, warmupTime: 300 });
bench.add("no window", taskOf(new Recorder(0, Infinity, successes)));
for (const count of [1, 4, 32]) {
  const objectives = Array.from({ length: count }, () => PERCENTILE);
  const recorder = new WindowRecorder(0, Infinity, successes, objectives);
  bench.add(`${count} over a window`, taskOf(recorder));
}
await bench.run();

console.table(
  bench.tasks.map(({ name, result }) => {
    if (!("latency" in result)) return { name, state: result.state };
    const medianNs = (result.latency.p50 * 1e6) / BATCH;
    const fastestNs = (result.latency.min * 1e6) / BATCH;
    return { name, "median ns": medianNs.toFixed(2), "fastest ns": fastestNs.toFixed(2) };
  }),
);
