import t from "tap";
import { capacitySummary } from "../../cli/capacity/capacity-summary.js";
import { probeText } from "../../cli/capacity/probe-text.js";
import { exitCodeOf } from "../../cli/capacity/run-capacity.js";
import type { CapacityAnswer, CapacityReport } from "../../engine/index.js";
import { CAPACITY_PROBE, CAPACITY_REPORT } from "../fixtures/capacity-reports.js";

const CONFIRMED: CapacityAnswer["confirmation"] = {
  ratePerSecond: 980,
  marginPercent: 2,
  verdict: "passed",
};

function summaryOf(answer: Partial<CapacityAnswer>): string {
  const report = { ...CAPACITY_REPORT, answer: { ...CAPACITY_REPORT.answer, ...answer } };
  return capacitySummary(report, 100)
    .map((line) => line.map(({ text }) => text).join(""))
    .join("\n");
}

t.test("capacitySummary", async (t) => {
  await t.test("gives the interval, the confirmation and the curve", async (t) => {
    t.equal(
      summaryOf({ confirmation: CONFIRMED }),
      `Capacity     between 1,000/s and 1,040/s · 4.00 % wide · 95 % confidence
Objectives   p99 < 10ms
Confirmed    at 980/s, 2.00 % below the lower end · runs scatter by about 1.00 %

   rate  achieved     p99           95 %  length
  100/s     100/s  2.00ms  1.80ms…2.20ms   10.0s  passed
1,000/s   1,000/s  8.00ms  7.20ms…8.80ms   10.0s  passed
1,020/s   1,020/s  10.0ms  9.00ms…11.0ms   10.0s  uncertain
1,040/s   1,040/s  12.0ms  10.8ms…13.2ms   10.0s  failed
2,000/s   2,000/s       ∞              –   10.0s  failed`,
    );
  });

  await t.test("says when the answer is wider than asked for", async (t) => {
    t.match(summaryOf({ widthPercent: 7 }), "Precision    wider than the 5.00 % asked for");
    t.notMatch(summaryOf({}), "Precision");
  });

  for (const { name, answer, says } of [
    {
      name: "an answer that nothing confirmed",
      answer: { conclusion: "inconclusive", reason: "the confirmation failed" },
      says: /^Capacity +between .*, not confirmed · .*inconclusive: the confirmation failed/s,
    },
    {
      name: "a range that passes as a whole",
      answer: { conclusion: "aboveRange", highPerSecond: null, confirmation: CONFIRMED },
      says: /^Capacity +at least 1,000\/s ·/,
    },
    {
      name: "a range that fails as a whole",
      answer: {
        conclusion: "noRatePasses",
        lowPerSecond: null,
        reason: "the lowest rate fails",
      },
      says: /^Capacity +below 1,040\/s · .*the lowest rate fails/,
    },
    {
      name: "nothing",
      answer: { conclusion: "generatorLimited", lowPerSecond: null, highPerSecond: null },
      says: /^Capacity +not known ·/,
    },
  ] as const) {
    await t.test(`tells ${name}`, async (t) => {
      t.match(summaryOf(answer), says);
    });
  }
});

t.test("probeText is a probe in a line, with the reason where it did not pass", (t) => {
  t.equal(
    probeText(CAPACITY_PROBE).trim().replace(/ +/g, " "),
    "1,200/s 10.0s p99 12.0ms (11.0ms…13.0ms), failed 0 % (0 %…0.1234 %) failed: p99 < 10ms is missed: 11.0ms…13.0ms",
  );
  t.match(probeText({ ...CAPACITY_PROBE, verdict: "passed" }), /passed$/);
  t.end();
});

t.test("exitCodeOf of a capacity search", async (t) => {
  const of = (changes: Partial<CapacityReport>): number =>
    exitCodeOf({ ...CAPACITY_REPORT, probes: [CAPACITY_PROBE], ...changes });
  for (const [conclusion, expected] of [
    ["found", 0],
    ["aboveRange", 0],
    ["noRatePasses", 3],
    ["inconclusive", 4],
    ["generatorLimited", 5],
  ] as const) {
    await t.test(`is ${expected} where it is ${conclusion}`, async (t) => {
      const answer = { ...CAPACITY_REPORT.answer, conclusion };
      t.equal(of({ answer }), expected);
      t.equal(of({ answer, state: "failed" }), 1, "and 1 when a probe could not be made");
    });
  }

  await t.test("is 130 only while no probe was over", async (t) => {
    const answer: CapacityAnswer = { ...CAPACITY_REPORT.answer, conclusion: "inconclusive" };
    t.equal(of({ answer, state: "stopped", probes: [] }), 130);
    t.equal(of({ answer, state: "stopped" }), 4);
  });
});
