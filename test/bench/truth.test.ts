import t from "tap";
import { TARGET_LOG_FAULT_INDEX } from "../../engine/core/index.js";
import type { TargetLog } from "../../engine/core/index.js";
import { UsageError } from "../../bench/options.js";
import type { Peer, PeerReport } from "../../bench/peers/index.js";
import { OWN_COMMAND } from "../../bench/peers/index.js";
import { ours } from "../../bench/peers/ours.js";
import { wrk } from "../../bench/peers/wrk.js";
import { fieldOf } from "../../bench/truth/entrants.js";
import type { Entrant } from "../../bench/truth/entrants.js";
import { parseTruthOptions } from "../../bench/truth/options.js";
import { renderTruth } from "../../bench/truth/render.js";
import type { TruthSample } from "../../bench/truth/samples.js";
import { SHAPES, SHAPE_IDS, targetFlagsOf } from "../../bench/truth/shapes.js";
import { errorPercent, footnotes, mediansTable, roundsTable } from "../../bench/truth/tables.js";
import { trueFiguresOf } from "../../bench/truth/true-figures.js";
import type { TrueFigures } from "../../bench/truth/true-figures.js";
import { targetLogOf } from "../fixtures/target-logs.js";

const MS = 1e6;
const { reset, lost } = TARGET_LOG_FAULT_INDEX;
const QUIET = { ratePerSecond: 1000, reportedErrorCount: 0 };

t.test("trueFiguresOf", async (t) => {
  // Due at 5, 6, 7, 8 ms: the second came 2 ms late and the last one 1 ms early; each took 1 ms.
  const log = targetLogOf([
    [5 * MS, 6 * MS],
    [8 * MS, 9 * MS],
    [7 * MS - 1, 8 * MS - 1],
    [7 * MS, 8 * MS],
  ]);

  await t.test("holds arrivals against the perfect plan from the first one on", async (t) => {
    // In order: 5, 7 - 1 ns, 7, 8; planned 5, 6, 7, 8.
    t.strictSame(trueFiguresOf(log, QUIET), {
      requestCount: 4,
      injectedCount: 0,
      cutOffCount: 0,
      service: { p50Ns: MS, p99Ns: MS, maxNs: MS },
      response: { p50Ns: MS, p99Ns: 2 * MS - 1, maxNs: 2 * MS - 1 },
      behindNsMax: MS - 1,
    });
  });
  await t.test("lets a request that is ahead of the plan begin when it arrives", async (t) => {
    const burst = targetLogOf([
      [0, MS],
      [1, MS + 1],
      [2, MS + 2],
    ]);
    t.match(trueFiguresOf(burst, QUIET), { response: { maxNs: MS }, behindNsMax: 0 });
  });
  await t.test("has no plan for a closed run", async (t) => {
    const { response, behindNsMax, service } = trueFiguresOf(log, {
      ...QUIET,
      ratePerSecond: undefined,
    });
    t.equal(response, undefined);
    t.equal(behindNsMax, undefined);
    t.equal(service.maxNs, MS);
  });

  // Due at 0, 1, 2 ms: the second was reset, and its next attempt came 0.5 ms later.
  const withFaults = (faults: readonly number[]): TargetLog => ({
    ...targetLogOf([
      [0, 1 * MS],
      [1 * MS, 2 * MS],
      [1.5 * MS, 3 * MS],
      [2 * MS, 3 * MS],
    ]),
    fault: Uint8Array.from(faults),
  });
  await t.test(
    "counts a reset that was not reported as an attempt, not as an arrival",
    async (t) => {
      const log = withFaults([0, reset, 0, 0]);
      const silent = trueFiguresOf(log, QUIET);
      t.match(silent, { requestCount: 4, injectedCount: 1, response: { maxNs: 2 * MS } });
      const open = trueFiguresOf(log, { ...QUIET, reportedErrorCount: 1 });
      // The third is due at 2 ms then, and came ahead of that.
      t.match(open, { requestCount: 4, injectedCount: 1, response: { maxNs: 1.5 * MS } });
    },
  );
  await t.test("leaves out the time of what a tool has cut off", async (t) => {
    const log = targetLogOf([[0, MS], [MS]]);
    const figures = trueFiguresOf({ ...log, fault: Uint8Array.from([0, lost]) }, QUIET);
    t.match(figures, { requestCount: 2, injectedCount: 0, cutOffCount: 1, service: { maxNs: MS } });
  });
  await t.test("says that nothing was answered", async (t) => {
    t.throws(() => trueFiguresOf(targetLogOf([]), QUIET), {
      message: "the target answered none of its requests",
    });
  });
});

t.test("parseTruthOptions", async (t) => {
  t.strictSame(parseTruthOptions([], "TRUTH.md"), {
    rounds: 3,
    seconds: 10,
    names: SHAPE_IDS,
    out: "TRUTH.md",
  });
  t.strictSame(parseTruthOptions(["--only", "stall,constant", "--seconds", "3"], "TRUTH.md"), {
    rounds: 3,
    seconds: 3,
    names: ["constant", "stall"],
  });
  for (const { argv, message } of [
    { argv: ["--seconds", "2"], message: /^--seconds is 2; it must be at least 3: a stall of 1 s/ },
    { argv: ["--only", "slow"], message: /^--only names "slow"; the shapes are constant, / },
    { argv: ["--fast"], message: /the flags are .* --only <shape,…>/ },
  ]) {
    t.throws(() => parseTruthOptions(argv, "TRUTH.md"), new UsageError(""), String(argv));
    t.throws(() => parseTruthOptions(argv, "TRUTH.md"), { message });
  }
});

t.test("targetFlagsOf", async (t) => {
  t.strictSame(targetFlagsOf(SHAPES.stall, 4), ["--stall", "1s@1.5s"], "in the middle");
  t.strictSame(targetFlagsOf(SHAPES.constant, 4), []);
});

const installed = (peer: Peer, version: string | undefined): Peer => ({
  ...peer,
  version: () => version,
});

t.test("fieldOf", async (t) => {
  const open = { ...installed(wrk, "1"), name: "open", refusal: () => undefined };
  const ab = { ...installed(wrk, "1"), name: "ab" };
  const { entering, absent } = fieldOf([
    installed(wrk, "4"),
    open,
    ab,
    { ...installed(wrk, undefined), name: "k6" },
  ]);
  t.strictSame(
    entering.map(({ name, ratePerSecond }) => [name, ratePerSecond]),
    [
      ["wrk", undefined],
      ["open", 1000],
    ],
    "each at the rate if it can",
  );
  t.strictSame(absent, [{ name: "k6", reason: "not installed" }]);
  t.strictSame(
    fieldOf([ours]).entering.map(({ name, ratePerSecond }) => [name, ratePerSecond]),
    [
      ["mesh-bench", 1000],
      ["mesh-bench, closed", undefined],
    ],
    "ours both ways",
  );
});

const TOOL: Entrant = { name: "wrk", peer: wrk, ratePerSecond: undefined };
const TRUTH: TrueFigures = {
  requestCount: 1010,
  injectedCount: 10,
  cutOffCount: 2,
  service: { p50Ns: 1 * MS, p99Ns: 2 * MS, maxNs: 4 * MS },
};
const told = (p50Ns: number): PeerReport => ({
  requestCount: 1000,
  failedCount: 9,
  requestsPerSecond: 100,
  p50: { valueNs: p50Ns, resolutionNs: 1 },
  max: { valueNs: 3 * MS, resolutionNs: 1 },
});
const sampled = (round: number, outcome: TruthSample["outcome"]): TruthSample => ({
  entrant: TOOL,
  round,
  place: 1,
  outcome,
});
const measured = (round: number, p50Ns: number, truth = TRUTH): TruthSample =>
  sampled(round, { kind: "measured", report: told(p50Ns), truth });

t.test("mediansTable", async (t) => {
  const field = { entering: [TOOL], absent: [{ name: "k6", reason: "not installed" }] };
  await t.test("has medians, and the range of each error", async (t) => {
    const samples = [measured(1, 1.1 * MS), measured(2, 0.9 * MS), measured(3, 1.3 * MS)];
    const { headings, rows } = mediansTable(samples, field);
    const [row, absent] = rows;
    t.strictSame(row, [
      "wrk",
      "closed",
      "1\u202f010",
      "1\u202f000",
      ...["1.00", "1.10", "+10.0 (-10.0…+30.0)"],
      ...["2.00", "–", "–"],
      ...["4.00", "3.00", "-25.0 (-25.0…-25.0)"],
      "10",
      "9",
      "",
    ]);
    t.strictSame([absent?.[0], absent?.[1], absent?.at(-1)], ["k6", "–", "(1)"]);
    for (const each of rows) t.equal(each.length, headings.length);
    t.strictSame(footnotes(field), ["(1) k6: not installed."]);
  });
  await t.test("says how many rounds failed, and why", async (t) => {
    const failed = sampled(2, { kind: "failed", reason: "exit 1: no" });
    const { rows } = mediansTable([measured(1, MS), failed], field);
    t.equal(rows[0]?.at(-1), "1 of 2 rounds failed: exit 1: no");
    const all = roundsTable([measured(1, MS), failed]);
    for (const row of all.rows) t.equal(row.length, all.headings.length);
    t.equal(all.rows[1]?.at(-1), "exit 1: no");
  });
  await t.test("holds a tool with a rate against the response time", async (t) => {
    const response = { p50Ns: 10 * MS, p99Ns: 10 * MS, maxNs: 10 * MS };
    const { rows } = mediansTable([measured(1, 5 * MS, { ...TRUTH, response })], field);
    t.strictSame(rows[0]?.slice(4, 7), ["10.00", "5.00", "-50.0"]);
  });
  await t.test("tells what ours says of itself, and has sent again", async (t) => {
    const own = { verdict: "valid", reasonCodes: [], resentCount: 10 };
    const report = { ...told(MS), own };
    const { rows } = mediansTable([sampled(1, { kind: "measured", report, truth: TRUTH })], field);
    t.equal(rows[0]?.at(-1), "valid: 1 of 1; 10 sent again");
  });
});

t.test("errorPercent", async (t) => {
  t.equal(errorPercent({ valueNs: 150, resolutionNs: 1 }, 100), 50);
  t.equal(errorPercent({ valueNs: 0, resolutionNs: 1 }, 100), -100);
  t.equal(errorPercent(undefined, 100), undefined);
  t.equal(errorPercent({ valueNs: 150, resolutionNs: 1 }, 0), undefined);
});

t.test("renderTruth", async (t) => {
  const results = {
    facts: [["date", "today"]],
    rounds: 3,
    seconds: 10,
    shapes: SHAPE_IDS,
    entrants: fieldOf([ours]).entering,
    sections: [],
  };
  const text = renderTruth(results);
  t.match(text, "Rounds: 3, seconds each: 10. Every tool at 1000/s");
  t.match(
    text,
    "| stall | `mesh-bench target --http-port 0 --seed 1 --log target.csv --stall 1s@4.5s #",
  );
  t.match(text, "| mesh-bench | `node mesh-bench load <url> -c 32 -d 10s -w 1 -r 1000 --json -` |");
  t.notMatch(text, OWN_COMMAND, "no path of one machine");
  t.equal(text.split("- mesh-bench: response time").length, 2, "a note is there once");
  for (const few of [{ rounds: 1 }, { seconds: 3 }]) {
    t.match(renderTruth({ ...results, ...few }), "few or short: the figures are provisional.");
  }
});
