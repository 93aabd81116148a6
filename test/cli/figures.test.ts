import t from "tap";
import { bars, progressBar } from "../../cli/load/bars.js";
import {
  bytesText,
  chosenPercentiles,
  percentText,
  percentileText,
  plural,
  rateText,
  timeText,
} from "../../cli/load/figures.js";
import { paintLine, segment, unbroken, wrap } from "../../cli/load/line.js";
import { noPaint, paintFor } from "../../cli/load/paint.js";
import { printable } from "../../cli/printable.js";
import { isNumber } from "../../cli/usage-error.js";

t.test("figures", async (t) => {
  const rows: readonly { name: string; actual: string; expected: string }[] = [
    { name: "a whole rate has no decimals", actual: rateText(1000), expected: "1,000/s" },
    { name: "a small rate keeps its fraction", actual: rateText(0.2), expected: "0.2/s" },
    { name: "a rate has four digits that count", actual: rateText(333.3333), expected: "333.3/s" },
    { name: "a large rate is whole", actual: rateText(236_012.4), expected: "236,012/s" },
    { name: "no rate is a dash", actual: rateText(null), expected: "–" },
    { name: "no time is a dash, never 0", actual: timeText(null), expected: "–" },
    { name: "a percentile without values is a dash", actual: percentileText(null), expected: "–" },
    { name: "a percentile is a time", actual: percentileText(1_230_000), expected: "1.23ms" },
    {
      name: "a censored percentile is a range",
      actual: percentileText({ low: 1e9, high: 2e9 }),
      expected: "1.00s…2.00s",
    },
    {
      name: "a percentile without an upper bound says so",
      actual: percentileText({ low: 1e9, high: null }),
      expected: "≥ 1.00s",
    },
    { name: "bytes below a thousand are whole", actual: bytesText(999), expected: "999 B" },
    { name: "bytes are in powers of ten", actual: bytesText(1_234_567), expected: "1.23 MB" },
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

t.test("wrap", async (t) => {
  t.strictSame(wrap("aa bb cc", 5), ["aa bb", "cc"]);
  t.strictSame(
    wrap(`aa ${unbroken("bb cc")}`, 5),
    ["aa", "bb cc"],
    "keeps together what belongs together",
  );
  t.strictSame(wrap("aaaaaaaa b", 5), ["aaaaaaaa", "b"], "does not cut a long word");
});

t.test("paintLine", async (t) => {
  const line = [segment("abc"), segment("defgh", "bad")];
  t.equal(paintLine(line, 8, noPaint), "abcdefgh", "leaves what fits");
  t.equal(paintLine(line, 6, noPaint), "abcde…", "cuts what does not");
  t.equal(paintLine(line, 3, noPaint), "abc", "leaves out a segment without room");
  t.equal(
    paintLine(line, 6, paintFor({ isTTY: true }, {})),
    "abc\u001b[1m\u001b[31mde…\u001b[39m\u001b[22m",
    "counts columns, not escape sequences",
  );
});

t.test("paintFor", async (t) => {
  for (const { name, isTTY, environment, isColoured } of [
    { name: "colours a terminal", isTTY: true, environment: {}, isColoured: true },
    { name: "leaves a pipe alone", isTTY: false, environment: {}, isColoured: false },
    { name: "respects NO_COLOR", isTTY: true, environment: { NO_COLOR: "1" }, isColoured: false },
    {
      name: "takes an empty NO_COLOR as none",
      isTTY: true,
      environment: { NO_COLOR: "" },
      isColoured: true,
    },
    {
      name: "leaves a dumb terminal alone",
      isTTY: true,
      environment: { TERM: "dumb" },
      isColoured: false,
    },
  ]) {
    await t.test(name, async (t) => {
      t.equal(paintFor({ isTTY }, environment)("bad", "x") !== "x", isColoured);
    });
  }
});

t.test("bars", async (t) => {
  t.equal(
    bars([0, 1, 50, 100]),
    " ▁▄█",
    "are relative to the highest, and the smallest still shows",
  );
  t.equal(bars([0, 0]), "  ");
});

t.test("progressBar", async (t) => {
  t.strictSame(progressBar(0.5, 4), ["━━", "──"]);
  t.strictSame(progressBar(1.7, 4), ["━━━━", ""], "never overflows");
});

t.test("printable", async (t) => {
  t.equal(printable("a\n  b"), "a b", "is one line");
  t.equal(printable("a\u001b[2Jb"), "a�[2Jb", "can't steer a terminal");
});

t.test("isNumber", async (t) => {
  for (const text of ["0", "-1", "1.5", "1e3", ".5"]) t.ok(isNumber(text), text);
  for (const text of ["", " ", "0x10", "abc", "10s", "NaN", "Infinity", "1_000"])
    t.notOk(isNumber(text), text);
});
