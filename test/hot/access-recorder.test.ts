import t from "tap";
import type { WorkerMessage } from "../../engine/core/index.js";
import { compileStatusSet } from "../../wire/index.js";
import { AccessRecorder } from "../../workers/access-recorder.js";
import { AccessRecords } from "../../workers/access-records.js";
import type { Recorder } from "../../workers/recorder.js";
import { Slots } from "../../workers/slots.js";
import { LOOP_COUNT, NOTHING_BYTES, bytesPerOperation } from "../fixtures/heap-growth.js";

const successes = compileStatusSet(["2xx"]);
const slots = new Slots(1, { kind: "roundRobin" });

function complete(recorder: Recorder): number {
  for (let i = 0; i < LOOP_COUNT; i++) {
    slots.arrivalIndex[0] = i;
    slots.intendedStartNs[0] = i;
    slots.dispatchedNs[0] = i + 1;
    slots.sentNs[0] = i + 2;
    slots.firstByteNs[0] = i + 3;
    recorder.onCompleted(slots, 0, 200, 100, i + 4);
  }
  return 0;
}

t.test("AccessRecorder on the hot path allocates nothing per request", async (t) => {
  const records = new AccessRecords(64);
  const back: ArrayBuffer[] = [];
  const send = (message: WorkerMessage): void => {
    if (message.kind === "accessRecords") back.push(message.buffer);
  };
  const logged = { records, scenarioIndex: 0 };
  const recorder = new AccessRecorder(0, Infinity, successes, [], logged);
  const bytes = bytesPerOperation(() => {
    // Between two ticks, as in a run: what was recorded has been sent, and its chunks have come back.
    records.sendRest(send);
    for (const buffer of back.splice(0)) records.reuse(buffer);
    return complete(recorder);
  });
  t.ok(bytes < NOTHING_BYTES, `${bytes} bytes per request`);
});
