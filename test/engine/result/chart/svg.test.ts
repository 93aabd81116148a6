import t from "tap";
import { fitted, horizontalAxis, labelPart, toSvg } from "../../../../engine/result/chart/svg.js";

const AREA = { left: 0, right: 300, top: 0, bottom: 100 };

t.test("toSvg", async (t) => {
  const parts = [labelPart({ x: 1.26, y: 2, text: "<script>&", anchor: "end", look: "quiet" })];
  const svg = toSvg({ title: "a < b", width: 10, height: 20, parts });
  t.match(svg, '<text class="quiet" x="1.3" y="2" text-anchor="end">&lt;script&gt;&amp;</text>');
  t.match(svg, "<title>a &lt; b</title>", "no text becomes a part of the drawing");
  t.match(svg, 'viewBox="0 0 10 20"');
  t.match(svg, "@media (prefers-color-scheme: dark)");
  const [, style = ""] = svg.split(/<\/?style>/);
  const selectors = [...style.matchAll(/^([^@{}\n]+) \{/gm)].map(([, selector = ""]) => selector);
  t.ok(selectors.length > 20);
  t.ok(
    selectors.every((each) => each.split(", ").every((one) => one.startsWith(".mesh-bench-chart"))),
    "its style is for nothing else on a page",
  );
});

t.test("horizontalAxis writes no label over another one", async (t) => {
  const ticks = [0, 30, 200].map((position) => ({ position, label: "1,000" }));
  const parts = horizontalAxis(ticks, AREA);
  t.equal(parts.filter((part) => part.includes('class="grid"')).length, 3);
  t.equal(parts.filter((part) => part.startsWith("<text")).length, 2);
});

t.test("fitted", async (t) => {
  t.equal(fitted("p99 < 10ms", 80), "p99 < 10ms");
  t.equal(fitted("p99 < 10ms, failed < 0.1%", 96), "p99 < 10ms,…");
});
