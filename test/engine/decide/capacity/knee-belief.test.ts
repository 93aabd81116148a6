import t from "tap";
import { KneeBelief } from "../../../../engine/decide/capacity/knee-belief.js";

const RANGE = { fromPerSecond: 100, toPerSecond: 10_000, precisionPercent: 5 };

t.test("KneeBelief", async (t) => {
  await t.test("knows nothing at first but the range, with a margin", async (t) => {
    const belief = new KneeBelief(RANGE);
    t.ok(Math.abs(belief.quantile(0.5) - 1000) < 1, "the geometric middle");
    t.ok(Math.abs(belief.quantile(0.5 + 0.5 / 3) / 2466.2 - 1) < 0.001, "on a logarithmic scale");
    t.equal(belief.probabilityBelow(50), 0);
    t.equal(belief.probabilityBelow(20_000), 1);
    t.ok(belief.probabilityBelow(100) > 0, "perhaps no rate passes");
  });

  await t.test("moves up with what passes and down with what fails", async (t) => {
    const belief = new KneeBelief(RANGE);
    belief.observe(1000, true);
    belief.observe(2000, false);
    const between = belief.probabilityBelow(2000) - belief.probabilityBelow(1000);
    t.ok(between > 0.85 && between < 0.99, `${between}: one probe alone is not believed`);
    belief.observe(1000, true);
    belief.observe(2000, false);
    t.ok(belief.probabilityBelow(2000) - belief.probabilityBelow(1000) > 0.99);
  });

  await t.test("finds how much runs scatter", async (t) => {
    const [steady, noisy] = [new KneeBelief(RANGE), new KneeBelief(RANGE)];
    for (let round = 0; round < 10; round++) {
      steady.observe(990, true);
      steady.observe(1010, false);
      noisy.observe(960, round % 3 !== 0);
      noisy.observe(1040, round % 3 === 0);
    }
    t.ok(steady.scatterPercent < 1, `${steady.scatterPercent} %`);
    t.ok(noisy.scatterPercent > 3, `${noisy.scatterPercent} %`);
    t.ok(noisy.passProbabilityAt(960) < steady.passProbabilityAt(960));
  });

  await t.test("gives a quantile that is the inverse of the probability", async (t) => {
    const belief = new KneeBelief(RANGE);
    belief.observe(500, true);
    belief.observe(4000, false);
    for (const probability of [0.02, 0.3, 0.5, 0.9, 0.98]) {
      const found = belief.probabilityBelow(belief.quantile(probability));
      t.ok(Math.abs(found - probability) < 1e-9, `${found} of ${probability}`);
    }
  });
});
