import t from "tap";
import { formatNs, msToNs, nsToMs, parseDurationNs } from "../../../engine/core/index.js";

t.test("parseDurationNs", async (t) => {
  for (const { text, expectedNs } of [
    { text: "0s", expectedNs: 0 },
    { text: "7ns", expectedNs: 7 },
    { text: "250us", expectedNs: 250_000 },
    { text: "250µs", expectedNs: 250_000 },
    { text: "500ms", expectedNs: 500_000_000 },
    { text: "1.5s", expectedNs: 1_500_000_000 },
    { text: "0.1s", expectedNs: 100_000_000 },
    { text: "15m", expectedNs: 900_000_000_000 },
    { text: "1h30m", expectedNs: 5_400_000_000_000 },
    { text: "1m0.5s", expectedNs: 60_500_000_000 },
    { text: "24h", expectedNs: 86_400_000_000_000 },
    { text: "0.4ns", expectedNs: 0 },
  ]) {
    t.equal(parseDurationNs(text), expectedNs, `reads ${text}`);
  }
  for (const text of [
    ...["", " ", "10", "s", "abc", "1", "1.5", "-1s", "+1s", "1 s", " 1s", "1s ", "1.s", ".5s"],
    ...["1d", "1S", "1sec", "1e3s", "1s30", "1,5s", "NaNs", "Infinitys", "99999999999h", "1s\n"],
  ]) {
    t.equal(parseDurationNs(text), undefined, `refuses ${JSON.stringify(text)}`);
  }
});

t.test("nsToMs and msToNs", async (t) => {
  t.equal(nsToMs(1_500_000), 1.5);
  t.equal(msToNs(1.5), 1_500_000);
  t.equal(msToNs(0.0000014), 1, "whole nanoseconds");
});

t.test("formatNs", async (t) => {
  for (const { ns, expected } of [
    { ns: 0, expected: "0ns" },
    { ns: 999, expected: "999ns" },
    { ns: 1000, expected: "1.00µs" },
    { ns: 9_996, expected: "10.0µs" },
    { ns: 45_600, expected: "45.6µs" },
    { ns: 99_960, expected: "100µs" },
    { ns: 999_499, expected: "999µs" },
    { ns: 999_500, expected: "1.00ms" },
    { ns: 1_230_000, expected: "1.23ms" },
    { ns: 700_000_000, expected: "700ms" },
    { ns: 2e9, expected: "2.00s" },
    { ns: 3600e9, expected: "3600s" },
  ]) {
    t.equal(formatNs(ns), expected);
  }
});
