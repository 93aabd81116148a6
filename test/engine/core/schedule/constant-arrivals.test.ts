import t from "tap";
import { constantSchedule } from "../../../fixtures/schedules.js";
import { createRandom } from "../../../fixtures/virtual-random.js";

/** A rate as a fraction of whole numbers, so that the reference needs no rounding but the one that is asked for. */
interface Rate {
  readonly ratePerSecond: number;
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const RATES: readonly Rate[] = [
  { ratePerSecond: 1, numerator: 1n, denominator: 1n },
  { ratePerSecond: 3, numerator: 3n, denominator: 1n },
  { ratePerSecond: 7, numerator: 7n, denominator: 1n },
  { ratePerSecond: 333.333, numerator: 333_333n, denominator: 1000n },
  { ratePerSecond: 1000, numerator: 1000n, denominator: 1n },
  { ratePerSecond: 99_991, numerator: 99_991n, denominator: 1n },
  { ratePerSecond: 1e6, numerator: 1_000_000n, denominator: 1n },
  { ratePerSecond: 0.2, numerator: 1n, denominator: 5n },
  { ratePerSecond: 1.75, numerator: 7n, denominator: 4n },
];
const DAY_NS = 86_400_000_000_000;

/** round(k · 10⁹ / λ), halves up. */
function exactInstantNs(index: bigint, { numerator, denominator }: Rate): bigint {
  return (2n * index * 1_000_000_000n * denominator + numerator) / (2n * numerator);
}

/** How many k ≥ 0 have round(k · 10⁹ / λ) before the end, by bisection. */
function exactCountBefore(endNs: bigint, rate: Rate): bigint {
  let low = 0n;
  let high = (endNs * rate.numerator) / (1_000_000_000n * rate.denominator) + 2n;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (exactInstantNs(middle, rate) < endNs) low = middle + 1n;
    else high = middle;
  }
  return low;
}

/** All of the first and the last thousand indices of a day, and two thousand in between. */
function indicesOfDay(rate: Rate): number[] {
  const count = Number(exactCountBefore(BigInt(DAY_NS), rate));
  const random = createRandom(1);
  const indices = new Set<number>();
  for (let step = 0; step < 1000; step++) {
    indices.add(Math.min(step, count - 1));
    indices.add(Math.max(0, count - 1 - step));
    indices.add(Math.floor(random() * count));
    indices.add(Math.floor(random() * count));
  }
  return [...indices].sort((a, b) => a - b);
}

t.test("oracle 1: every instant of a day is exact to a nanosecond", async (t) => {
  for (const rate of RATES) {
    await t.test(`${rate.ratePerSecond}/s`, async (t) => {
      const schedule = constantSchedule(rate.ratePerSecond);
      let farthest = 0n;
      let previousNs = -1;
      for (const index of indicesOfDay(rate)) {
        const ns = schedule.intendedStartNs(index);
        if (!Number.isSafeInteger(ns)) t.fail(`${ns} at ${index} is not a whole number`);
        if (ns <= previousNs) t.fail(`${ns} at ${index} does not come after ${previousNs}`);
        previousNs = ns;
        const offNs = BigInt(ns) - exactInstantNs(BigInt(index), rate);
        if (offNs > farthest || -offNs > farthest) farthest = offNs < 0n ? -offNs : offNs;
      }
      t.ok(farthest <= 1n, `the farthest is ${farthest} ns off`);
    });
  }
});

t.test("oracle 1: instants are rounded, not floored", async (t) => {
  // 333.333/s: 1/λ = 3 000 003.000003 ns; 7/s: 2/λ = 285 714 285.714 ns.
  t.equal(constantSchedule(7).intendedStartNs(2), 285_714_286);
  t.equal(constantSchedule(7).intendedStartNs(1), 142_857_143);
  t.equal(constantSchedule(333.333).intendedStartNs(1), 3_000_003);
  t.equal(constantSchedule(333.333).intendedStartNs(200_000), 600_000_600_001);
  t.equal(constantSchedule(0.2).intendedStartNs(3), 15_000_000_000);
});

t.test("oracle 1: the count before an end is that of the rounded instants", async (t) => {
  const random = createRandom(2);
  for (const rate of RATES) {
    await t.test(`${rate.ratePerSecond}/s`, async (t) => {
      const schedule = constantSchedule(rate.ratePerSecond);
      const ends = [DAY_NS, DAY_NS - 1, DAY_NS + 1, 1, 2, 1e9, 1e9 + 1, 3_333_333_333];
      for (let draw = 0; draw < 300; draw++) {
        ends.push(1 + Math.floor(random() * DAY_NS));
        // Right at an arrival and beside it: here a guess by multiplication is off by one.
        const index = Math.floor(random() * Math.min(1e7, rate.ratePerSecond * 86_400));
        const ns = schedule.intendedStartNs(index);
        ends.push(ns + 1, Math.max(1, ns), Math.max(1, ns - 1));
      }
      for (const endNs of ends) {
        const expected = Number(exactCountBefore(BigInt(endNs), rate));
        const count = schedule.countBefore(endNs);
        // At a tie the double may round to the other side: then the instants themselves decide.
        const isTie =
          BigInt(schedule.intendedStartNs(expected)) !== exactInstantNs(BigInt(expected), rate) ||
          BigInt(schedule.intendedStartNs(Math.max(0, expected - 1))) !==
            exactInstantNs(BigInt(Math.max(0, expected - 1)), rate);
        if (count !== expected && !isTie) t.equal(count, expected, `before ${endNs}`);
        const isConsistent =
          schedule.intendedStartNs(count) >= endNs &&
          (count === 0 || schedule.intendedStartNs(count - 1) < endNs);
        if (!isConsistent) t.fail(`${count} before ${endNs} contradicts the instants`);
      }
      t.equal(schedule.countBefore(DAY_NS), Number(exactCountBefore(BigInt(DAY_NS), rate)));
      t.equal(schedule.countBefore(0), 0);
      t.equal(schedule.countBefore(-5), 0);
    });
  }
});
