import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { verdictOfRange, verdictOfTally } from "../../../../engine/decide/slo/verdict.js";
import { percentile } from "../../core/histogram/histogram-data.js";

t.test("verdictOfTally", async (t) => {
  for (const { name, tally, of, expected } of [
    { name: "nothing at all", tally: [0, 0, 0], of: 99, expected: "inconclusive" },
    { name: "as many within as the rank", tally: [100, 99, 1], of: 99, expected: "passed" },
    { name: "one fewer, the rest beyond", tally: [100, 98, 2], of: 99, expected: "failed" },
    { name: "one fewer, one undecided", tally: [100, 98, 1], of: 99, expected: "inconclusive" },
    { name: "too many beyond already", tally: [100, 50, 2], of: 99, expected: "failed" },
    { name: "one undecided at the maximum", tally: [10, 9, 0], of: 100, expected: "inconclusive" },
    { name: "one beyond at the maximum", tally: [10, 9, 1], of: 100, expected: "failed" },
    { name: "a rank that doubles round up", tally: [1000, 999, 1], of: 99.9, expected: "passed" },
  ] as const) {
    await t.test(`${expected}: ${name}`, async (t) => {
      const [count, within, beyond] = tally;
      t.equal(verdictOfTally({ count, within, beyond }, of), expected);
    });
  }

  await t.test("is decided only if every end of the undecided ones decides it so", async () => {
    const tallies = fc
      .tuple(fc.nat(60), fc.nat(60), fc.nat(20))
      .map(([within, beyond, open]) => ({ within, beyond, open }));
    fc.assert(
      fc.property(tallies, percentile, ({ within, beyond, open }, of) => {
        const count = within + beyond + open;
        const found = verdictOfTally({ count, within, beyond }, of);
        const possible = new Set(
          Array.from({ length: open + 1 }, (_, more) =>
            verdictOfTally({ count, within: within + more, beyond: count - within - more }, of),
          ),
        );
        if (count > 0) assert.ok(!possible.has("inconclusive"));
        assert.deepEqual(found, possible.size === 1 ? [...possible][0] : "inconclusive");
      }),
    );
  });
});

t.test("verdictOfRange", async (t) => {
  for (const { low, high, comparison, expected } of [
    { low: 1, high: 1.9, comparison: "<", expected: "passed" },
    { low: 2, high: 2, comparison: "<", expected: "failed" },
    { low: 2, high: 2, comparison: "<=", expected: "passed" },
    { low: 1, high: 2, comparison: "<", expected: "inconclusive" },
    { low: 1, high: Infinity, comparison: "<", expected: "inconclusive" },
    { low: 2.1, high: Infinity, comparison: "<=", expected: "failed" },
    { low: 2, high: 3, comparison: ">=", expected: "passed" },
    { low: 2, high: 3, comparison: ">", expected: "inconclusive" },
    { low: 1, high: 2, comparison: ">=", expected: "inconclusive" },
    { low: 0, high: 1.9, comparison: ">=", expected: "failed" },
    { low: 2, high: 2, comparison: ">", expected: "failed" },
  ] as const) {
    await t.test(`${low} to ${high} ${comparison} 2 is ${expected}`, async (t) => {
      t.equal(verdictOfRange({ low, high }, comparison, 2), expected);
    });
  }
});
