import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { RepeatsSummary, RunResult } from "../../engine/index.js";
import { runBinary, startBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

interface Repeats {
  readonly schema: string;
  readonly summary: RepeatsSummary;
  readonly runs: readonly RunResult[];
}

t.test("mesh-bench load --repeat", async (t) => {
  const { url } = await withTarget(t);
  const args = ["load", `${url}/`, "-r", "200", "-c", "2", "-d", "200ms", "--seed", "7"];

  await t.test(
    "makes runs one after the other, each with its own seed, and sums them up",
    async (t) => {
      const folder = t.testdir();
      const kept = ["-o", join(folder, "out.json"), "--json", join(folder, "all.json")];
      const { exitCode, stdout, stderr } = await runBinary([...args, "--repeat", "3", ...kept]);
      t.strictSame(readdirSync(folder).sort(), [
        "all.json",
        "out.1.json",
        "out.2.json",
        "out.3.json",
      ]);
      const { schema, summary, runs } = JSON.parse(
        readFileSync(join(folder, "all.json"), "utf8"),
      ) as Repeats;
      t.equal(schema, "mesh-bench/repeats/v1");
      t.equal(runs.length, 3);
      const seeds = runs.map(({ spec }) => spec.seed);
      t.equal(seeds[0], 7, "the first one has the seed that was given");
      t.equal(new Set(seeds).size, 3);
      seeds.forEach((seed, at) => t.match(stderr, `Run ${at + 1} of 3, seed ${seed}\n`));
      const medians = runs.map(({ latency }) => latency.outcome.percentiles["50"]);
      const { medianNs, minNs, maxNs } = summary.latency.outcome["50"]!;
      t.strictSame(
        [minNs, medianNs, maxNs],
        medians.map(Number).sort((a, b) => a - b),
      );
      const second = JSON.parse(readFileSync(join(folder, "out.2.json"), "utf8")) as RunResult;
      t.equal(second.id, runs[1]?.id);
      t.match(stdout, /\nOutcome over runs +median +min +max +CV of runs\n/);
      const isInvalid = runs.some(({ generator }) => generator.verdict === "invalid");
      t.equal(exitCode, isInvalid ? 5 : 0, "the worst of all");
    },
  );

  await t.test("fills a folder", async (t) => {
    const folder = t.testdir();
    await runBinary([...args, "--repeat", "2", "-o", folder, "--quiet"]);
    t.strictSame(readdirSync(folder).sort(), ["run.1.json", "run.2.json"]);
  });

  await t.test("ends with the run that is interrupted", async (t) => {
    const binary = startBinary([...args, "--repeat", "50", "--json", "-"]);
    await binary.hasSaid(/Run 3 of 50/);
    binary.kill("SIGINT");
    const { stdout } = await binary.ended;
    const { runs } = JSON.parse(stdout) as Repeats;
    t.ok(runs.length >= 2 && runs.length < 50, `${runs.length} runs`);
  });

  await t.test("ends with 1 at a run that could not be done", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary([
      "load",
      "http://127.0.0.1:1/",
      "-n",
      "5",
      "--repeat",
      "3",
    ]);
    t.equal(exitCode, 1);
    t.equal(stdout, "");
    t.notMatch(stderr, "Run 2");
  });

  await t.test("refuses a file without a known ending by the name that was typed", async (t) => {
    const { exitCode, stderr } = await runBinary([...args, "--repeat", "2", "-o", "runs.txt"]);
    t.equal(exitCode, 2);
    t.match(stderr, /^mesh-bench: --output is "runs\.txt"; its ending must be [^\n]+\n$/);
  });

  for (const { name, typed } of [
    { name: "0", typed: "0" },
    { name: "a fraction", typed: "1.5" },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      const { exitCode, stderr } = await runBinary([...args, "--repeat", typed]);
      t.equal(exitCode, 2);
      t.equal(
        stderr,
        `mesh-bench: --repeat is ${typed}; it must be a whole number from 1 to 1000\n`,
      );
    });
  }
});
