import t from "tap";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { sloLines } from "../../cli/load/slo-lines.js";
import { summaryLines } from "../../cli/load/summary.js";
import type { SloReport } from "../../engine/core/index.js";
import { OPEN_RESULT, sloWith } from "../fixtures/load-results.js";

function textOf(slo: readonly SloReport[], columns = 80): string {
  return sloLines({ ...OPEN_RESULT, slo }, columns)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

t.test("sloLines", async (t) => {
  await t.test("has nothing to say of a run without objectives", async (t) => {
    t.strictSame(sloLines(OPEN_RESULT, 80), []);
  });

  await t.test("has a verdict, what was observed, and its interval for each", async (t) => {
    const percent = { unit: "percent", comparison: "<", bound: 0.1 } as const;
    const rate = { unit: "perSecond", comparison: ">=", bound: 990 } as const;
    t.equal(
      textOf([
        sloWith({
          withinPercent: 99.9523,
          interval: { low: 1_100_000, high: 1_410_000, confidence: 0.95 },
        }),
        sloWith({ ...percent, expression: "failed < 0.1%", observed: 0.2, verdict: "failed" }),
        sloWith({
          expression: "p99.9 < 10ms",
          observed: { low: 2_000_000, high: null },
          withinPercent: { low: 98, high: 100 },
          verdict: "inconclusive",
        }),
        sloWith({ ...rate, expression: "rate >= 990/s", observed: 996.7 }),
        sloWith({ ...rate, expression: "rate >= 990/s in buy", observed: null }),
      ]),
      `Objectives   passed        p99 < 10ms: 1.23ms, 99.9523 % within, 95 % interval
                           1.10ms…1.41ms
             failed        failed < 0.1%: 0.2 %
             inconclusive  p99.9 < 10ms: ≥ 2.00ms, 98 %…100 % within
             passed        rate >= 990/s: 996.7/s
             passed        rate >= 990/s in buy: –`,
    );
  });

  await t.test("names the worst window, and how many there are like it", async (t) => {
    const window = { seconds: 10, judged: 501, failed: 0, inconclusive: 0 };
    const worst = { fromSeconds: 12.3, toSeconds: 22.3 };
    const over = { expression: "p99 < 10ms over 10s", unit: "percent", observed: 99.4 } as const;
    t.equal(
      textOf([
        sloWith({ ...over, withinPercent: 99.4, window: { ...window, worst } }),
        sloWith({
          ...over,
          observed: 91.2,
          withinPercent: 91.2,
          verdict: "failed",
          window: { ...window, failed: 104, inconclusive: 1, worst },
        }),
        sloWith({
          ...over,
          expression: "failed < 1% over 10s",
          observed: 2.5,
          verdict: "failed",
          window: { ...window, failed: 3, worst },
        }),
        sloWith({
          ...over,
          observed: null,
          withinPercent: null,
          verdict: "inconclusive",
          window: { ...window, judged: 0, worst: null },
        }),
      ]),
      `Objectives   passed        p99 < 10ms over 10s: 99.4 % within, in the worst
                           window, 12.3s to 22.3s
             failed        p99 < 10ms over 10s: 91.2 % within, in the worst
                           window, 12.3s to 22.3s, 104 failed and 1 inconclusive
                           of 501 windows
             failed        failed < 1% over 10s: 2.5 %, in the worst window,
                           12.3s to 22.3s, 3 failed of 501 windows
             inconclusive  p99 < 10ms over 10s: – within, no whole window was
                           measured`,
    );
  });

  await t.test("colours the verdict alone", async (t) => {
    const tones = (["passed", "failed", "inconclusive"] as const).map((verdict) =>
      sloLines({ ...OPEN_RESULT, slo: [sloWith({ verdict })] }, 80)[0]?.map(({ tone }) => tone),
    );
    t.strictSame(tones, [
      ["quiet", "good", "plain"],
      ["quiet", "bad", "plain"],
      ["quiet", "warning", "plain"],
    ]);
  });

  await t.test("stands in the summary, between the latencies and the counts", async (t) => {
    const text = summaryLines({ ...OPEN_RESULT, slo: [sloWith({})] }, 80)
      .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
      .join("\n");
    t.match(text, /\n {2}count .*\n\nObjectives {3}passed .*\n\nRequests /);
  });

  await t.test("lets no control character of a scenario's name through", async (t) => {
    t.notMatch(textOf([sloWith({ expression: "p99 < 10ms in \u001b[31mred" })]), "\u001b");
  });
});
