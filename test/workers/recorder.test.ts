import assert from "node:assert/strict";

import fc from "fast-check";
import t from "tap";

import type { WorkerHistogramName } from "../../engine/core/index.js";
import { COUNTER_INDEX, HISTOGRAM_INDEX } from "../../engine/core/index.js";
import { Recorder } from "../../workers/recorder.js";
import { Slots } from "../../workers/slots.js";
import { recorded } from "../engine/core/histogram/histogram-data.js";

/** The lengths of one request's stages, and how it was answered. */
interface Completion {
  readonly status: number;
  readonly latenessNs: number;
  readonly queueNs: number;
  readonly serviceNs: number;
  readonly readDelayNs: number;
}

const lengthNs = fc.nat(5_000_000);
const completions = fc.array(
  fc.record<Completion>({
    status: fc.constantFrom(200, 200, 200, 204, 302, 404, 503, 999),
    latenessNs: lengthNs,
    queueNs: lengthNs,
    serviceNs: lengthNs,
    readDelayNs: lengthNs,
  }),
  { maxLength: 500 },
);

function record(recorder: Recorder, completion: Completion): void {
  const slots = new Slots(1, { kind: "roundRobin" });
  slots.intendedStartNs[0] = 1000;
  slots.dispatchedNs[0] = 1000 + completion.latenessNs;
  slots.sentNs[0] = slots.dispatchedNs[0] + completion.queueNs;
  slots.firstByteNs[0] = slots.sentNs[0] + Math.floor(completion.serviceNs / 2);
  slots.readDelayNs[0] = completion.readDelayNs;
  recorder.onCompleted(slots, 0, completion.status, 100, slots.sentNs[0] + completion.serviceNs);
}

function expected(all: readonly Completion[]): Partial<Record<WorkerHistogramName, number[]>> {
  const response = ({ latenessNs, queueNs, serviceNs }: Completion) =>
    latenessNs + queueNs + serviceNs;
  const service = (of: readonly Completion[]) => of.map(({ serviceNs }) => serviceNs);
  const ofClass = (first: number) => all.filter(({ status }) => Math.floor(status / 100) === first);
  const isSuccess = ({ status }: Completion) => status >= 200 && status < 300;
  const bounded = (one: Completion) => Math.min(one.readDelayNs, one.serviceNs);
  return {
    responseSuccess: all.filter(isSuccess).map(response),
    responseOther: all.filter((one) => !isSuccess(one)).map(response),
    service2xx: service(ofClass(2)),
    service3xx: service(ofClass(3)),
    service4xx: service(ofClass(4)),
    service5xx: service(ofClass(5)),
    serviceOther: service(ofClass(9)),
    lateness: all.map(({ latenessNs }) => latenessNs),
    queue: all.map(({ queueNs }) => queueNs),
    firstByte: all.map(({ serviceNs }) => Math.floor(serviceNs / 2)),
    readDelay: all.map(bounded),
    withoutLateness: all.map(({ queueNs, serviceNs }) => queueNs + serviceNs),
    withoutReadDelay: all.map((one) => response(one) - bounded(one)),
  };
}

t.test("a completion is recorded once in each histogram of its stages", async () => {
  fc.assert(
    fc.property(completions, completions, (earlier, later) => {
      const recorder = new Recorder(0, Infinity);
      for (const stretch of [earlier, later]) {
        for (const completion of stretch) record(recorder, completion);
        recorder.cut(0, 0, 0, 0);
        const { histograms } = recorder.takeCut()!;
        for (const [name, valuesNs] of Object.entries(expected(stretch))) {
          const delta = histograms[HISTOGRAM_INDEX[name as WorkerHistogramName]];
          assert.deepStrictEqual(delta, recorded(valuesNs).takeDelta(), name);
        }
      }
    }),
    { numRuns: 30 },
  );
});

t.test("an arrival counts as noticed after the window from 100 µs past its end on", async (t) => {
  const recorder = new Recorder(0, 1_000_000);
  for (const nowNs of [999_999, 1_000_000, 1_099_999, 1_100_000])
    recorder.onPlanned(nowNs, 999_000);
  recorder.cut(2_000_000, 0, 0, 1_000_000);
  const { counters } = recorder.takeCut()!;
  t.equal(counters[COUNTER_INDEX.planned], 4);
  t.equal(counters[COUNTER_INDEX.noticedAfterWindow], 1);
});
