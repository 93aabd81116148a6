import t from "tap";
import type {
  ArrivalsPlan,
  IntensityPlan,
  SpacingPlan,
  WorkerPlan,
} from "../../../../engine/core/index.js";
import { shareOf } from "../../../../engine/core/index.js";
import { constantArrivals, constantSchedule, cursorOf } from "../../../fixtures/schedules.js";

t.test("oracle 4: the stripes are the schedule, each arrival once", async (t) => {
  for (const ratePerSecond of [0.2, 333.333, 99_991]) {
    const schedule = constantSchedule(ratePerSecond);
    await t.test(`${ratePerSecond}/s over 1 to 64 workers`, async (t) => {
      for (let stripeCount = 1; stripeCount <= 64; stripeCount++) {
        const perStripe = 40;
        const total = perStripe * stripeCount;
        const seen = new Map<number, number>();
        for (let stripeIndex = 0; stripeIndex < stripeCount; stripeIndex++) {
          const cursor = cursorOf(constantArrivals(ratePerSecond), { stripeIndex, stripeCount });
          for (let step = 0; step < perStripe; step++) {
            if (seen.has(cursor.nextIndex)) t.fail(`${cursor.nextIndex} is in two stripes`);
            seen.set(cursor.nextIndex, cursor.nextIntendedStartNs);
            cursor.advance();
          }
        }
        const union = [...seen.entries()].sort(([a], [b]) => a - b);
        const whole = Array.from({ length: total }, (_, k) => [k, schedule.intendedStartNs(k)]);
        t.same(union, whole, `${stripeCount} stripes`);
      }
    });
  }
});

const SPACINGS: readonly SpacingPlan[] = [
  { kind: "even" },
  { kind: "burst", size: 7 },
  { kind: "poisson" },
  { kind: "gamma", cv2: 4 },
  { kind: "recorded", instantsNs: Float64Array.from({ length: 600 }, (_, k) => k * k * 1000) },
];
const INTENSITIES: readonly IntensityPlan[] = [
  { kind: "constant", ratePerSecond: 333.333 },
  {
    kind: "pieces",
    pieces: [
      { durationNs: 1e9, fromPerSecond: 0, toPerSecond: 500 },
      { durationNs: 2e9, fromPerSecond: 100, toPerSecond: 300 },
    ],
  },
  { kind: "sine", meanPerSecond: 300, amplitudePerSecond: 200, periodNs: 1e9 },
];

t.test(
  "oracle 4: for every model, seed and number of stripes the union is the schedule",
  async (t) => {
    for (const spacing of SPACINGS) {
      for (const intensity of INTENSITIES) {
        // Recorded arrivals have times for phases: only a speed suits them.
        const isRecorded = spacing.kind === "recorded";
        if (isRecorded && intensity.kind !== "constant") continue;
        const plan = {
          spacing,
          intensity: isRecorded ? { ...intensity, ratePerSecond: 1e9 } : intensity,
        };
        await t.test(`${spacing.kind}, ${intensity.kind}`, async (t) => {
          for (const seed of [0, 77]) {
            const whole = arrivalsOf({ ...plan, seed }, { stripeIndex: 0, stripeCount: 1 });
            t.equal(new Set(whole.keys()).size, whole.size);
            for (let stripeCount = 2; stripeCount <= 64; stripeCount++) {
              const union = new Map<number, number>();
              for (let stripeIndex = 0; stripeIndex < stripeCount; stripeIndex++) {
                const stripe = arrivalsOf({ ...plan, seed }, { stripeIndex, stripeCount });
                for (const [index, ns] of stripe) {
                  if (union.has(index)) t.fail(`${index} is in two of ${stripeCount} stripes`);
                  union.set(index, ns);
                }
              }
              const inOrder = [...union].sort(([a], [b]) => a - b);
              if (JSON.stringify(inOrder) !== JSON.stringify([...whole])) {
                t.fail(`${stripeCount} stripes are not the schedule`);
              }
            }
          }
          t.pass("for 1 to 64 stripes");
        });
      }
    }
  },
);

/** Index and instant of every arrival in the first 400. */
function arrivalsOf(plan: ArrivalsPlan, stripe: WorkerPlan["stripe"]): Map<number, number> {
  const cursor = cursorOf(plan, stripe);
  const arrivals = new Map<number, number>();
  while (cursor.nextIndex < 400 && cursor.nextIntendedStartNs !== Infinity) {
    arrivals.set(cursor.nextIndex, cursor.nextIntendedStartNs);
    cursor.advance();
  }
  return arrivals;
}

t.test("shareOf", async (t) => {
  for (const { total, stripeCount, shares } of [
    { total: 10, stripeCount: 1, shares: [10] },
    { total: 10, stripeCount: 3, shares: [4, 3, 3] },
    { total: 2, stripeCount: 4, shares: [1, 1, 0, 0] },
    { total: 0, stripeCount: 2, shares: [0, 0] },
    { total: 1e12, stripeCount: 3, shares: [333_333_333_334, 333_333_333_333, 333_333_333_333] },
  ]) {
    t.same(
      shares.map((_, stripeIndex) => shareOf(total, { stripeIndex, stripeCount })),
      shares,
      `deals ${total} over ${stripeCount}`,
    );
  }
});
