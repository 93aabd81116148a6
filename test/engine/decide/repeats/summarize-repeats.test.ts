import t from "tap";
import {
  repeatSeedOf,
  summarizeRepeats,
} from "../../../../engine/decide/repeats/summarize-repeats.js";
import { plainResults } from "../../../fixtures/comparisons.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";

t.test("summarizeRepeats", async (t) => {
  const medianOf = (values: Parameters<typeof plainResults>[1]) =>
    summarizeRepeats(plainResults("a", values)).latency.outcome["50"];

  await t.test("tells values that runs have had", async (t) => {
    t.match(medianOf([300, 100, 200]), { medianNs: 200, minNs: 100, maxNs: 300 });
    t.match(medianOf([400, 100, 200, 300]), { medianNs: 200 }, "the lower one of the middle two");
  });

  await t.test("has the coefficient of variation of a log-normal distribution", async (t) => {
    // Logarithms −s and s have the variance 2 s²; √(e^(2 s²) − 1).
    const s = 0.1;
    const { cvPercent } = medianOf([1000 * Math.exp(-s), 1000 * Math.exp(s)]) ?? {};
    t.ok(Math.abs((cvPercent ?? 0) - 100 * Math.sqrt(Math.exp(2 * s * s) - 1)) < 1e-9);
    t.match(medianOf([500, 500]), { cvPercent: 0 });
    t.match(medianOf([500]), { cvPercent: null });
    t.match(medianOf([500, 0]), { minNs: 0, cvPercent: null });
  });

  await t.test("has nothing where a run's percentile is not known", async (t) => {
    t.equal(medianOf([100, { low: 5, high: null }]), null);
    t.equal(medianOf([100, null]), null);
  });

  await t.test("has every percentile of the spec, of three views", async (t) => {
    const { runIds, latency } = summarizeRepeats([OPEN_RESULT, OPEN_RESULT]);
    t.strictSame(runIds, [OPEN_RESULT.id, OPEN_RESULT.id]);
    t.strictSame(Object.keys(latency.service), ["50", "90", "99", "99.9"]);
    t.match(latency.response["99"], { medianNs: 1_230_000, cvPercent: 0 });
  });
});

t.test("repeatSeedOf", async (t) => {
  t.equal(repeatSeedOf(7, 0), 7);
  t.equal(new Set([0, 1, 2, 3].map((at) => repeatSeedOf(7, at))).size, 4);
  t.equal(repeatSeedOf(7, 3), repeatSeedOf(7, 3));
});
