import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { BundleVerification, RunBundle } from "../../engine/index.js";
import { runBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

t.test("mesh-bench verify", async (t) => {
  const target = await withTarget(t);
  const folder = t.testdir();
  const file = join(folder, "run.bundle.json");
  const load = ["load", target.url, "-r", "200", "-d", "500ms", "--seed", "1", "--quiet"];
  await runBinary([...load, "--bundle", file]);

  await t.test("computes every figure of a kept bundle again", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["verify", file]);
    t.equal(stderr, "");
    t.equal(exitCode, 0);
    t.match(stdout, /^verified · \d{8}-\d{6}-[0-9a-z]{6}\n/);
    t.match(stdout, /\nFigures +every figure/);
    t.match(
      stdout,
      /\nBooks +100 planned requests are all accounted for, and the intervals add\n +up to the run\n/,
    );
    t.match(stdout, /\nSchedule +100 arrivals, instant by instant/);
    t.match(stdout, /\nAnalysis +what was to be read off was fixed before the start\n/);
  });

  await t.test("gives what it found as JSON", async (t) => {
    const { exitCode, stdout } = await runBinary(["verify", file, "--json", "-"]);
    t.equal(exitCode, 0);
    const found = JSON.parse(stdout) as BundleVerification;
    t.equal(found.verified, true);
    t.strictSame(found.differences, []);
  });

  await t.test("exits with 3 where a figure is another one, and names it", async (t) => {
    const bundle = JSON.parse(readFileSync(file, "utf8")) as RunBundle;
    const changed = join(folder, "changed.json");
    const requests = { ...bundle.result.requests, completed: 99 };
    writeFileSync(changed, JSON.stringify({ ...bundle, result: { ...bundle.result, requests } }));
    const { exitCode, stdout } = await runBinary(["verify", changed]);
    t.equal(exitCode, 3);
    t.match(stdout, /^not verified/);
    t.match(stdout, /\/requests\/completed:\s+99\s+is\s+stored,\s+100\s+comes\s+out/);
  });

  await t.test("refuses what is no bundle in one line", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["verify", join(folder, "none")]);
    t.equal(exitCode, 2);
    t.equal(stdout, "");
    t.match(stderr, /^mesh-bench: .*none can't be read: ENOENT[^\n]*\n$/);
  });
});
