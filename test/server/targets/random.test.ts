import t from "tap";
import { drawSeed, RequestRandom } from "../../../server/targets/random.js";

const REQUEST_COUNT = 100_000;

/** The first and the second number of each request. */
function drawsOf(seed: number, sequences: readonly number[]): number[] {
  const random = new RequestRandom(seed);
  return sequences.flatMap((sequence) => {
    random.begin(sequence);
    return [random.source.nextUniform(), random.source.nextUniform()];
  });
}

t.test("RequestRandom", async (t) => {
  await t.test("gives a request the same numbers, whoever was served before it", async (t) => {
    const [first, second] = drawsOf(7, [5]);
    t.same(drawsOf(7, [0, 1, 9, 5]).slice(-2), [first, second]);
    t.notSame(drawsOf(8, [5]), [first, second]);
    t.notSame(drawsOf(7, [6]), [first, second]);
    // Fixed for good: a seed that was written down has to give the same delays in years to come.
    t.same(
      drawsOf(7, [0, 2 ** 40]),
      [0.05080882470733605, 0.08512845040535633, 0.8770054789474496, 0.0931580136775515],
    );
  });
  await t.test(
    "fills [0, 1) evenly over the requests, first numbers and second ones",
    async (t) => {
      const sequences = Array.from({ length: REQUEST_COUNT }, (_, sequence) => sequence);
      for (const seed of [0, 1, 2 ** 40]) {
        const bins = [new Float64Array(100), new Float64Array(100)];
        drawsOf(seed, sequences).forEach((uniform, index) => {
          bins[index % 2]![Math.floor(uniform * 100)]!++;
        });
        for (const counts of bins) {
          const expected = REQUEST_COUNT / 100;
          const chiSquare = counts.reduce(
            (sum, count) => sum + (count - expected) ** 2 / expected,
            0,
          );
          // 99 degrees of freedom: mean 99, deviation 14.1.
          t.ok(Math.abs(chiSquare - 99) < 4 * 14.1, `seed ${seed}: ${chiSquare}`);
        }
      }
    },
  );
});

t.test("a drawn seed is another one each time", async (t) => {
  t.not(drawSeed(), drawSeed());
});
