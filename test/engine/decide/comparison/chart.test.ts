import t from "tap";
import { comparisonChart } from "../../../../engine/index.js";
import { COMPARISON } from "../../../fixtures/comparisons.js";

t.test("comparisonChart", async (t) => {
  const svg = comparisonChart(COMPARISON);
  t.match(svg, "<title>B against A: slower (outcome, 95 % intervals, margin 5 %)</title>");
  t.match(svg, "+20.1 % (+18.2 … +22.0 %)");
  t.match(svg, ">+20.0 %</text>", "ticks are round numbers");
  t.equal(svg.match(/<circle /g)?.length, 1, "a dot for each interval");
  t.match(comparisonChart({ ...COMPARISON, percentiles: [] }), "no intervals");

  await t.test("draws nothing of what lies beyond it as if it were at its end", async (t) => {
    const [first] = COMPARISON.percentiles;
    const changePercent = { estimate: 12_000, low: -99.9, high: 1e6 };
    const beyond = comparisonChart({
      ...COMPARISON,
      percentiles: first === undefined ? [] : [{ ...first, changePercent }],
    });
    t.notMatch(beyond, "<circle ");
    t.equal(beyond.match(/M[\d.]+ [\d.]+v10/g)?.length, 1, "and only the lower end has a cap");
    t.notMatch(beyond, /NaN|Infinity|undefined/);
  });
});
