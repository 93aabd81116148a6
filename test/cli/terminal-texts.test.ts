import t from "tap";
import { bars, progressBar } from "../../cli/load/bars.js";
import { paintLine, segment, unbroken, wrap } from "../../cli/load/line.js";
import { noPaint, paintFor } from "../../cli/load/paint.js";
import { printable } from "../../cli/printable.js";
import { isNumber } from "../../cli/usage-error.js";

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
