import t from "tap";
import { parseCoreList } from "../../bench/cores.js";
import { estimateSeconds } from "../../bench/estimate.js";
import { parseBenchOptions, SCENARIO_IDS, UsageError } from "../../bench/options.js";

t.test("parseBenchOptions", async (t) => {
  await t.test("runs everything, five rounds of five seconds, into the results file", async (t) => {
    t.strictSame(parseBenchOptions([], "RESULTS.md"), {
      rounds: 5,
      seconds: 5,
      scenarios: SCENARIO_IDS,
      out: "RESULTS.md",
    });
  });
  await t.test("never replaces the whole results by a part of them", async (t) => {
    const part = parseBenchOptions(["--only", "start-up,closed-32"], "RESULTS.md");
    t.strictSame(part, { rounds: 5, seconds: 5, scenarios: ["closed-32", "start-up"] });
    const kept = parseBenchOptions(["--only", "start-up", "--out", "part.md"], "RESULTS.md");
    t.equal(kept.out, "part.md");
  });
  for (const { name, argv, message } of [
    {
      name: "names an unknown flag and the known ones",
      argv: ["--fast"],
      message: /^Unknown option '--fast'; the flags are --rounds/,
    },
    {
      name: "names an unknown scenario and the known ones",
      argv: ["--only", "closed-32,closed-33"],
      message: /^--only names "closed-33"; the scenarios are closed-32, closed-5000/,
    },
    {
      name: "wants whole rounds",
      argv: ["--rounds", "1.5"],
      message: /^--rounds is "1.5"; it must be a whole number from 1 to 9999$/,
    },
    {
      name: "wants at least one second",
      argv: ["--seconds", "0"],
      message: /^--seconds is "0"; it must be/,
    },
    { name: "takes no further words", argv: ["closed-32"], message: /closed-32/ },
    { name: "misses the value of a flag", argv: ["--rounds"], message: /--rounds/ },
  ]) {
    await t.test(name, async (t) => {
      try {
        parseBenchOptions(argv, "RESULTS.md");
        t.fail("bad usage was accepted");
      } catch (error) {
        t.ok(error instanceof UsageError);
        t.match((error as Error).message, message);
        t.notMatch((error as Error).message, /\n/, "one line");
      }
    });
  }
});

t.test("estimateSeconds", async (t) => {
  await t.test("adds up rounds, tools and runs", async (t) => {
    const options = { rounds: 2, seconds: 3, scenarios: ["closed-32", "live-frames"] as const };
    // two rounds of five tools, and of three blocks of four runs, each of 3 + 1 s
    t.equal(estimateSeconds(options, 5), 2 * 5 * 4 + 2 * 3 * 4 * 4);
  });
});

t.test("parseCoreList", async (t) => {
  t.strictSame(parseCoreList("0-2,5\n"), [0, 1, 2, 5]);
  t.strictSame(parseCoreList("7"), [7]);
  t.strictSame(parseCoreList(""), []);
});
