import t from "tap";
import {
  bytesText,
  chosenPercentiles,
  percentText,
  plural,
  rateText,
  timeText,
} from "../../../../engine/core/text/index.js";

t.test("figures", async (t) => {
  const rows: readonly { name: string; actual: string; expected: string }[] = [
    { name: "a whole rate has no decimals", actual: rateText(1000), expected: "1,000/s" },
    { name: "a small rate keeps its fraction", actual: rateText(0.2), expected: "0.2/s" },
    { name: "a rate has four digits that count", actual: rateText(333.3333), expected: "333.3/s" },
    { name: "a large rate is whole", actual: rateText(236_012.4), expected: "236,012/s" },
    { name: "no rate is a dash", actual: rateText(null), expected: "–" },
    { name: "no time is a dash, never 0", actual: timeText(null), expected: "–" },
    { name: "bytes below a thousand are whole", actual: bytesText(999), expected: "999 B" },
    { name: "bytes are in powers of ten", actual: bytesText(1_234_567), expected: "1.23 MB" },
    {
      name: "bytes are in the unit that they round to",
      actual: bytesText(999_600),
      expected: "1.00 MB",
    },
    {
      name: "a percentage has as many digits as it rounds to",
      actual: percentText(99.96),
      expected: "100 %",
    },
    { name: "percents have three digits", actual: percentText(12.34), expected: "12.3 %" },
    { name: "one is singular", actual: plural(1, "sample"), expected: "1 sample" },
    { name: "more are plural", actual: plural(1200, "sample"), expected: "1,200 samples" },
  ];
  for (const { name, actual, expected } of rows) {
    await t.test(name, async (t) => {
      t.equal(actual, expected);
    });
  }
});

t.test("chosenPercentiles", async (t) => {
  t.strictSame(chosenPercentiles([50, 75, 90, 95, 99, 99.9, 99.99], 4), ["50", "90", "99", "99.9"]);
  t.strictSame(
    chosenPercentiles([50, 75, 90, 95, 99, 99.9], 2),
    ["50", "99"],
    "the tail before the middle",
  );
  t.strictSame(
    chosenPercentiles([10, 20, 30], 2),
    ["10", "20"],
    "the run's own where the usual are missing",
  );
});
