// What an access log adds to a request in a worker, and a line of it to the main thread: `node dist/bench/micro/access-recorder.js`.
import { Bench } from "tinybench";
import { ACCESS_CHUNK_RECORDS } from "../../engine/core/index.js";
import type { WorkerMessage } from "../../engine/core/index.js";
import { AccessLines } from "../../engine/run/access-lines.js";
import { compileStatusSet } from "../../wire/index.js";
import { AccessRecorder } from "../../workers/access-recorder.js";
import { AccessRecords } from "../../workers/access-records.js";
import { Recorder } from "../../workers/recorder.js";
import { Slots } from "../../workers/slots.js";

/** Requests per sample: enough that reading the clock and calling the task do not count. */
const BATCH = 8192;
/** At 50 000 requests a second. */
const GAP_NS = 20_000;
const SERVICE_NS = 150_000;
const successes = compileStatusSet(["2xx"]);
const slots = new Slots(1, { kind: "roundRobin" });

/** One request after the other, each planned and completed. */
function recordBatch(recorder: Recorder, fromNs: number): void {
  for (let index = 0; index < BATCH; index++) {
    const intendedStartNs = fromNs + index * GAP_NS;
    recorder.onPlanned(intendedStartNs, intendedStartNs);
    slots.arrivalIndex[0] = index;
    slots.intendedStartNs[0] = intendedStartNs;
    slots.dispatchedNs[0] = intendedStartNs + 300;
    slots.sentNs[0] = intendedStartNs + 1500;
    slots.firstByteNs[0] = intendedStartNs + SERVICE_NS;
    recorder.onCompleted(slots, 0, 200, 100, intendedStartNs + SERVICE_NS + 1000);
  }
}

/** As the loop of a worker does: told at the end of each tick. */
function taskOf(recorder: Recorder, tell: () => void): () => void {
  let fromNs = 0;
  return () => {
    recordBatch(recorder, fromNs);
    fromNs += BATCH * GAP_NS;
    recorder.cut(fromNs, 0, 0, fromNs);
    recorder.takeCut();
    tell();
  };
}

const records = new AccessRecords(64);
const sent: Extract<WorkerMessage, { kind: "accessRecords" }>[] = [];
const logged = new AccessRecorder(0, Infinity, successes, [], { records, scenarioIndex: 0 });
const plain = new Recorder(0, Infinity, successes);

/** Without the way between threads, which is one message each way for each chunk. */
function sendAndTakeBack(): void {
  records.sendRest((message) => {
    if (message.kind === "accessRecords") sent.push(message);
  });
  for (const { buffer } of sent.splice(0)) records.reuse(buffer);
}

const lines = new AccessLines({ workerCount: 1, streams: 1, scenarioNames: [] });
recordBatch(logged, 1e10);
records.sendNext((message) => {
  if (message.kind === "accessRecords") sent.push(message);
});
const chunk = sent.pop()?.buffer ?? new ArrayBuffer(0);
records.reuse(chunk.slice());

const bench = new Bench({ name: "one request", time: 1000, warmupTime: 300 });
bench.add(
  "no access log",
  taskOf(plain, () => undefined),
);
bench.add("access log, in the worker", taskOf(logged, sendAndTakeBack));
bench.add(
  "no access log, after both classes were seen",
  taskOf(plain, () => undefined),
);
bench.add("access log, a line on the main thread", () => {
  for (let done = 0; done < BATCH; done += ACCESS_CHUNK_RECORDS) {
    Buffer.from(lines.linesOf(0, chunk, ACCESS_CHUNK_RECORDS));
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
