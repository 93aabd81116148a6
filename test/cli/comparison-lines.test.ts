import t from "tap";
import { comparisonExitCode } from "../../cli/compare/comparison-exit-code.js";
import { comparisonLines } from "../../cli/compare/comparison-lines.js";
import { pValueText } from "../../cli/compare/p-value-text.js";
import { worstOf } from "../../cli/repeat/worst-exit-code.js";
import { changeRangeText, changeText } from "../../engine/index.js";
import type { Comparison } from "../../engine/index.js";
import { COMPARISON } from "../fixtures/comparisons.js";
import { OPEN_RESULT } from "../fixtures/load-results.js";

const HEADINGS = { a: "http://a.example/", b: "http://b.example/", spec: OPEN_RESULT.spec };

const textOf = (comparison: Comparison): readonly string[] =>
  comparisonLines(comparison, HEADINGS, 79).map((line) => line.map(({ text }) => text).join(""));

t.test("comparisonLines", async (t) => {
  await t.test("is a table, a chart and a verdict", async (t) => {
    t.strictSame(textOf(COMPARISON), [
      "A            http://a.example/",
      "B            http://b.example/",
      "Load         open, constant 1,000/s · 32 connections",
      "Runs         10 quads of 40 interleaved runs · outcome, margin 5 % · seed 7",
      "Unsuccessful A – · B –",
      "",
      "Median run         A        B   change     95 % interval p (Holm)  verdict",
      "  p50         1.20ms   1.44ms  +20.1 %   +18.2 … +22.0 %  <0.0001  slower",
      "  p99.9       1.20ms        –        –                 –        –  inconclusive",
      "",
      `            −24.2 %${" ".repeat(26)}0${" ".repeat(26)}+24.2 %`,
      `  p50       ${" ".repeat(27)}·${" ".repeat(5)}│${" ".repeat(6)}·${" ".repeat(17)}├─●──┤`,
      "",
      "Verdict      B is slower than A: p50",
      "             - p99.9: in run x of B it has no value",
      "Left out     quad 3: run y is invalid",
    ]);
  });

  for (const { name, over, says } of [
    {
      name: "equivalence",
      over: { verdict: "equivalent" },
      says: "Verdict      no difference larger than 5 %",
    },
    {
      name: "that nothing is known",
      over: { verdict: "inconclusive" },
      says: "Verdict      inconclusive",
    },
    {
      name: "two sets of runs",
      over: { design: "unpaired", quadCount: null, seed: null, runCount: { a: 5, b: 6 } },
      says: "Runs         5 of A, 6 of B, not interleaved · outcome, margin 5 %",
    },
  ] as const) {
    await t.test(`says ${name}`, async (t) => {
      t.ok(textOf({ ...COMPARISON, ...over }).includes(says));
    });
  }

  await t.test("has no chart where there is no interval", async (t) => {
    const percentiles = COMPARISON.percentiles.slice(1);
    t.notOk(textOf({ ...COMPARISON, percentiles }).some((line) => line.includes("●")));
  });
});

t.test("changeText", async (t) => {
  for (const [percent, text] of [
    [5.04, "+5.0 %"],
    [-12.34, "−12.3 %"],
    [120.4, "+120 %"],
    [-0.01, "0.0 %"],
    [1e300, ">+9999 %"],
  ] as const) {
    t.equal(changeText(percent), text);
  }
  t.equal(changeRangeText(-1, 2.5), "−1.0 … +2.5 %");
  t.strictSame([0.00001, 0.0312, null].map(pValueText), ["<0.0001", "0.0312", "–"]);
});

t.test("comparisonExitCode", async (t) => {
  const tooFew = { code: "tooFewQuads", message: "" } as const;
  const percentiles = COMPARISON.percentiles.map((each) => ({ ...each, reason: tooFew }));
  for (const { name, over, expected } of [
    { name: "none larger than the margin is 0", over: { verdict: "equivalent" }, expected: 0 },
    { name: "slower is 3", over: { verdict: "slower" }, expected: 3 },
    { name: "faster is 3", over: { verdict: "faster" }, expected: 3 },
    { name: "mixed is 3", over: { verdict: "mixed" }, expected: 3 },
    { name: "inconclusive is 4", over: { verdict: "inconclusive" }, expected: 4 },
    {
      name: "too few is 4",
      over: { verdict: "inconclusive", percentiles, leftOut: [] },
      expected: 4,
    },
    {
      name: "too few because of invalid runs is 5",
      over: { verdict: "inconclusive", percentiles },
      expected: 5,
    },
  ] as const) {
    await t.test(name, async (t) => {
      t.equal(comparisonExitCode({ ...COMPARISON, ...over }), expected);
    });
  }
});

t.test("worstOf", async (t) => {
  for (const { codes, expected } of [
    { codes: [0, 0], expected: 0 },
    { codes: [0, 4, 3], expected: 3 },
    { codes: [3, 5, 0], expected: 5 },
    { codes: [5, 1], expected: 1 },
  ]) {
    await t.test(`of ${codes.join(", ")} is ${expected}`, async (t) => {
      t.equal(worstOf(codes), expected);
    });
  }
});
