import t from "tap";
import type { IntensityPlan, RatePiece } from "../../../../engine/core/index.js";
import { createIntensity, createSchedule } from "../../../../engine/core/schedule/arrivals-plan.js";
import { evenArrivals } from "../../../fixtures/schedules.js";
import { createRandom } from "../../../fixtures/virtual-random.js";

/** Rates are given in thousandths and times in whole ns, so that the reference needs no rounding at all. */
const RATE_UNIT = 1000n;
const NS = 1_000_000_000n;
/** |Λ(t) − k| may be so many arrivals, where no double is nearer. */
const PHASE_TOLERANCE = 1e-4;

function piece(durationNs: number, fromPerSecond: number, toPerSecond: number): RatePiece {
  return { durationNs, fromPerSecond, toPerSecond };
}

const hold = (ratePerSecond: number, durationNs: number): RatePiece =>
  piece(durationNs, ratePerSecond, ratePerSecond);

const SHAPES: readonly { readonly name: string; readonly pieces: readonly RatePiece[] }[] = [
  { name: "a ramp from 0", pieces: [piece(10e9, 0, 1000)] },
  { name: "a ramp to 0", pieces: [piece(10e9, 1000, 0)] },
  { name: "a ramp to nearly 0", pieces: [piece(3600e9, 5000, 0.001)] },
  { name: "a steep ramp", pieces: [piece(1e9, 0.5, 1e6)] },
  { name: "a flat ramp of a day", pieces: [piece(86_400e9, 100, 100.001)] },
  { name: "a falling ramp of a day", pieces: [piece(86_400e9, 1000, 1)] },
  { name: "steps", pieces: [hold(100, 3e9), hold(333.333, 7e9), hold(0.2, 60e9), hold(1e6, 1e9)] },
  { name: "steps with a pause", pieces: [hold(10, 1.05e9), hold(0, 5e9), hold(10, 2e9)] },
  { name: "slopes and steps", pieces: [piece(2e9, 0, 50), hold(50, 4e9), piece(1e9, 50, 0)] },
  { name: "a pause at the beginning", pieces: [hold(0, 2e9), piece(1e9, 0, 7)] },
];

/** 2 · Λ(t) · 10³ · 10⁹ · 10⁹ … as a whole number over {@link denominatorOf}; exact. */
function doubledPhase(pieces: readonly RatePiece[], ns: bigint): { count: bigint; per: bigint } {
  let per = 2n * RATE_UNIT * NS;
  for (const { durationNs } of pieces) per *= BigInt(durationNs);
  let count = 0n;
  let startNs = 0n;
  for (const { durationNs, fromPerSecond, toPerSecond } of pieces) {
    const lengthNs = BigInt(durationNs);
    const x = ns - startNs < lengthNs ? ns - startNs : lengthNs;
    if (x <= 0n) break;
    const from = BigInt(Math.round(fromPerSecond * 1000));
    const to = BigInt(Math.round(toPerSecond * 1000));
    // (2 · r₀ · x · d + (r₁ − r₀) · x²) ÷ (2 · d), in thousandths of an arrival per second times ns.
    const twice = 2n * from * x * lengthNs + (to - from) * x * x;
    count += (twice * per) / (2n * lengthNs * RATE_UNIT * NS);
    startNs += lengthNs;
  }
  return { count, per };
}

/** Λ(t) − k, exact in sign and close in size. */
function excessOf(pieces: readonly RatePiece[], ns: number, index: number): number {
  const { count, per } = doubledPhase(pieces, BigInt(ns));
  return Number(count - BigInt(index) * per) / Number(per);
}

function indicesUpTo(count: number): number[] {
  const random = createRandom(5);
  const indices = new Set<number>();
  for (let step = 0; step < 400; step++) {
    indices.add(Math.min(step, count - 1));
    indices.add(Math.max(0, count - 1 - step));
    indices.add(Math.floor(random() * count));
  }
  return [...indices].sort((a, b) => a - b);
}

t.test("oracle 2: ramps and stages are exact to a nanosecond or to 10⁻⁴ arrivals", async (t) => {
  for (const { name, pieces } of SHAPES) {
    await t.test(name, async (t) => {
      const schedule = createSchedule(evenArrivals({ kind: "pieces", pieces }));
      const endNs = pieces.reduce((sum, { durationNs }) => sum + durationNs, 0);
      const { count, per } = doubledPhase(pieces, BigInt(endNs));
      const total = Number(count) / Number(per);
      const planned = schedule.countBefore(Infinity);
      t.ok(Math.abs(planned - total) <= 1, `${planned} arrivals of ${total}`);
      let previousNs = 0;
      for (const index of indicesUpTo(planned)) {
        const ns = schedule.intendedStartNs(index);
        if (!Number.isSafeInteger(ns) || ns < previousNs) t.fail(`${ns} at ${index}`);
        previousNs = ns;
        const isWithinNs =
          excessOf(pieces, Math.max(0, ns - 1), index) <= 0 && excessOf(pieces, ns + 1, index) >= 0;
        if (isWithinNs) continue;
        const excess = excessOf(pieces, ns, index);
        if (Math.abs(excess) > PHASE_TOLERANCE) t.fail(`${index} at ${ns} is ${excess} off`);
      }
      t.equal(schedule.intendedStartNs(planned + 1), Infinity, "nothing comes after the end");
    });
  }
});

t.test("oracle 2: a ramp that falls to 0 is a rising one, seen from its end", async (t) => {
  const durationNs = 7.3e9;
  const falls = createIntensity({ kind: "pieces", pieces: [piece(durationNs, 333.333, 0)] });
  const rises = createIntensity({ kind: "pieces", pieces: [piece(durationNs, 0, 333.333)] });
  const total = falls.phaseAt(durationNs);
  const random = createRandom(9);
  let farthestNs = 0;
  for (let draw = 0; draw < 10_000; draw++) {
    // Half of them in the last arrival, where the rate is nearly 0 and the usual root has lost its digits.
    const rest = random() * (draw % 2 === 0 ? 1 : total);
    const offNs = falls.instantNs(total - rest) + rises.instantNs(rest) - durationNs;
    farthestNs = Math.max(farthestNs, Math.abs(offNs));
  }
  t.ok(farthestNs < 10, `${farthestNs} ns`);
});

t.test("oracle 2: a phase is where the intensity has come to, whatever the piece", async (t) => {
  for (const { name, pieces } of SHAPES) {
    const intensity = createIntensity({ kind: "pieces", pieces });
    const endNs = pieces.reduce((sum, { durationNs }) => sum + durationNs, 0);
    for (let step = 0; step <= 50; step++) {
      const ns = Math.round((endNs * step) / 50);
      const { count, per } = doubledPhase(pieces, BigInt(ns));
      const exact = Number(count) / Number(per);
      const off = Math.abs(intensity.phaseAt(ns) - exact);
      if (off > 1e-12 * exact + 1e-9) t.fail(`${name}: ${off} arrivals off at ${ns}`);
    }
  }
  t.pass("all of them");
});

t.test("a pause is waited for: an arrival at its beginning comes at its end", async (t) => {
  const plan = evenArrivals({
    kind: "pieces",
    pieces: [hold(10, 1e9), hold(0, 5e9), hold(10, 1e9)],
  });
  const schedule = createSchedule(plan);
  t.equal(schedule.intendedStartNs(9), 0.9e9);
  t.equal(schedule.intendedStartNs(10), 6e9);
  t.equal(schedule.countBefore(6e9), 10);
  t.equal(schedule.countBefore(Infinity), 20);
});

t.test("oracle 2: a sine is exact to a nanosecond or to 10⁻⁴ arrivals", async (t) => {
  for (const [meanPerSecond, amplitudePerSecond, periodNs] of [
    [1000, 500, 10e9],
    [1000, 1000, 10e9],
    [0.5, 0.5, 3600e9],
    [1e6, 999_999, 1e9],
    [7, 0, 1e9],
    [333.333, 100, 86_400e9],
  ] as const) {
    const plan: IntensityPlan = { kind: "sine", meanPerSecond, amplitudePerSecond, periodNs };
    await t.test(JSON.stringify(plan), async (t) => {
      const schedule = createSchedule(evenArrivals(plan));
      const phaseAt = (ns: number): number => {
        const turns = ns / periodNs;
        const whole = Math.floor(turns);
        const half = Math.sin(Math.PI * (turns - whole));
        const swing = (amplitudePerSecond * (2 * half * half)) / (2 * Math.PI);
        return (periodNs / 1e9) * (meanPerSecond * turns + swing);
      };
      const lengthNs = 5.3 * periodNs;
      const planned = schedule.countBefore(lengthNs);
      t.ok(Math.abs(planned - phaseAt(lengthNs)) <= 1, `${planned} of ${phaseAt(lengthNs)}`);
      let previousNs = 0;
      for (const index of indicesUpTo(planned)) {
        const ns = schedule.intendedStartNs(index);
        if (!Number.isSafeInteger(ns) || ns < previousNs) t.fail(`${ns} at ${index}`);
        previousNs = ns;
        const isWithinNs = phaseAt(ns - 1) <= index && phaseAt(ns + 1) >= index;
        const excess = phaseAt(ns) - index;
        if (!isWithinNs && Math.abs(excess) > PHASE_TOLERANCE) {
          t.fail(`${index} at ${ns} is ${excess} arrivals off`);
        }
      }
      const intensity = createIntensity(plan);
      const off = Math.abs(intensity.phaseAt(lengthNs) / phaseAt(lengthNs) - 1);
      t.ok(off < 1e-12, `the phase is ${off} off`);
    });
  }
});

t.test("bursts come together, at the rate of single arrivals", async (t) => {
  const schedule = createSchedule({
    spacing: { kind: "burst", size: 5 },
    intensity: { kind: "constant", ratePerSecond: 10 },
    seed: 1,
  });
  t.same(
    Array.from({ length: 11 }, (_, index) => schedule.intendedStartNs(index)),
    [0, 0, 0, 0, 0, 0.5e9, 0.5e9, 0.5e9, 0.5e9, 0.5e9, 1e9],
  );
  t.equal(schedule.countBefore(10e9), 100);
});

t.test("recorded arrivals come at their instants, at the chosen speed", async (t) => {
  const instantsNs = Float64Array.of(0, 10, 10, 1000, 5e9);
  for (const [speed, expected] of [
    [1, [0, 10, 10, 1000, 5e9, Infinity]],
    [2, [0, 5, 5, 500, 2.5e9, Infinity]],
    [0.5, [0, 20, 20, 2000, 10e9, Infinity]],
  ] as const) {
    const schedule = createSchedule({
      spacing: { kind: "recorded", instantsNs },
      intensity: { kind: "constant", ratePerSecond: 1e9 * speed },
      seed: 1,
    });
    t.same(
      expected.map((_, index) => schedule.intendedStartNs(index)),
      expected,
    );
    t.equal(schedule.countBefore(Infinity), 5);
  }
});
