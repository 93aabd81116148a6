import t from "tap";
import {
  countComparisons,
  fewestFound,
  isFlagged,
  mostFlagged,
} from "../../bench/comparison/count-found.js";
import {
  bootstrapOf,
  countFlagged,
  inAnyOrder,
  normalForStudent,
  studentOnly,
  withoutHolm,
} from "../../bench/comparison/other-rules.js";
import type { Comparison } from "../../engine/index.js";
import { DRIFTS } from "../../bench/comparison/virtual-experiment.js";
import type { VirtualExperiment } from "../../bench/comparison/virtual-experiment.js";

// Oracle 24, with fewer seeds than `npm run bench:comparison`, and bounds that are as strict for as many.
const SEED_COUNT = 200;
/** Beyond 16 quads the sign-flip test draws its ways, which takes its time. */
const FEWER_SEEDS = 50;
const MACHINE = { runCv: 0.03, correlation: 0.6, drift: DRIFTS.line };
/** Two targets that are one and the same. */
const SAME: VirtualExperiment = { machine: MACHINE, quadCount: 10, ratio: 1 };

// Arithmetic alone, but a lot of it: on a machine that has other things to do it takes longer than a test may by default.
t.setTimeout(120_000);

t.test("the bounds are those of the oracle for 1000 experiments", async (t) => {
  t.equal(mostFlagged(1000), 67);
  t.equal(fewestFound(1000), 877);
});

t.test("a comparison of a target with itself", async (t) => {
  for (const [name, drift] of Object.entries(DRIFTS)) {
    for (const quadCount of [5, 10]) {
      await t.test(`rarely finds a difference: drift ${name}, ${quadCount} quads`, async (t) => {
        const experiment = { machine: { ...MACHINE, drift }, quadCount, ratio: 1 };
        const count = countComparisons(experiment, SEED_COUNT, isFlagged);
        t.ok(count <= mostFlagged(SEED_COUNT), `${count} of ${SEED_COUNT} flagged`);
      });
    }
  }

  await t.test("finds that there is none larger than the margin", async (t) => {
    const isEquivalent = ({ verdict }: Comparison): boolean => verdict === "equivalent";
    const count = countComparisons({ ...SAME, quadCount: 12 }, SEED_COUNT, isEquivalent, 5);
    t.ok(count >= fewestFound(SEED_COUNT), `${count} of ${SEED_COUNT} equivalent`);
  });

  await t.test("rarely calls a difference as large as the margin equivalent", async (t) => {
    const onTheMargin = { ...SAME, ratio: 1.05, machine: { ...MACHINE, drift: DRIFTS.none } };
    const isMedianEquivalent = ({ percentiles }: Comparison): boolean =>
      percentiles[0]?.verdict === "equivalent";
    const count = countComparisons(onTheMargin, SEED_COUNT, isMedianEquivalent, 5);
    t.ok(count <= mostFlagged(SEED_COUNT), `${count} of ${SEED_COUNT} equivalent`);
  });
});

t.test("a comparison of a target with one that is 5 % slower", async (t) => {
  for (const { runCv, quadCount } of [
    { runCv: 0.01, quadCount: 5 },
    { runCv: 0.03, quadCount: 10 },
    { runCv: 0.05, quadCount: 24 },
    { runCv: 0.1, quadCount: 90 },
  ]) {
    await t.test(`finds it: run CV ${100 * runCv} %, ${quadCount} quads`, async (t) => {
      const experiment = {
        machine: { runCv, correlation: 0, drift: DRIFTS.line },
        quadCount,
        ratio: 1.05,
      };
      const seedCount = quadCount > 16 ? FEWER_SEEDS : SEED_COUNT;
      const count = countComparisons(experiment, seedCount, ({ verdict }) => verdict === "slower");
      t.ok(count >= fewestFound(seedCount), `${count} of ${seedCount} found`);
    });
  }

  // The oracle's 3 quads are what Student's t needs by itself; a verdict is not given on fewer than 5.
  await t.test("would find it with 3 quads at a run CV of 1 %, and says nothing", async (t) => {
    const machine = { runCv: 0.01, correlation: 0, drift: DRIFTS.line };
    const experiment = { machine, quadCount: 3, ratio: 1.05 };
    const count = countFlagged(experiment, SEED_COUNT, studentOnly);
    t.ok(count >= fewestFound(SEED_COUNT), `${count} of ${SEED_COUNT} would be found`);
    t.equal(countComparisons(experiment, SEED_COUNT, isFlagged), 0);
  });
});

t.test("a comparison of a target with itself by other rules finds too much", async (t) => {
  for (const { name, experiment, rule } of [
    { name: "each percentile by itself", experiment: SAME, rule: withoutHolm },
    {
      name: "z for Student's t",
      experiment: { ...SAME, quadCount: 5 },
      rule: normalForStudent,
    },
    {
      name: "ABAB, which does not cancel drift",
      experiment: { ...SAME, sidesOfQuad: () => ["a", "b", "a", "b"] as const },
      rule: inAnyOrder,
    },
    {
      name: "ABBA always, with something that happens every fourth run",
      experiment: {
        ...SAME,
        machine: { ...MACHINE, drift: DRIFTS.everyFourth },
        sidesOfQuad: () => ["a", "b", "b", "a"] as const,
      },
      rule: inAnyOrder,
    },
    {
      name: "a percentile bootstrap over 3 runs",
      experiment: { ...SAME, machine: { ...MACHINE, correlation: 0, drift: DRIFTS.none } },
      rule: bootstrapOf(3),
    },
  ]) {
    await t.test(name, async (t) => {
      const count = countFlagged(experiment, SEED_COUNT, rule);
      t.ok(count > mostFlagged(SEED_COUNT), `${count} of ${SEED_COUNT} flagged`);
    });
  }
});
