import t from "tap";
import type { RunResult } from "../../../../engine/core/index.js";
import { compareResults } from "../../../../engine/decide/comparison/compare-results.js";
import type { CompareResultsOptions } from "../../../../engine/decide/comparison/compare-results.js";
import type { Comparison } from "../../../../engine/decide/comparison/comparison.js";
import { plainResults, quadResults, resultWith } from "../../../fixtures/comparisons.js";
import type { Sets, ValueAt } from "../../../fixtures/comparisons.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";

const MEDIAN: CompareResultsOptions = { percentiles: [50] };
/** Deviations of up to 1 %, in no order, that add up to 0 over every eight runs. */
const WOBBLE = [0.004, -0.01, 0.007, 0.002, -0.006, 0.01, -0.009, 0.002];

function wobbleAt(runIndex: number): number {
  return Math.exp(WOBBLE[runIndex % WOBBLE.length] ?? 0);
}

/** `b` takes `ratio` times as long. */
function timesOf(ratio: number): ValueAt {
  return (side, runIndex) => ({ "50": 1e6 * wobbleAt(runIndex) * (side === "b" ? ratio : 1) });
}

function compare({ a, b }: Sets, options: CompareResultsOptions = MEDIAN): Comparison {
  return compareResults(a, b, options);
}

/** Exchanges the result of a run. */
function withRun(sets: Sets, id: string, over: Partial<RunResult>): Sets {
  const exchanged = (results: readonly RunResult[]): readonly RunResult[] =>
    results.map((result) => (result.id === id ? { ...result, ...over } : result));
  return { a: exchanged(sets.a), b: exchanged(sets.b) };
}

t.test("compareResults of quads", async (t) => {
  for (const { name, ratio, verdict, estimate } of [
    { name: "finds b slower", ratio: 1.2, verdict: "slower", estimate: 20 },
    { name: "finds b faster", ratio: 1 / 1.25, verdict: "faster", estimate: -20 },
    { name: "finds no difference to speak of", ratio: 1, verdict: "equivalent", estimate: 0 },
    {
      name: "finds a difference too small to speak of, however certain",
      ratio: 1.03,
      verdict: "equivalent",
      estimate: 3,
    },
  ] as const) {
    await t.test(name, async (t) => {
      // Eight quads: every deviation comes as often to either side.
      const comparison = compare(quadResults(8, timesOf(ratio)));
      t.match(comparison, { verdict, design: "quads", quadCount: 8, seed: 3, leftOut: [] });
      const { changePercent } = comparison.percentiles[0] ?? {};
      t.ok(
        Math.abs((changePercent?.estimate ?? NaN) - estimate) < 1,
        JSON.stringify(changePercent),
      );
      t.ok(
        (changePercent?.low ?? NaN) < estimate + 1 && (changePercent?.high ?? NaN) > estimate - 1,
      );
    });
  }

  await t.test("cancels drift along a line, to the last digits", async (t) => {
    const drifting: ValueAt = (side, runIndex) => ({
      "50": 1e6 * Math.exp(0.05 * runIndex) * (side === "b" ? 1.1 : 1),
    });
    const [found] = compare(quadResults(6, drifting)).percentiles;
    t.equal(found?.verdict, "slower");
    for (const bound of Object.values(found?.changePercent ?? {})) {
      t.ok(Math.abs(bound - 10) < 1e-9, String(bound));
    }
  });

  await t.test("tells a percentile over runs by values that runs have had", async (t) => {
    const rising: ValueAt = (side, runIndex) => ({ "50": side === "a" ? 100 + runIndex : 500 });
    const [found] = compare(quadResults(5, rising)).percentiles;
    // Runs 0, 3, 5, 6, 8, 11, 13, 14, 16, 19 are of A.
    t.strictSame(found?.a, { medianNs: 108, minNs: 100, maxNs: 119 });
    t.strictSame(found?.b, { medianNs: 500, minNs: 500, maxNs: 500 });
  });

  await t.test("gives the reciprocal the other way round", async (t) => {
    const { a, b } = quadResults(6, timesOf(1.2));
    const there = compare({ a, b }).percentiles[0]?.changePercent;
    const back = compare({ a: b, b: a }).percentiles[0]?.changePercent;
    const product = (1 + (there?.estimate ?? 0) / 100) * (1 + (back?.estimate ?? 0) / 100);
    t.ok(Math.abs(product - 1) < 1e-12);
  });

  await t.test("is inconclusive with fewer than five", async (t) => {
    const comparison = compare(quadResults(4, timesOf(2)));
    t.match(comparison, { verdict: "inconclusive", quadCount: 4 });
    t.match(comparison.percentiles[0], {
      reason: { code: "tooFewQuads", message: "quads that count: 4; at least 5 are needed" },
      changePercent: null,
      a: { minNs: Number },
    });
  });

  await t.test("is inconclusive where it can't tell, and says so", async (t) => {
    const effects = [0.1, -0.05, 0.12, -0.02, 0.08, 0.01];
    const noisy: ValueAt = (side, runIndex) => ({
      "50": side === "b" ? 1e6 * Math.exp(effects[Math.floor(runIndex / 4)] ?? 0) : 1e6,
    });
    const [found] = compare(quadResults(6, noisy)).percentiles;
    t.match(found, { verdict: "inconclusive", reason: { code: "tooWide", message: /than 5 %/ } });
  });

  await t.test("does not go by Student's t alone where the signs disagree", async (t) => {
    // Five quads well above 0 and one just below it: t = 5.0, but 4 of 64 ways of the signs do as well.
    const effects = [0.1, 0.11, 0.12, 0.1, 0.11, -0.001];
    const mostly: ValueAt = (side, runIndex) => ({
      "50": side === "b" ? 1e6 * Math.exp(effects[Math.floor(runIndex / 4)] ?? 0) : 1e6,
    });
    const [found] = compare(quadResults(6, mostly)).percentiles;
    t.ok((found?.holmPValue ?? 1) < 0.05);
    t.equal(found?.signFlipPValue, 4 / 64);
    t.match(found, { verdict: "inconclusive", reason: { code: "signsDisagree" } });
  });

  await t.test("has no sign-flip test of five", async (t) => {
    const [found] = compare(quadResults(5, timesOf(1.2))).percentiles;
    t.match(found, { verdict: "slower", signFlipPValue: null });
  });

  await t.test("counts every declared percentile, also one that is unknown", async (t) => {
    const values: ValueAt = (side, runIndex) => ({
      ...timesOf(1.2)(side, runIndex),
      "99": { low: 5, high: null },
    });
    const { percentiles, verdict } = compare(quadResults(6, values), { percentiles: [50, 99] });
    const [median, tail] = percentiles;
    t.equal(verdict, "slower");
    t.equal(median?.holmPValue, 2 * (median?.pValue ?? NaN));
    t.match(tail, {
      verdict: "inconclusive",
      reason: {
        code: "notComparable",
        message:
          "in run run-0 of A it is only known to be at least 5 ns, because of requests that did not succeed or end",
      },
      a: null,
    });
  });

  for (const { name, value, says } of [
    { name: "has none", value: null, says: "has no value" },
    { name: "is between two", value: { low: 5, high: 9 }, says: "from 5 to 9 ns" },
    { name: "is 0", value: 0, says: "is 0 ns" },
  ]) {
    await t.test(`does not leave out a run whose percentile ${name}`, async (t) => {
      const values: ValueAt = (side, runIndex) =>
        runIndex === 13 ? { "50": value } : timesOf(1.2)(side, runIndex);
      const { verdict, percentiles } = compare(quadResults(6, values));
      t.equal(verdict, "inconclusive");
      t.match(percentiles[0]?.reason, { code: "notComparable", message: `in run run-13 of ` });
      t.match(percentiles[0]?.reason?.message, says);
    });
  }

  await t.test("is mixed where one percentile is slower and another one faster", async (t) => {
    const values: ValueAt = (side, runIndex) => {
      const time = wobbleAt(runIndex) * 1e6;
      return side === "b" ? { "50": 1.2 * time, "99": time / 1.2 } : { "50": time, "99": time };
    };
    t.equal(compare(quadResults(8, values), { percentiles: [50, 99] }).verdict, "mixed");
  });
});

t.test("compareResults leaves out, and says so,", async (t) => {
  const sets = quadResults(6, timesOf(1.2));
  const generator = { ...OPEN_RESULT.generator, verdict: "invalid" } as const;

  await t.test("the quad of an invalid run", async (t) => {
    const comparison = compare(withRun(sets, "run-9", { generator }));
    t.match(comparison, { verdict: "slower", quadCount: 5, runCount: { a: 10, b: 10 } });
    t.match(comparison.leftOut, [
      {
        code: "generatorInvalid",
        message: "quad 3: run run-9 is invalid through the generator's own fault",
      },
    ]);
    const runIds = [...(comparison.leftOut[0]?.runIds ?? [])].sort();
    t.strictSame(runIds, ["run-10", "run-11", "run-8", "run-9"]);
    t.equal(comparison.runs.length, 24, "they are told all the same");
  });

  await t.test("so many that too few are left", async (t) => {
    const twice = withRun(withRun(sets, "run-9", { generator }), "run-20", { generator });
    t.match(compare(twice), { verdict: "inconclusive", quadCount: 4 });
  });

  await t.test("the quad of a run that was not completed", async (t) => {
    const { leftOut } = compare(withRun(sets, "run-5", { state: "stopped" }));
    t.match(leftOut, [{ code: "notCompleted", message: "quad 2: run run-5 is stopped" }]);
  });

  await t.test("a quad of which a run is missing", async (t) => {
    const { a, b } = sets;
    const { quadCount, leftOut } = compare({ a, b: b.slice(1) });
    t.equal(quadCount, 5);
    t.match(leftOut, [{ code: "quadIncomplete", message: /A–BA is there$/ }]);
  });

  await t.test("a quad whose order does not cancel drift", async (t) => {
    const labels = { ...sets.b[0]?.labels, "compare.position": "4" };
    const moved = withRun(sets, "run-1", { labels });
    t.match(compare(moved).leftOut, [{ code: "quadIncomplete", message: /A–BAB is there$/ }]);
  });
});

t.test("compareResults of two sets", async (t) => {
  const near100 = [100, 101, 99, 100.5, 99.5];
  const a = plainResults("a", near100);

  await t.test("compares them unpaired, with a warning", async (t) => {
    const b = plainResults(
      "b",
      near100.map((value) => 1.2 * value),
    );
    const comparison = compareResults(a, b, MEDIAN);
    t.match(comparison, {
      verdict: "slower",
      design: "unpaired",
      quadCount: null,
      seed: null,
      warnings: [
        /^runs that were not interleaved, such as 20260102-030405-a00000: .* was not cancelled$/,
      ],
    });
    t.equal(comparison.percentiles[0]?.signFlipPValue, null);
  });

  await t.test("wants five of each", async (t) => {
    const { percentiles } = compareResults(a, plainResults("b", [200, 201, 199, 200]), MEDIAN);
    t.match(percentiles[0]?.reason, {
      code: "tooFewRuns",
      message: "runs that count: 5 of A, 4 of B; at least 5 of each are needed",
    });
  });

  await t.test("leaves out single runs", async (t) => {
    const [first, ...rest] = plainResults("b", [200, ...near100]);
    const generator = { ...OPEN_RESULT.generator, verdict: "invalid" } as const;
    const b = [{ ...first!, generator }, ...rest];
    const comparison = compareResults(a, b, MEDIAN);
    t.match(comparison, { verdict: "equivalent", runCount: { a: 5, b: 5 } });
    t.match(comparison.leftOut, [{ code: "generatorInvalid", runIds: ["20260102-030405-b00000"] }]);
  });

  await t.test("warns of suspect runs that count", async (t) => {
    const generator = { ...OPEN_RESULT.generator, verdict: "suspect" } as const;
    const b = plainResults("b", near100).map((result) => ({ ...result, generator }));
    const { warnings } = compareResults(a, b, MEDIAN);
    t.equal(warnings.at(-1), "the generator is suspect in 5 of the 10 runs that count");
  });

  await t.test("does not mind where they go, what was drawn, and what is only told", async (t) => {
    const b = plainResults("b", near100).map((result) => ({
      ...result,
      spec: {
        ...result.spec,
        target: { ...result.spec.target, url: "http://127.0.0.1:9/", connectTo: "127.0.0.1:9" },
        seed: 99,
        labels: { stage: "canary" },
        interval: "2s",
      },
    }));
    t.equal(compareResults(a, b, MEDIAN).verdict, "equivalent");
  });
});

t.test("compareResults refuses", async (t) => {
  const a = plainResults("a", [100, 101, 99, 100, 100]);
  const b = plainResults("b", [100, 101, 99, 100, 100]);
  const faster = {
    ...OPEN_RESULT.spec,
    load: { ...OPEN_RESULT.spec.load, arrivals: { kind: "constant", ratePerSecond: 500 } },
  } as RunResult["spec"];
  for (const { name, sides, options, says } of [
    { name: "nothing of A", sides: { a: [], b }, says: "there is no result of A; both sides" },
    { name: "nothing of B", sides: { a, b: [] }, says: "there is no result of B; both sides" },
    {
      name: "the same run twice",
      sides: { a, b: a },
      says: "run 20260102-030405-a00000 and run 20260102-030405-a00000 are the same run, 20260102-030405-a00000; each counts once",
    },
    {
      name: "different loads",
      sides: { a, b: [resultWith("b-9", { "50": 1 }, { spec: faster })] },
      says: "load.arrivals.ratePerSecond is 1000 in run 20260102-030405-a00000 and 500 in run b-9; both sides must",
    },
    {
      name: "a field that only one of them has",
      sides: {
        a,
        b: [resultWith("b-9", { "50": 1 }, { spec: { ...OPEN_RESULT.spec, requests: 5 } })],
      },
      says: "requests is not given in run 20260102-030405-a00000 and 5 in run b-9; both sides must",
    },
    {
      name: "a percentile that a result does not have",
      sides: { a, b },
      options: { percentiles: [50, 99.9] },
      says: "run 20260102-030405-a00000 has no p99.9 of outcome; it has 50: compare those",
    },
    {
      name: "a margin of 0",
      sides: { a, b },
      options: { marginPercent: 0 },
      says: "marginPercent is 0; it must be a percentage above 0 and up to 100",
    },
    {
      name: "no percentiles",
      sides: { a, b },
      options: { percentiles: [] },
      says: "percentiles is []; it must be at least one percentile, each of them once",
    },
    {
      name: "a percentile twice",
      sides: { a, b },
      options: { percentiles: [50, 50] },
      says: "percentiles is [50, 50]; it must be",
    },
    {
      name: "a percentile out of range",
      sides: { a, b },
      options: { percentiles: [101] },
      says: "percentiles contains 101; each must be above 0 and up to 100",
    },
    {
      name: "a view that can't be compared",
      sides: { a, b },
      options: { view: "dns" as "service" },
      says: 'view is "dns"; it must be one of outcome, response, service',
    },
  ] as readonly {
    readonly name: string;
    readonly sides: Sets;
    readonly options?: CompareResultsOptions;
    readonly says: string;
  }[]) {
    await t.test(name, async (t) => {
      const attempt = (): unknown => compareResults(sides.a, sides.b, options ?? MEDIAN);
      t.throws(attempt, { code: "MB_COMPARISON" });
      try {
        attempt();
      } catch (error) {
        t.ok((error as Error).message.startsWith(says), (error as Error).message);
      }
    });
  }
});
