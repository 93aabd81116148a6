import t from "tap";
import { PopulationIntegral } from "../../workers/in-flight-audit.js";
import { createRandom } from "../fixtures/virtual-random.js";

t.test("PopulationIntegral", async (t) => {
  await t.test("is the area under the population", async (t) => {
    const population = new PopulationIntegral(0, Infinity);
    population.change(1, 10);
    population.change(1, 20);
    population.change(-1, 50);
    // 1 × 10 + 2 × 30 + 1 × 50
    t.equal(population.take(100), 120);
    t.equal(population.count, 1);
  });

  await t.test("counts only the window", async (t) => {
    const population = new PopulationIntegral(100, 200);
    population.change(2, 50);
    population.change(-1, 150);
    population.change(-1, 250);
    // 2 × 50 + 1 × 50
    t.equal(population.take(300), 150);
  });

  await t.test("gives each stretch once", async (t) => {
    const population = new PopulationIntegral(0, Infinity);
    population.change(3, 0);
    t.equal(population.take(10), 30);
    t.equal(population.take(10), 0);
    t.equal(population.take(11), 3);
  });

  await t.test("can be cut", async (t) => {
    const population = new PopulationIntegral(0, 1000);
    population.change(1, 0);
    population.moveWindowEnd(40);
    t.equal(population.take(500), 40);
  });

  await t.test(
    "oracle 29: equals the sum of the single stays, clipped to the window",
    async (t) => {
      const random = createRandom(29);
      for (let round = 0; round < 20; round++) {
        const [fromNs, toNs] = [Math.floor(random() * 5000), 5000 + Math.floor(random() * 5000)];
        const stays = Array.from({ length: 200 }, () => {
          const startNs = Math.floor(random() * 10_000);
          return { startNs, endNs: startNs + Math.floor(random() * 3000) };
        });
        const population = new PopulationIntegral(fromNs, toNs);
        const changes = stays.flatMap(({ startNs, endNs }) => [
          { by: 1, atNs: startNs },
          { by: -1, atNs: endNs },
        ]);
        changes.sort((a, b) => a.atNs - b.atNs || b.by - a.by);
        let integralNs = 0;
        for (const { by, atNs } of changes) {
          population.change(by, atNs);
          if (random() < 0.1) integralNs += population.take(atNs);
        }
        integralNs += population.take(20_000);
        const clip = (ns: number): number => Math.max(fromNs, Math.min(toNs, ns));
        const sumNs = stays.reduce((sum, stay) => sum + clip(stay.endNs) - clip(stay.startNs), 0);
        t.equal(integralNs, sumNs);
      }
    },
  );
});
