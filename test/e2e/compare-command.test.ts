import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { once } from "node:events";
import t from "tap";
import type { Comparison, RunResult } from "../../engine/index.js";
import { plainResults } from "../fixtures/comparisons.js";
import { OPEN_RESULT } from "../fixtures/load-results.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import type { Ended } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

const comparisonIn = (text: string): Comparison => JSON.parse(text) as Comparison;
/** A run that is as short as it can be and still have a median. */
const SHORT = ["-r", "100", "-c", "8", "-d", "300ms"];
const ATTEMPTS = 3;

/** A busy machine may make runs unbelievable: then the comparison says so, and is made again. */
async function untilBelievable(args: () => readonly string[]): Promise<Ended> {
  let ended = await runBinary(args());
  for (let attempt = 1; attempt < ATTEMPTS && isBusy(ended); attempt++) {
    ended = await runBinary(args());
  }
  return ended;
}

function isBusy({ stdout }: Ended): boolean {
  return comparisonIn(stdout).leftOut.some(({ code }) => code === "generatorInvalid");
}

t.setTimeout(120_000);

t.test("mesh-bench compare of two targets", async (t) => {
  const target = await withTarget(t);
  const [fast, slow] = [`${target.url}/?delay=20ms`, `${target.url}/?delay=40ms`];
  const folder = t.testdir();
  let kept = "";
  const ended = await untilBelievable(() => {
    kept = join(folder, String(readdirSync(folder).length));
    const own = ["--quads", "6", "--percentiles", "50", "--keep", kept, "--json", "-"];
    return ["compare", fast, slow, ...SHORT, ...own];
  });
  const comparison = comparisonIn(ended.stdout);
  const quiet = { skip: isBusy(ended) ? "the machine was busy every time" : false };

  await t.test("finds the one that takes twice as long", quiet, async (t) => {
    t.equal(ended.exitCode, 3);
    t.match(comparison, {
      schema: "mesh-bench/comparison/v1",
      verdict: "slower",
      design: "quads",
      quadCount: 6,
      runCount: { a: 12, b: 12 },
      percentiles: [{ percentile: 50, verdict: "slower" }],
    });
    const { low, high } = comparison.percentiles[0]?.changePercent ?? {};
    // 100 %, but for what the way there and back adds to both.
    t.ok((low ?? 0) > 20 && (high ?? Infinity) < 200, `from ${String(low)} to ${String(high)} %`);
  });

  await t.test("makes the runs in quads, the same load on both, and the same arrivals", (t) => {
    const quads = new Map<number, typeof comparison.runs>();
    for (const run of comparison.runs) {
      const quadIndex = run.place?.quadIndex ?? Number.NaN;
      quads.set(quadIndex, [...(quads.get(quadIndex) ?? []), run]);
    }
    t.strictSame(
      [...quads.keys()],
      Array.from({ length: quads.size }, (_, index) => index),
    );
    for (const runs of quads.values()) {
      runs.forEach(({ place }, at) => t.equal(place?.positionIndex, at));
      // One that ended early is not of two pairs.
      if (runs.length < 4) continue;
      const seedsOf = (wanted: string) =>
        runs.filter(({ side }) => side === wanted).map(({ seed }) => seed);
      t.strictSame(seedsOf("a"), seedsOf("b"));
      t.equal(new Set(seedsOf("a")).size, 2);
    }
    t.end();
  });

  await t.test("says a line for each run on standard error", (t) => {
    t.match(ended.stderr, /^B {2}GET .*delay=40ms$/m);
    t.match(ended.stderr, /6 quads, 24 runs, at least 8\.00s · seed \d+$/m);
    const lines = ended.stderr.split("\n").filter((line) => line.startsWith("run "));
    t.equal(lines.length, comparison.runs.length);
    t.match(
      lines.at(-1),
      /^run +(\d+)\/\1 {2}quad \d (ABBA|BAAB) {2}[AB] {2}p50 [\d.]+ms {2}achieved /,
    );
    t.end();
  });

  await t.test("says the same of the results that it has kept", async (t) => {
    const sides = ["--a", join(kept, "a"), "--b", join(kept, "b")];
    const again = await runBinary(["compare", ...sides, "--percentiles", "50", "--json", "-"]);
    t.equal(again.exitCode, ended.exitCode);
    // The files are read side by side, not in the order of time.
    const rest = { runs: [], leftOut: [] };
    t.strictSame({ ...comparisonIn(again.stdout), ...rest }, { ...comparison, ...rest });
  });

  await t.test("prints a table, a chart and a verdict", quiet, async (t) => {
    const sides = ["--a", join(kept, "a"), "--b", join(kept, "b")];
    const svg = join(folder, "intervals.svg");
    const { stdout } = await runBinary(["compare", ...sides, "--percentiles", "50", "-o", svg]);
    t.match(stdout, /\nMedian run +A +B +change +95 % interval +p \(Holm\) {2}verdict\n/);
    t.match(stdout, /\n {2}p50 +[\d.]+ms +[\d.]+ms +\+[\d.]+ % .* slower\n/);
    // An interval narrower than a column has no ends.
    t.match(stdout, /\n {2}p50 [ ·│├─]*●[ ·│─┤]*\n/);
    t.match(stdout, "\nVerdict      B is slower than A: p50\n");
    t.match(readFileSync(svg, "utf8"), /^<svg [\s\S]*<\/svg>\n$/);
  });
});

t.test("mesh-bench compare of too few quads is inconclusive", async (t) => {
  const { url } = await withTarget(t);
  const { exitCode, stdout } = await runBinary([
    "compare",
    `${url}/null`,
    `${url}/null`,
    "-n",
    "20",
    "--quads",
    "1",
    "--json",
    "-",
  ]);
  const { verdict, percentiles, leftOut } = comparisonIn(stdout);
  t.equal(verdict, "inconclusive");
  t.match(percentiles[0]?.reason, { code: "tooFewQuads" });
  t.equal(exitCode, leftOut.some(({ code }) => code === "generatorInvalid") ? 5 : 4);
});

t.test("mesh-bench compare ends with 1 when a target can't be reached", async (t) => {
  const { url } = await withTarget(t);
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as AddressInfo;
  closed.close();
  const nobody = `http://127.0.0.1:${port}/`;
  const { exitCode, stdout, stderr } = await runBinary([
    "compare",
    `${url}/`,
    nobody,
    ...SHORT,
    "--quiet",
  ]);
  t.equal(exitCode, 1);
  t.equal(stdout, "");
  t.match(stderr, /^mesh-bench: B, http:\S+, could not be measured: .*\n$/);
});

t.test("mesh-bench compare at Ctrl-C", async (t) => {
  const { url } = await withTarget(t);
  const args = ["compare", `${url}/`, `${url}/`, "-r", "50", "-c", "2"];

  await t.test("ends with 130 before a quad is whole", async (t) => {
    const binary = startBinary([...args, "-d", "200ms"]);
    await binary.hasSaid(/^run +1\/\d+/m);
    binary.kill("SIGINT");
    const { exitCode, stderr, stdout } = await binary.ended;
    t.equal(exitCode, 130);
    t.equal(stdout, "");
    t.match(stderr, /mesh-bench: interrupted before a quad of runs was whole, and believable\n$/);
  });

  await t.test("says what the whole quads say", async (t) => {
    const binary = startBinary([...args, "-d", "200ms", "--json", "-"]);
    await binary.hasSaid(/^run +5\/\d+/m);
    binary.kill("SIGINT");
    const { exitCode, stdout } = await binary.ended;
    // Where the machine was busy in the only quad, nothing is left to say anything of.
    if (stdout === "") t.equal(exitCode, 130);
    else {
      const { verdict, quadCount, leftOut } = comparisonIn(stdout);
      t.equal(verdict, "inconclusive");
      t.equal(quadCount, 1);
      t.match(leftOut, [{ code: /notCompleted|quadIncomplete|generatorInvalid/ }]);
      t.ok(exitCode === 4 || exitCode === 5);
    }
  });
});

/** Results of one side in a folder of their own. */
function keep(folder: string, results: readonly RunResult[]): string {
  mkdirSync(folder, { recursive: true });
  results.forEach((result, at) => {
    writeFileSync(join(folder, `${at}.json`), JSON.stringify(result));
  });
  return folder;
}

t.test("mesh-bench compare of stored results", async (t) => {
  const folder = t.testdir();
  const near = [100, 101, 99, 100.5, 99.5].map((time) => 1e6 * time);
  const invalid = { ...OPEN_RESULT.generator, verdict: "invalid" } as const;
  const a = keep(join(folder, "a"), plainResults("a", near));
  const b = (name: string, results: readonly RunResult[]): string =>
    keep(join(folder, name), results);

  for (const { name, of, exitCode, says } of [
    {
      name: "0 for none larger than the margin",
      of: b("same", plainResults("b", near)),
      exitCode: 0,
      says: "no difference larger than 5 %",
    },
    {
      name: "3 for a difference",
      of: b(
        "slow",
        plainResults(
          "b",
          near.map((time) => 1.2 * time),
        ),
      ),
      exitCode: 3,
      says: "B is slower than A: p50",
    },
    {
      name: "4 for too few",
      of: b("few", plainResults("b", near.slice(1))),
      exitCode: 4,
      says: "runs that count: 5 of A, 4 of B",
    },
    {
      name: "5 for too few through the generator's own fault",
      of: b(
        "invalid",
        plainResults("b", near).map((result) => ({ ...result, generator: invalid })),
      ),
      exitCode: 5,
      says: "is invalid through the generator's own fault",
    },
  ]) {
    await t.test(`ends with ${name}`, async (t) => {
      const args = ["compare", "--a", a, "--b", of, "--percentiles", "50"];
      const ended = await runBinary(args);
      t.equal(ended.exitCode, exitCode);
      t.match(ended.stdout.replaceAll(/\s+/g, " "), says);
      t.match(
        ended.stderr,
        /^mesh-bench: warning: runs that were not interleaved, such as 20260102-030405-a00000: /,
      );
      const quiet = await runBinary([...args, "--quiet"]);
      t.equal(quiet.exitCode, exitCode);
      t.equal(quiet.stdout, "");
      const fault =
        /^mesh-bench: too few runs count, because the generator was invalid: run 20260102-030405-b00000 /;
      t.match(quiet.stderr, exitCode === 5 ? fault : /^$/);
    });
  }

  const other = { ...OPEN_RESULT.spec, connections: 64 };
  const elsewhere = b(
    "other",
    plainResults("b", near).map((result) => ({ ...result, spec: other })),
  );
  for (const { name, args, says } of [
    {
      name: "no second target",
      args: ["http://127.0.0.1:1/"],
      says: "two targets are wanted: mesh-bench compare <urlA> <urlB>, or results of both: ",
    },
    { name: "one side empty", args: ["--a", a], says: "--a has results and --b has none" },
    {
      name: "an empty folder",
      args: ["--a", a, "--b", b("empty", [])],
      says: /--b is ".*empty"; it must be results, or a folder with some/,
    },
    {
      name: "results of different loads",
      args: ["--a", a, "--b", elsewhere, "--percentiles", "50"],
      says: /connections is 32 in .*a\/0\.json and 64 in .*other\/0\.json; both sides must/,
    },
    {
      name: "results without a percentile",
      args: ["--a", a, "--b", join(folder, "same")],
      says: /a\/0\.json has no p90 of outcome; it has 50: compare those/,
    },
    {
      name: "a run twice",
      args: ["--a", a, "--b", a, "--percentiles", "50"],
      says: /are the same run, 20260102-030405-a00000; each counts once/,
    },
    {
      name: "what is no result",
      args: ["--a", a, "--b", join(folder, "missing.json")],
      says: /missing\.json can't be read/,
    },
    {
      name: "a flag of runs with results",
      args: ["--a", a, "--b", a, "--queue-timeout", "1s"],
      says: "--queue-timeout is of no use with --a and --b: their runs are made",
    },
    {
      name: "a URL with results",
      args: ["http://127.0.0.1:1/", "--a", a, "--b", a],
      says: 'the URL "http://127.0.0.1:1/" and stored results are given',
    },
    {
      name: "a margin of 0",
      args: ["--a", a, "--b", a, "--margin", "0%"],
      says: '--margin is "0%"; it must be a percentage above 0 and up to 100, such as 5%',
    },
    {
      name: "an ending without a format",
      args: ["--a", a, "--b", a, "-o", "out.png"],
      says: '--output is "out.png"; its ending must be .json or .svg',
    },
    {
      name: "a load that there is not",
      args: ["http://127.0.0.1:1/", "http://127.0.0.1:2/", "--rate", "-1"],
      says: '--rate is -1; it must be a number above 0 and up to 10000000, or "max"',
    },
    {
      name: "a second URL that is none",
      args: ["http://127.0.0.1:1/", "nowhere"],
      says: 'url is "nowhere"; it must be',
    },
    {
      name: "a folder with results in it to keep more in",
      args: ["http://127.0.0.1:1/", "http://127.0.0.1:2/", "--keep", folder],
      says: /--keep is ".*"; it must be a new folder: this one has results in it/,
    },
  ] as const) {
    await t.test(`refuses ${name} in one line`, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["compare", ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.match(stderr, says);
      t.match(stderr, /^mesh-bench: [^\n]*\n$/);
    });
  }

  await t.test("explains itself in 80 columns", async (t) => {
    const { exitCode, stdout } = await runBinary(["compare", "--help"]);
    t.equal(exitCode, 0);
    for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits: ${line}`);
  });
});
