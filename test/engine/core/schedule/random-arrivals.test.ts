import t from "tap";
import type { ArrivalsPlan, SpacingPlan } from "../../../../engine/core/index.js";
import { createIntensity } from "../../../../engine/core/index.js";
import { constantArrivals, cursorOf } from "../../../fixtures/schedules.js";

const RATE_PER_SECOND = 1000;
const COUNT = 1_000_000;
/** For a Kolmogorov–Smirnov statistic of many values: √(−ln(α/2) / 2) at α = 10⁻⁴. */
const KS_LIMIT = Math.sqrt(-Math.log(1e-4 / 2) / 2);

/** The first instants of a stripe, in seconds. */
function instantsOf(
  plan: ArrivalsPlan,
  count: number,
  stripe = { stripeIndex: 0, stripeCount: 1 },
): Float64Array {
  const cursor = cursorOf(plan, stripe);
  const instants = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    instants[at] = cursor.nextIntendedStartNs / 1e9;
    cursor.advance();
  }
  return instants;
}

function gapsOf(instants: Float64Array): Float64Array {
  const gaps = new Float64Array(instants.length);
  for (let at = 0; at < instants.length; at++) gaps[at] = instants[at]! - (instants[at - 1] ?? 0);
  return gaps;
}

/** √n · the largest distance between the values' distribution and the exponential one. */
function ksOfExponential(gaps: Float64Array, ratePerSecond: number): number {
  const sorted = Float64Array.from(gaps).sort();
  let farthest = 0;
  for (let at = 0; at < sorted.length; at++) {
    const expected = 1 - Math.exp(-sorted[at]! * ratePerSecond);
    farthest = Math.max(
      farthest,
      Math.abs(expected - at / sorted.length),
      Math.abs(expected - (at + 1) / sorted.length),
    );
  }
  return farthest * Math.sqrt(sorted.length);
}

function momentsOf(values: Float64Array): { mean: number; cv: number; lag1: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  let squares = 0;
  let products = 0;
  for (let at = 0; at < values.length; at++) {
    squares += (values[at]! - mean) ** 2;
    if (at > 0) products += (values[at]! - mean) * (values[at - 1]! - mean);
  }
  return { mean, cv: Math.sqrt(squares / values.length) / mean, lag1: products / squares };
}

/** Variance ÷ mean of the counts in windows that hold ten arrivals at the mean: 1 for a Poisson process. */
function dispersionOf(instants: Float64Array, ratePerSecond: number): number {
  const windowSeconds = 10 / ratePerSecond;
  const counts = new Float64Array(Math.floor(instants.at(-1)! / windowSeconds));
  for (const seconds of instants) {
    const window = Math.floor(seconds / windowSeconds);
    if (window < counts.length) counts[window]!++;
  }
  const { mean, cv } = momentsOf(counts);
  return cv * cv * mean;
}

t.test("oracle 3: Poisson arrivals, whole and on every stripe", async (t) => {
  for (const seed of [1, 2]) {
    for (const stripeCount of [1, 3]) {
      const plan = constantArrivals(RATE_PER_SECOND, { kind: "poisson" }, seed);
      const rate = RATE_PER_SECOND / stripeCount;
      for (let stripeIndex = 0; stripeIndex < stripeCount; stripeIndex++) {
        const name = `seed ${seed}, stripe ${stripeIndex} of ${stripeCount}`;
        const count = Math.floor(COUNT / stripeCount);
        const instants = instantsOf(plan, count, { stripeIndex, stripeCount });
        const gaps = gapsOf(instants);
        const { mean, cv, lag1 } = momentsOf(gaps);
        t.ok(Math.abs(mean * rate - 1) < 5 / Math.sqrt(count), `${name}: mean gap ${mean}`);
        t.ok(ksOfExponential(gaps, rate) < KS_LIMIT, `${name}: gaps are exponential`);
        t.ok(Math.abs(cv - 1) < 0.01, `${name}: CV ${cv}`);
        t.ok(Math.abs(lag1) < 0.005, `${name}: gaps are independent (${lag1})`);
        const dispersion = dispersionOf(instants, rate);
        t.ok(Math.abs(dispersion - 1) <= 0.03, `${name}: dispersion ${dispersion}`);
      }
    }
  }
});

t.test("oracle 3: every n-th arrival of a Poisson process would not be one", async (t) => {
  const instants = instantsOf(constantArrivals(RATE_PER_SECOND, { kind: "poisson" }), 300_000);
  const everyThird = instants.filter((_, index) => index % 3 === 0);
  const { cv } = momentsOf(gapsOf(everyThird));
  t.ok(cv < 0.6, `CV ${cv}: these checks would see it`);
});

t.test("oracle 3: the gaps of gamma arrivals have the CV that was asked for", async (t) => {
  for (const cv2 of [0.01, 0.25, 1, 4, 25]) {
    const plan = constantArrivals(RATE_PER_SECOND, { kind: "gamma", cv2 });
    const { mean, cv } = momentsOf(gapsOf(instantsOf(plan, 400_000)));
    t.ok(Math.abs(mean * RATE_PER_SECOND - 1) < 6 * Math.sqrt(cv2 / 400_000), `mean ${mean}`);
    t.ok(Math.abs((cv * cv) / cv2 - 1) < 0.06, `CV² ${cv * cv} for ${cv2}`);
  }
});

t.test(
  "oracle 3: on a shape, Poisson arrivals are exponential in the shape's own time",
  async (t) => {
    const poisson: SpacingPlan = { kind: "poisson" };
    for (const intensity of [
      {
        kind: "pieces",
        pieces: [
          { durationNs: 100e9, fromPerSecond: 0, toPerSecond: 2000 },
          { durationNs: 50e9, fromPerSecond: 100, toPerSecond: 100 },
          { durationNs: Infinity, fromPerSecond: 1000, toPerSecond: 1000 },
        ],
      },
      { kind: "sine", meanPerSecond: 1000, amplitudePerSecond: 900, periodNs: 20e9 },
    ] as const) {
      const instants = instantsOf({ spacing: poisson, intensity, seed: 3 }, 200_000);
      const shape = createIntensity(intensity);
      const phases = instants.map((seconds) => shape.phaseAt(seconds * 1e9));
      const gaps = gapsOf(phases);
      t.ok(ksOfExponential(gaps, 1) < KS_LIMIT, `${intensity.kind}: exponential`);
      t.ok(Math.abs(momentsOf(gaps).lag1) < 0.01, `${intensity.kind}: independent`);
      const dispersion = dispersionOf(phases, 1);
      t.ok(Math.abs(dispersion - 1) <= 0.05, `${intensity.kind}: dispersion ${dispersion}`);
    }
  },
);

t.test("the same seed gives the same arrivals, another one others", async (t) => {
  for (const spacing of [{ kind: "poisson" }, { kind: "gamma", cv2: 4 }] as const) {
    const first = (seed: number): Float64Array =>
      instantsOf(constantArrivals(RATE_PER_SECOND, spacing, seed), 100);
    t.same(first(5), first(5));
    t.notSame(first(5), first(6));
  }
});
