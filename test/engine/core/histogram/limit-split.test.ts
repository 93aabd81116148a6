import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  HIGHEST_TRACKABLE_NS,
  TotalHistogram,
  bucketIndexOf,
  splitAtLimit,
} from "../../../../engine/core/histogram/index.js";
import { totalOf, valueNs, valuesNs } from "./histogram-data.js";

t.test("splitAtLimit", async (t) => {
  await t.test("counts on each side what lies there, but for the limit's bucket", async () => {
    const limit = fc.oneof(valueNs, fc.nat(5000));
    fc.assert(
      fc.property(valuesNs, limit, (values, limitNs) => {
        const { within, beyond } = splitAtLimit(totalOf(values), limitNs);
        const trueWithin = values.filter((value) => value <= limitNs).length;
        const bucket = bucketIndexOf(limitNs);
        const sharing = values.filter((value) => bucketIndexOf(value) === bucket).length;
        assert.ok(within <= trueWithin && beyond <= values.length - trueWithin);
        assert.ok(within + beyond >= values.length - sharing);
      }),
    );
  });

  const MS = 1e6;
  for (const { name, values, limitNs, expected } of [
    { name: "nothing", values: [], limitNs: MS, expected: { within: 0, beyond: 0 } },
    { name: "a value equal to the limit", values: [MS], limitNs: MS, expected: split(1, 0) },
    { name: "a value just above it", values: [MS + 1], limitNs: MS, expected: split(0, 1) },
    {
      name: "the extremes, when they share the limit's bucket",
      values: [MS, MS + 1, MS + 1, MS + 2],
      limitNs: MS + 1,
      expected: split(1, 1),
    },
    {
      name: "everything, where buckets hold one value each",
      values: [99, 100, 100, 101],
      limitNs: 100,
      expected: split(3, 1),
    },
    {
      name: "values above the range as beyond the range's end",
      values: [1, HIGHEST_TRACKABLE_NS + 5],
      limitNs: HIGHEST_TRACKABLE_NS,
      expected: split(1, 1),
    },
    {
      name: "values above the range under a limit that is so too",
      values: [1, HIGHEST_TRACKABLE_NS + 5],
      limitNs: HIGHEST_TRACKABLE_NS + 5,
      expected: split(2, 0),
    },
  ]) {
    await t.test(`tells ${name}`, async (t) => {
      t.strictSame(splitAtLimit(totalOf(values), limitNs), expected);
    });
  }
  await t.test("has nothing to tell of an empty histogram", async (t) => {
    t.strictSame(splitAtLimit(new TotalHistogram(), 0), split(0, 0));
  });
});

function split(within: number, beyond: number): { within: number; beyond: number } {
  return { within, beyond };
}
