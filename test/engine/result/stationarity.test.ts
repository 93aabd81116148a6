import t from "tap";
import { RandomSource, drawNormal, exponential } from "../../../engine/core/index.js";
import type { Stationarity } from "../../../engine/core/index.js";
import { stationarityOf } from "../../../engine/result/stationarity.js";
import { PrecisionData, queueNs, runOf } from "./precision-data.js";

const MEDIAN_NS = 1e6;
const TICKS = 32;

/** Stationarity of many runs whose log-normal response times change over the run as asked. */
function experiments(
  count: number,
  factorAt: (tick: number, random: RandomSource) => number,
  countPerTick = 60,
): readonly Stationarity[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = new RandomSource(seed, 1);
    return stationarityOf(
      runOf(
        TICKS,
        countPerTick,
        (tick) => MEDIAN_NS * factorAt(tick, random) * exponential(0.25 * drawNormal(random)),
      ),
    );
  });
}

function count(all: readonly Stationarity[], wanted: Partial<Stationarity>): number {
  return all.filter((each) =>
    Object.entries(wanted).every(([key, value]) => each[key as keyof Stationarity] === value),
  ).length;
}

t.test("stationarityOf", async (t) => {
  await t.test("takes at most 2 % of stationary runs for others", async (t) => {
    const all = experiments(300, () => 1);
    // 1 % of 300 are 3; more than 6 in one case of thirty.
    const accused = count(all, { stationary: false });
    t.ok(accused <= 6, `${accused} of 300`);
    const cleared = count(all, { stationary: true });
    t.ok(cleared >= 270, `${cleared} of 300 are told to be stationary`);
  });

  await t.test("takes few runs of a queue for others", async (t) => {
    const all = Array.from({ length: 100 }, (_, seed) =>
      stationarityOf(runOf(TICKS, 150, queueNs(new RandomSource(seed, 2), 0.7, MEDIAN_NS))),
    );
    t.ok(count(all, { stationary: false }) <= 4, "1 % of 100 are 1");
  });

  await t.test("finds a drift of 10 %, and where to", async (t) => {
    const drift = (tick: number): number => 1 + (0.1 * tick) / TICKS;
    const rising = experiments(30, drift, 300);
    t.ok(count(rising, { stationary: false, trend: "rising" }) >= 29);
    const falling = experiments(30, (tick) => 1 / drift(tick), 300);
    t.ok(count(falling, { stationary: false, trend: "falling" }) >= 29);
  });

  await t.test("finds a step in the middle", async (t) => {
    const all = experiments(50, (tick) => (tick < TICKS / 2 ? 1 : 1.1), 100);
    t.ok(count(all, { trend: "rising" }) >= 40);
    t.equal(count(all, { stationary: true }), 0, "the others are not told to be stationary");
  });

  await t.test("finds a drift of the tail alone", async (t) => {
    const all = experiments(20, (tick, random) =>
      random.nextUniform() < 0.05 ? 2 + (8 * tick) / TICKS : 1,
    );
    t.ok(count(all, { stationary: false, trend: "rising" }) >= 16);
  });

  await t.test("finds that more and more requests fail", async (t) => {
    const random = new RandomSource(3);
    const data = new PrecisionData();
    for (let tick = 0; tick < TICKS; tick++) {
      const failed = Array.from({ length: 100 }, () => random.nextUniform() < tick / 320).filter(
        Boolean,
      ).length;
      const responseSuccess = Array.from({ length: 100 - failed }, () =>
        Math.round(MEDIAN_NS * exponential(drawNormal(random))),
      );
      data.add({ responseSuccess, counters: { failed } });
    }
    t.match(stationarityOf(data), { stationary: false, trend: "rising" });
  });

  await t.test("tells a p-value either way", async (t) => {
    const [steady] = experiments(1, () => 1);
    t.ok(steady!.pValue !== null && steady!.pValue >= 0.01 && steady!.pValue <= 1);
    const [drifting] = experiments(1, (tick) => 1 + tick / TICKS);
    t.ok(drifting!.pValue !== null && drifting!.pValue < 0.001);
  });
});
