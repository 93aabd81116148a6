import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { RESULT_FORMATS, RESULT_SOURCES } from "../../engine/index.js";
import type { AnyResult } from "../../engine/index.js";
import { ENCODED_OPEN_RESULT } from "../fixtures/encoded-result.js";
import { peerFile } from "../fixtures/peer-files.js";
import { runBinary } from "../fixtures/run-binary.js";

t.test("mesh-bench convert", async (t) => {
  const folder = t.testdir();
  const ours = join(folder, "run.json");
  writeFileSync(ours, JSON.stringify(ENCODED_OPEN_RESULT));
  const fortio = peerFile("fortio-http.json");
  const wrk2 = peerFile("wrk2.txt");

  await t.test("writes to standard output, and says what was lost", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["convert", ours, "--to", "fortio"]);
    t.equal(exitCode, 0);
    t.match(JSON.parse(stdout), { RunType: "HTTP", DurationHistogram: { Count: 100 } });
    const lines = stderr.trimEnd().split("\n");
    t.ok(lines.length > 5, "one line each");
    for (const line of lines) t.match(line, /^mesh-bench: fortio: ./);
  });
  await t.test("writes to a file by its ending, and with --quiet without a word", async (t) => {
    const output = join(folder, "run.fortio.json");
    const { exitCode, stdout, stderr } = await runBinary([
      "convert",
      ours,
      "-o",
      output,
      "--quiet",
    ]);
    t.equal(exitCode, 0);
    t.equal(stdout, "");
    t.equal(stderr, "");
    t.match(JSON.parse(readFileSync(output, "utf8")), { RunType: "HTTP" });
  });
  await t.test(
    "reads what another tool has written, and names what it does not tell",
    async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["convert", fortio, "--to", "json"]);
      t.equal(exitCode, 0);
      const result = JSON.parse(stdout) as AnyResult;
      t.equal(result.schema, "mesh-bench/result/v1");
      t.match(result.converted, { from: "fortio" });
      t.equal(result.converted?.missing.length, 32);
      t.match(stderr, `mesh-bench: ${fortio}: the sizes of responses`);
      t.match(stderr, `mesh-bench: ${fortio}: fortio does not tell 32 fields of a result`);
    },
  );
  await t.test("goes there and back through files", async (t) => {
    const back = join(folder, "back.json");
    const there = join(folder, "there.fortio.json");
    await runBinary(["convert", ours, "-o", there]);
    const { exitCode } = await runBinary(["convert", there, "-o", back]);
    t.equal(exitCode, 0);
    const { latency, id } = JSON.parse(readFileSync(back, "utf8")) as AnyResult;
    t.equal(latency.response.encoded, ENCODED_OPEN_RESULT.latency.response.encoded);
    t.equal(id, ENCODED_OPEN_RESULT.id);
    const again = await runBinary(["convert", back, "--to", "fortio", "--quiet"]);
    t.equal(again.exitCode, 0, "a converted result is converted again");
  });
  await t.test("writes unknown numbers only where they can be told as such", async (t) => {
    for (const { name } of RESULT_FORMATS) {
      if (/^(json|yaml|hgrm|fortio)$/.test(name)) continue;
      const { exitCode, stderr } = await runBinary(["convert", fortio, "--to", name]);
      t.equal(exitCode, 2, name);
      t.match(stderr, `--to is ${name}, which can't say that a number is not known`);
    }
  });
  await t.test("explains itself in 80 columns, with all names", async (t) => {
    const { exitCode, stdout } = await runBinary(["convert", "--help"]);
    t.equal(exitCode, 0);
    for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits: ${line}`);
    for (const { name } of RESULT_FORMATS) t.match(stdout, new RegExp(`--to\\)[^]*\\b${name}\\b`));
    for (const { name } of RESULT_SOURCES) t.match(stdout, new RegExp(`--from\\).*\\b${name}\\b`));
  });

  const cut = join(folder, "cut.json");
  writeFileSync(cut, JSON.stringify(ENCODED_OPEN_RESULT).slice(0, 1000));
  const next = join(folder, "next.json");
  writeFileSync(next, JSON.stringify({ ...ENCODED_OPEN_RESULT, schema: "mesh-bench/result/v2" }));
  const failed = join(folder, "failed.json");
  writeFileSync(
    failed,
    JSON.stringify({ error: true, message: "init error", exception: "no host" }),
  );
  for (const { name, args, says } of [
    { name: "no file", args: ["--to", "json"], says: /missing required argument 'file'/ },
    { name: "two inputs", args: [ours, fortio, "--to", "json"], says: /too many arguments/ },
    { name: "no format", args: [ours], says: /--to is missing; it must be one of json, / },
    {
      name: "an unknown format",
      args: [ours, "--to", "xlsx"],
      says: /--to is "xlsx"; it must be one of json, /,
    },
    {
      name: "an unknown ending",
      args: [ours, "-o", join(folder, "run.xlsx")],
      says: /--output is ".*run\.xlsx"; without --to its ending must be one of \.json, /,
    },
    {
      name: "a file that can't be written",
      args: [ours, "-o", "/missing/run.json"],
      says: /--output is "\/missing\/run\.json"; it must be a file in a folder that exists/,
    },
    {
      name: "an unknown source",
      args: [ours, "--from", "jmeter", "--to", "json"],
      says: /--from is "jmeter"; it must be one of json, fortio, k6, wrk2, hgrm/,
    },
    {
      name: "an unknown unit",
      args: [wrk2, "--unit", "s", "--to", "json"],
      says: /--unit is "s"; it must be one of ns, us, ms/,
    },
    {
      name: "another unit than the file has",
      args: [wrk2, "--unit", "us", "--to", "json"],
      says: /its 100% is 3\.95ms, .* which is not the same in us/,
    },
    {
      name: "a percentile text without its unit",
      args: [peerFile("hdr-histogram-js.hgrm"), "--to", "json"],
      says: /it does not say what its values are; --unit must: ns, us, ms/,
    },
    {
      name: "a file that was cut off",
      args: [cut, "--to", "fortio"],
      says: /cut\.json begins as JSON and is none, it may have been cut off/,
    },
    {
      name: "another schema version",
      args: [next, "--to", "fortio"],
      says: /schema is "mesh-bench\/result\/v2"; this program reads "mesh-bench\/result\/v1"/,
    },
    {
      name: "a run of fortio that failed",
      args: [failed, "--to", "json"],
      says: /it failed: init error: no host/,
    },
    {
      name: "one tool's file as another's",
      args: [peerFile("k6-summary.json"), "--from", "fortio", "--to", "json"],
      says: /is no result of fortio: RunType is missing/,
    },
    {
      name: "what is no result",
      args: [peerFile("hey.txt"), "--to", "json"],
      says: /hey\.txt is no result that can be read; it must be one of json \(/,
    },
    {
      name: "a file that is not there",
      args: [join(folder, "none.json"), "--to", "json"],
      says: /none\.json can't be read: ENOENT/,
    },
  ]) {
    await t.test(`refuses ${name} with one line`, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["convert", ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.match(stderr, says);
      t.match(stderr, /^mesh-bench: /);
      t.equal(stderr.trimEnd().includes("\n"), false);
    });
  }
});
