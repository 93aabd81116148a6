import t from "tap";
import { intervalText, observedText, percentileText } from "../../../../engine/core/text/index.js";

t.test("percentileText", async (t) => {
  for (const { name, value, expected } of [
    { name: "is a dash without values", value: null, expected: "–" },
    { name: "is a time", value: 1_230_000, expected: "1.23ms" },
    {
      name: "is a range where it is censored",
      value: { low: 1e9, high: 2e9 },
      expected: "1.00s…2.00s",
    },
    {
      name: "says where there is no upper bound",
      value: { low: 1e9, high: null },
      expected: "≥ 1.00s",
    },
  ]) {
    await t.test(name, async (t) => {
      t.equal(percentileText(value), expected);
    });
  }
});

t.test("observedText", async (t) => {
  t.equal(observedText(1_230_000, "ns"), "1.23ms");
  t.equal(observedText(996.7, "perSecond"), "996.7/s");
  t.equal(observedText({ low: 0.1, high: null }, "percent"), "≥ 0.1 %");
  t.equal(
    observedText({ low: 99.92, high: 99.9876 }, "percent"),
    "99.92 %…99.9876 %",
    "a share near all requests is not rounded to all of them",
  );
});

t.test("intervalText", async (t) => {
  for (const { name, interval, expected } of [
    { name: "has both ends", interval: { low: 99.9, high: 99.98 }, expected: "99.9 %…99.98 %" },
    { name: "has one end where they are one", interval: { low: 0, high: 0 }, expected: "0 %" },
    { name: "says what is known above", interval: { low: null, high: 2 }, expected: "≤ 2 %" },
    { name: "says what is known below", interval: { low: 1, high: null }, expected: "≥ 1 %" },
    {
      name: "is a dash where nothing is known",
      interval: { low: null, high: null },
      expected: "–",
    },
  ]) {
    await t.test(name, async (t) => {
      t.equal(intervalText(interval, "percent"), expected);
    });
  }
  t.equal(
    intervalText({ low: 1_100_000, high: 1_410_000 }),
    "1.10ms…1.41ms",
    "is of times unless told",
  );
});
