import fc from "fast-check";
import t from "tap";
import { allFigures, BARS, isMet } from "../../bench/bars.js";
import { figure, grouped, reportedUs } from "../../bench/figures.js";
import { median, medianRatio, nearestRank } from "../../bench/median.js";
import { renderBars, renderResults, renderTable } from "../../bench/render.js";
import { abbaBlocks, rotated } from "../../bench/rounds.js";
import { lossPercents } from "../../bench/scenarios/live-frames.js";
import { errorPercent, theoryNs } from "../../bench/scenarios/stalled-target.js";

t.test("median", async (t) => {
  for (const { name, values, expected } of [
    { name: "is the middle of an odd number of values", values: [9, 1, 10], expected: 9 },
    { name: "is the mean of the middle two of an even number", values: [4, 1, 10, 2], expected: 3 },
    { name: "is the value itself when there is one", values: [7], expected: 7 },
    { name: "is absent for no values", values: [], expected: undefined },
  ]) {
    await t.test(name, async (t) => {
      t.equal(median(values), expected);
    });
  }
  await t.test("has as many values below as above", async (t) => {
    const values = fc.array(fc.integer(), { minLength: 1, maxLength: 30 });
    const isBetween = fc.property(values, (numbers) => {
      const middle = median(numbers) ?? Number.NaN;
      const below = numbers.filter((n) => n <= middle).length;
      const above = numbers.filter((n) => n >= middle).length;
      return below >= numbers.length / 2 && above >= numbers.length / 2;
    });
    t.doesNotThrow(() => {
      fc.assert(isBetween);
    });
  });
});

t.test("nearestRank", async (t) => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  t.equal(nearestRank(hundred, 50), 50);
  t.equal(nearestRank(hundred, 99), 99);
  t.equal(nearestRank([5, 8], 99), 8);
  t.equal(nearestRank([5], 1), 5);
});

t.test("medianRatio", async (t) => {
  await t.test("is taken inside each round, not between the medians", async (t) => {
    // Ratios 2, 2, 2 on a machine that became ten times slower; the ratio of two medians of shuffled rounds is another.
    t.equal(medianRatio([200, 20, 100], [100, 10, 50]), 2);
    t.equal(medianRatio([10, 100, 30], [10, 50, 60]), 1);
  });
  await t.test("leaves out the rounds in which either failed", async (t) => {
    t.equal(medianRatio([10, undefined, 90], [10, 1, 30]), 2);
    t.equal(medianRatio([10, 20], [undefined, 5]), 4);
    t.equal(medianRatio([10], [0]), undefined);
  });
});

t.test("rotated", async (t) => {
  t.strictSame(rotated(["a", "b", "c"], 0), ["a", "b", "c"]);
  t.strictSame(rotated(["a", "b", "c"], 1), ["b", "c", "a"]);
  t.strictSame(rotated(["a", "b", "c"], 5), ["c", "a", "b"]);
  t.strictSame(rotated([], 3), []);
});

t.test("abbaBlocks", async (t) => {
  t.strictSame(abbaBlocks(3), [
    ["a", "b", "b", "a"],
    ["b", "a", "a", "b"],
    ["a", "b", "b", "a"],
  ]);
});

t.test("lossPercents", async (t) => {
  await t.test("compares the watched half of each block with its other half", async (t) => {
    const run = (block: number, watched: boolean, requestsPerSecond: number) => ({
      block,
      watched,
      requestsPerSecond,
      frameCount: 0,
    });
    const runs = [
      run(1, false, 100),
      run(1, true, 98),
      run(1, true, 96),
      run(1, false, 100),
      run(2, true, 50),
      run(2, false, 40),
      run(2, false, 60),
      run(2, true, 50),
    ];
    const [first = Number.NaN, second = Number.NaN] = lossPercents(runs);
    t.equal(first.toFixed(6), "3.000000");
    t.equal(second, 0);
  });
});

t.test("theoryNs", async (t) => {
  await t.test("gives 700 and 970 ms for 100/s, 3 s and a stall of 1 s", async (t) => {
    t.equal(Math.round(theoryNs(0.9) / 1e6), 700);
    t.equal(Math.round(theoryNs(0.99) / 1e6), 970);
  });
  await t.test("is missed by the same percentage from above and below", async (t) => {
    t.equal(errorPercent(721e6, 0.9).toFixed(4), "3.0000");
    t.equal(errorPercent(679e6, 0.9).toFixed(4), "3.0000");
  });
});

t.test("figures as text", async (t) => {
  const space = "\u202f";
  t.equal(grouped(1234567), `1${space}234${space}567`);
  t.equal(grouped(999), "999");
  t.equal(grouped(1234.5678, 2), `1${space}234.57`);
  t.equal(figure(undefined, 2), "–");
  t.equal(figure(Number.NaN, 2), "–");
  await t.test("say “below one step” where the tool printed zero", async (t) => {
    t.equal(reportedUs({ valueNs: 0, resolutionNs: 1e6 }), `< 1${space}000`);
    t.equal(reportedUs({ valueNs: 61_260, resolutionNs: 1 }), "61.3");
    t.equal(reportedUs({ valueNs: 1_090_000, resolutionNs: 10_000 }), `1${space}090`);
    t.equal(reportedUs(undefined), "–");
  });
});

t.test("renderTable", async (t) => {
  await t.test("keeps one row a line, whatever the cells hold", async (t) => {
    const table = renderTable({ headings: ["a", "b"], rows: [["x|y", "1"]] });
    t.equal(table, "| a | b |\n| :-- | --: |\n| x\\|y | 1 |");
  });
});

t.test("isMet", async (t) => {
  await t.test("counts the bound itself as met, on both sides", async (t) => {
    t.ok(isMet(BARS.closed32ToWrk, 0.95));
    t.notOk(isMet(BARS.closed32ToWrk, 0.9499));
    t.ok(isMet(BARS.versionMs, 200));
    t.notOk(isMet(BARS.versionMs, 200.1));
  });
});

t.test("renderBars", async (t) => {
  const text = renderBars({ closed32ToWrk: 0.9, closed32ToAutocannon: 2.5 });
  await t.test("has a row for every bar, measured or not", async (t) => {
    t.equal(text.split("\n").length, 2 + Object.keys(BARS).length);
    t.match(text, /open loop, 20 000\/s: lateness p50 \| ≤ 10 µs \| not measured \| – \|/);
  });
  await t.test("keeps a missed bar, as missed", async (t) => {
    t.match(text, /ours ÷ wrk \| ≥ 0.95 × \| 0.900 × \| \*\*missed\*\* \|/);
    t.match(text, /ours ÷ autocannon \| ≥ 2 × \| 2.500 × \| met \|/);
  });
});

t.test("allFigures", async (t) => {
  t.strictSame(allFigures([{ versionMs: 1 }, {}, { firstRequestMs: 2 }]), {
    versionMs: 1,
    firstRequestMs: 2,
  });
});

t.test("renderResults", async (t) => {
  const section = {
    title: "Some scenario",
    notes: ["a note"],
    medians: { headings: ["tool", "µs"], rows: [["x", "3"]] },
    rounds: {
      headings: ["round", "µs"],
      rows: [
        ["1", "2"],
        ["2", "4"],
      ],
    },
    figures: { versionMs: 150 },
  };
  const text = renderResults({
    facts: [["CPU", "one"]],
    rounds: 2,
    seconds: 1,
    sections: [section],
  });
  await t.test("keeps every round beside the medians", async (t) => {
    t.match(text, /\| x \| 3 \|/);
    t.match(text, /\| 1 \| 2 \|\n\| 2 \| 4 \|/);
    t.match(text, /\| CPU \| one \|/);
  });
  await t.test("judges the bars by the figures of its sections", async (t) => {
    t.match(text, /--version: wall time \| ≤ 200 ms \| 150.00 ms \| met \|/);
  });
});
