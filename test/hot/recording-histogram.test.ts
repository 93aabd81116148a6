import { setFlagsFromString } from "node:v8";
import { runInNewContext, runInThisContext } from "node:vm";
import t from "tap";

import {
  RecordingHistogram,
  TotalHistogram,
  summarize,
} from "../../engine/core/histogram/index.js";

setFlagsFromString("--expose-gc");
setFlagsFromString("--allow-natives-syntax");
// The flag is seen by contexts that are made after it was set.
const collectGarbage = runInNewContext("gc") as () => void;
const haveSameMap = runInThisContext("(a, b) => %HaveSameMap(a, b)") as (
  a: object,
  b: object,
) => boolean;

const prepareToOptimize = runInThisContext("(f) => %PrepareFunctionForOptimization(f)") as Mark;
const optimizeOnNextCall = runInThisContext("(f) => %OptimizeFunctionOnNextCall(f)") as Mark;

type Loop = (valueCount: number) => void;
type Mark = (loop: Loop) => void;

/** Any growth of this size would be seen by a run of hours; the noise of one measurement is below it. */
const FLAT_BYTES = 1_000_000;

function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Half of the values below 2^31, half above, where V8 has no small integers any more. */
function recordMany(histogram: RecordingHistogram, valueCount: number): void {
  for (let i = 0; i < valueCount; i++) {
    histogram.record((i % 1000) * 1000 + (i % 2) * 4_000_000_000);
  }
}

/**
 * What one value allocates in optimized code. When V8 optimizes by itself depends on a background thread, and until then
 * every double is boxed: here it is told to.
 */
function bytesPerValue(loop: Loop): number {
  const valueCount = 20_000;
  prepareToOptimize(loop);
  for (let round = 0; round < 20; round++) loop(valueCount);
  optimizeOnNextCall(loop);
  loop(valueCount);
  // The smallest of several: a collection or a compilation in the background only ever adds.
  let fewestBytes = Infinity;
  for (let round = 0; round < 5; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    loop(valueCount);
    fewestBytes = Math.min(fewestBytes, process.memoryUsage().heapUsed - before);
  }
  return fewestBytes / valueCount;
}

t.test("RecordingHistogram on the hot path", async (t) => {
  await t.test("allocates nothing per value", async (t) => {
    const histogram = new RecordingHistogram();
    const recordedBytes = bytesPerValue((valueCount) => {
      for (let i = 0; i < valueCount; i++) {
        histogram.record((i % 1000) * 1000 + (i % 2) * 4_000_000_000);
      }
    });
    // process.memoryUsage makes an object itself, some hundred bytes for all 20 000 values.
    t.ok(recordedBytes < 1, `${recordedBytes} bytes per value`);
  });

  await t.test("keeps its shape, whatever it records", async (t) => {
    const fresh = new RecordingHistogram();
    const used = new RecordingHistogram();
    used.record(1);
    used.record(2 ** 33);
    used.record(2 ** 43);
    used.takeDelta();
    recordMany(used, 100_000);
    t.ok(haveSameMap(fresh, used));
  });

  await t.test("oracle 21: memory is flat and the mean exact over 10^8 values", async (t) => {
    const histogram = new RecordingHistogram();
    const total = new TotalHistogram();
    const recordTenth = (): void => {
      recordMany(histogram, 1e7);
      total.add(histogram.takeDelta()!);
    };
    recordTenth();
    const before = memoryInUse();
    for (let tenth = 1; tenth < 10; tenth++) recordTenth();
    const grown = memoryInUse() - before;
    t.ok(grown < FLAT_BYTES, `grew by ${grown} bytes`);
    const { count, mean } = summarize(total, new TotalHistogram(), []);
    t.equal(count, 1e8);
    // The mean of 0 … 999 in µs, and of 0 and 4 s; the sum, 2 × 10^17, is past 2^53.
    t.equal(mean, 499_500 + 2_000_000_000);
  });
});
