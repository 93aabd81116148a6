import t from "tap";
import { RequestMix } from "../../workers/request-mix.js";

const COUNT = 100_000;

function countsOf(mix: RequestMix, requestCount: number, from = 0): number[] {
  const counts = new Array<number>(requestCount).fill(0);
  for (let index = from; index < from + COUNT; index++) counts[mix.requestOf(index)]!++;
  return counts;
}

t.test("RequestMix", async (t) => {
  await t.test("of one request is that one", (t) => {
    const mix = new RequestMix({ kind: "single" });
    t.strictSame([mix.requestOf(0), mix.requestOf(2 ** 53 - 1)], [0, 0]);
    t.end();
  });

  await t.test("draws each request as often as its weight says", (t) => {
    const weights = [5, 0.5, 1, 3.5];
    for (const seed of [0, 1, 4_000_000_000]) {
      const mix = new RequestMix({ kind: "weighted", weights, seed });
      for (const from of [0, 2 ** 33]) {
        countsOf(mix, weights.length, from).forEach((count, request) => {
          const share = weights[request]! / 10;
          // Five standard deviations of a binomial count: one seed in a million would miss it.
          const tolerance = 5 * Math.sqrt(COUNT * share * (1 - share));
          t.ok(Math.abs(count - COUNT * share) < tolerance, `seed ${seed}: ${count} of ${share}`);
        });
      }
    }
    t.end();
  });

  await t.test("draws a request whose weight is next to all of them nearly always", (t) => {
    for (const weights of [
      [1e6, 1e-4],
      [1e6, 1e-12],
      [1e-12, 1e6, 1e-12],
    ]) {
      const mix = new RequestMix({ kind: "weighted", weights, seed: 1 });
      const counts = countsOf(mix, weights.length);
      t.equal(counts[weights.indexOf(1e6)], COUNT, weights.join());
    }
    t.end();
  });

  await t.test("does not let a request follow from the one before", (t) => {
    const mix = new RequestMix({ kind: "weighted", weights: [1, 1], seed: 7 });
    let same = 0;
    for (let index = 1; index < COUNT; index++) {
      if (mix.requestOf(index) === mix.requestOf(index - 1)) same++;
    }
    t.ok(Math.abs(same - COUNT / 2) < 5 * Math.sqrt(COUNT / 4), `${same} of ${COUNT} alike`);
    t.end();
  });

  await t.test("gives an arrival the same request in whatever order it is asked", (t) => {
    const plan = { kind: "weighted", weights: [1, 2, 3], seed: 20_261_121 } as const;
    const forwards = new RequestMix(plan);
    const backwards = new RequestMix(plan);
    const drawn = Array.from({ length: 1000 }, (_, index) => forwards.requestOf(index));
    const again = Array.from({ length: 1000 }, (_, index) => backwards.requestOf(999 - index));
    t.strictSame(again.reverse(), drawn);
    const other = new RequestMix({ ...plan, seed: 1 });
    t.notSame(
      Array.from({ length: 1000 }, (_, index) => other.requestOf(index)),
      drawn,
      "another seed, another mix",
    );
    t.end();
  });

  await t.test("takes from a list what it has for the arrival", (t) => {
    const mix = new RequestMix({ kind: "listed", requestIndexes: Uint32Array.of(2, 0, 1) });
    t.strictSame(
      [0, 1, 2, 3].map((index) => mix.requestOf(index)),
      [2, 0, 1, 0],
    );
    t.end();
  });
});
