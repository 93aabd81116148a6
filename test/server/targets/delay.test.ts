import t from "tap";
import { drawDelayMs, parseDelay } from "../../../server/targets/delay.js";
import { RequestRandom } from "../../../server/targets/random.js";

const REQUEST_COUNT = 200_000;

/** @returns the delays of requests 0, 1, 2, …, ascending */
function sortedDelaysMs(text: string): Float64Array {
  const delay = parseDelay(text);
  if (delay === undefined) throw new Error(`${text} is no delay`);
  const random = new RequestRandom(1);
  const delaysMs = new Float64Array(REQUEST_COUNT);
  for (let sequence = 0; sequence < REQUEST_COUNT; sequence++) {
    random.begin(sequence);
    delaysMs[sequence] = drawDelayMs(delay, random.source);
  }
  return delaysMs.sort();
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** Within five deviations of a mean of so many draws. */
function isMean(values: Float64Array, meanMs: number, varianceMs2: number): boolean {
  return Math.abs(meanOf(values) - meanMs) < 5 * Math.sqrt(varianceMs2 / values.length);
}

t.test("drawn delays have the moments of their distribution", async (t) => {
  await t.test("exponential: mean m, variance m²", async (t) => {
    const delaysMs = sortedDelaysMs("exponential(5ms)");
    t.ok(isMean(delaysMs, 5, 25), String(meanOf(delaysMs)));
    t.ok(Math.abs(varianceOf(delaysMs) / 25 - 1) < 0.03, String(varianceOf(delaysMs)));
  });
  await t.test("normal: mean m, variance s²", async (t) => {
    const delaysMs = sortedDelaysMs("normal(20ms;2ms)");
    t.ok(isMean(delaysMs, 20, 4), String(meanOf(delaysMs)));
    t.ok(Math.abs(varianceOf(delaysMs) / 4 - 1) < 0.03, String(varianceOf(delaysMs)));
  });
  await t.test("normal is cut at 0: half of one around 0 is there", async (t) => {
    const delaysMs = sortedDelaysMs("normal(1ns;1ms)");
    t.equal(delaysMs[0], 0);
    t.ok(
      Math.abs(delaysMs.indexOf(delaysMs.find((ms) => ms > 0) ?? 0) / REQUEST_COUNT - 0.5) < 0.006,
    );
    // The positive half's share of the mean: s ÷ √(2π).
    t.ok(Math.abs(meanOf(delaysMs) - 1 / Math.sqrt(2 * Math.PI)) < 0.007, String(meanOf(delaysMs)));
  });
  await t.test("lognormal: median m, mean m · e^(σ²/2)", async (t) => {
    const delaysMs = sortedDelaysMs("lognormal(5ms;0.5)");
    const meanMs = 5 * Math.exp(0.125);
    const varianceMs2 = meanMs ** 2 * (Math.exp(0.25) - 1);
    t.ok(isMean(delaysMs, meanMs, varianceMs2), String(meanOf(delaysMs)));
    t.ok(Math.abs(delaysMs[REQUEST_COUNT / 2]! - 5) < 0.04, "the median");
    // The normal distribution's 99th percentile is 2.3263.
    const p99Ms = 5 * Math.exp(0.5 * 2.3263);
    t.ok(Math.abs(delaysMs[REQUEST_COUNT * 0.99]! / p99Ms - 1) < 0.02, "the 99th percentile");
  });
  await t.test("pareto: above its minimum, mean m · α ÷ (α − 1), and its tail", async (t) => {
    const delaysMs = sortedDelaysMs("pareto(1ms;3)");
    t.ok(delaysMs[0]! >= 1, String(delaysMs[0]));
    t.ok(isMean(delaysMs, 1.5, 0.75), String(meanOf(delaysMs)));
    for (const share of [0.5, 0.9, 0.99, 0.999]) {
      const expectedMs = (1 - share) ** (-1 / 3);
      const foundMs = delaysMs[Math.floor(REQUEST_COUNT * share)]!;
      t.ok(Math.abs(foundMs / expectedMs - 1) < 0.05, `${share}: ${foundMs} of ${expectedMs}`);
    }
  });
});

t.test("a drawn delay", async (t) => {
  await t.test("is cut at the limit, whatever the distribution", async (t) => {
    for (const text of [
      "exponential(10s)",
      "normal(10s;10s)",
      "lognormal(1s;10)",
      "pareto(1s;0.1)",
    ]) {
      const delaysMs = sortedDelaysMs(text);
      t.equal(delaysMs.at(-1), 10_000, text);
      t.ok(delaysMs[0]! >= 0, text);
    }
  });
  await t.test("keeps what it has below a millisecond", async (t) => {
    const delaysMs = sortedDelaysMs("exponential(200us)");
    t.ok(isMean(delaysMs, 0.2, 0.04));
    t.equal(new Set(delaysMs).size, REQUEST_COUNT, "no two are rounded to the same");
  });
  await t.test("of no spread is the number itself", async (t) => {
    t.equal(sortedDelaysMs("normal(7ms;0ms)").at(-1), 7);
    t.equal(sortedDelaysMs("lognormal(7ms;0)")[0], 7);
    t.equal(sortedDelaysMs("7ms")[0], 7);
  });
});
