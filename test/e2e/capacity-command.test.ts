import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { CapacityReport } from "../../engine/index.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import { runRefused } from "../fixtures/run-refused.js";
import { withTarget } from "../fixtures/with-target.js";

// A search is a dozen runs of two seconds or more each, and a busy machine makes some of them again.
t.setTimeout(240_000);

/** Two connections of 20 ms a request carry 100 requests per second, whatever the machine. */
const CONNECTIONS = ["-c", "2"];
const SHORT = ["--probe-duration", "2s", "--warmup", "200ms", "--drain", "200ms"];

t.test("mesh-bench capacity", async (t) => {
  const target = await withTarget(t);
  const url = `${target.url}/?delay=20ms`;
  const search = ["capacity", url, ...CONNECTIONS, ...SHORT];

  await t.test("says what each probe found, and what all of them come to", async (t) => {
    const folder = t.testdir({});
    const [json, svg] = [join(folder, "knee.json"), join(folder, "knee.svg")];
    const range = ["--from", "60", "--to", "240", "--precision", "50%", "--max-duration", "100s"];
    const flags = [...range, "--slo", "p50 < 100ms", "--json", json, "-o", svg];
    const { exitCode, stdout, stderr } = await runBinary([...search, ...flags]);
    const report = JSON.parse(readFileSync(json, "utf8")) as CapacityReport;
    const { answer, probes, curve } = report;
    t.match(report, { schema: "mesh-bench/capacity/v1", state: "completed", slo: ["p50 < 100ms"] });
    // What a busy machine makes of it is its own affair: the codes go with the conclusion.
    const codes = {
      found: 0,
      aboveRange: 0,
      noRatePasses: 3,
      inconclusive: 4,
      generatorLimited: 5,
    };
    t.equal(exitCode, codes[answer.conclusion], answer.reason);
    if (answer.conclusion === "found") {
      t.ok(answer.lowPerSecond! <= 110, `${answer.lowPerSecond}/s are more than can be answered`);
      t.equal(answer.confirmation?.verdict, "passed");
      t.match(probes.at(-1), { verdict: "passed", request: { purpose: "confirm" } });
    }
    t.equal(curve.length, probes.length);
    t.strictSame(
      curve.map(({ ratePerSecond }) => ratePerSecond),
      probes.map(({ request }) => request.ratePerSecond).sort((a, b) => a - b),
    );
    t.equal(stderr.match(/^ +\d+\S*\/s .*(passed|failed|uncertain)/gm)?.length, probes.length);
    t.match(stdout, /^Capacity /);
    t.match(stdout, /^ +rate +achieved +p50 +95 % +length$/m);
    t.match(readFileSync(svg, "utf8"), /^<svg .*<\/svg>\n$/s);
  });

  await t.test("ends with 3 where the lowest rate fails", async (t) => {
    const flags = ["--from", "200", "--to", "400", "--slo", "p50 < 1ms", "--json", "-"];
    const { exitCode, stdout } = await runBinary([...search, ...flags, "--quiet"]);
    const { answer } = JSON.parse(stdout) as CapacityReport;
    t.match(answer, { conclusion: "noRatePasses", lowPerSecond: null, highPerSecond: 200 });
    t.equal(exitCode, 3);
  });

  await t.test("ends with 4 when its time is over", async (t) => {
    const flags = ["--from", "30", "--slo", "p50 < 1s", "--max-duration", "1s"];
    const { exitCode, stdout } = await runBinary([...search, ...flags]);
    t.equal(exitCode, 4);
    const text = stdout.replace(/\s+/g, " ");
    t.match(text, /^Capacity .*inconclusive: .*the 1 s that the search may last were over/);
  });

  await t.test("ends with 5 where the generator limits every probe", async (t) => {
    // A generator that sleeps is a millisecond late, which is most of what an instant target shows.
    const instant = ["capacity", `${target.url}/`, "-c", "1", "-w", "1", ...SHORT];
    const flags = ["--from", "100", "--pacing", "economy", "--slo", "p50 < 100ms", "--quiet"];
    const { exitCode, stdout, stderr } = await runBinary([...instant, ...flags, "--json", "-"]);
    const { answer, probes } = JSON.parse(stdout) as CapacityReport;
    t.match(answer, { conclusion: "generatorLimited", lowPerSecond: null, highPerSecond: null });
    t.ok(probes.every(({ isGeneratorLimited }) => isGeneratorLimited));
    t.match(stderr, /^mesh-bench: the generator limited every probe[^\n]+\n$/);
    t.equal(exitCode, 5);
  });

  await t.test("ends with 130 when it is interrupted before a probe is over", async (t) => {
    const flags = ["--from", "30", "--slo", "p50 < 1s", "--probe-duration", "60s"];
    const running = startBinary(["capacity", url, ...CONNECTIONS, ...flags]);
    while ((await target.openConnectionCount()) === 0);
    running.kill("SIGINT");
    const { exitCode, stdout } = await running.ended;
    t.equal(exitCode, 130);
    t.equal(stdout, "");
  });
});

t.test("mesh-bench capacity refuses", async (t) => {
  const url = "http://127.0.0.1:9/";
  const slo = ["--slo", "p99 < 10ms"];
  for (const { name, args, says, exitCode = 2 } of [
    { name: "a search for nothing", args: [], says: ["--slo is missing"] },
    {
      name: "an objective that names nothing",
      args: ["--slo", "p99 < 10"],
      says: ['--slo is "p99 < 10"; it must be an objective such as'],
    },
    {
      name: "an objective that no interval is known of",
      args: ["--slo", "rate >= 10/s"],
      says: ['--slo is "rate >= 10/s"; it must be a percentile of outcome'],
    },
    {
      name: "a range upside down",
      args: [...slo, "--from", "200", "--to", "100"],
      says: ["--from is 200; it must be below --to (100)"],
    },
    {
      name: "a rate that is none",
      args: [...slo, "--to", "many"],
      says: ['--to is "many"; it must be a number above 0'],
    },
    {
      name: "a precision without a percent sign",
      args: [...slo, "--precision", "5"],
      says: ["--precision is 5; it must be a percentage"],
    },
    {
      name: "the closed model",
      args: [...slo, "--model", "closed"],
      says: ['--model is "closed"; it must be "open"'],
    },
    {
      name: "arrivals that are no steady state",
      args: [...slo, "--arrivals", "ramp:1..100"],
      says: ['--arrivals is "ramp:1..100"; it must be "constant"'],
    },
    {
      name: "a seed that is none",
      args: [...slo, "--seed", "abc"],
      says: ['--seed is "abc"; it must be a whole number'],
    },
    {
      name: "a length of its own",
      args: [...slo, "--duration", "10s"],
      says: ["unknown option '--duration'"],
    },
    {
      name: "a format that it does not have",
      args: [...slo, "-o", "knee.png"],
      says: ['--output is "knee.png"; its ending must be .json, .svg or .csv'],
    },
    {
      name: "a target that can't be reached",
      args: slo,
      says: ["no connection to"],
      exitCode: 1,
    },
  ] as const) {
    await t.test(name, (t) =>
      runRefused(t, { name, args: ["capacity", url, ...args], exitCode, says }),
    );
  }
});
