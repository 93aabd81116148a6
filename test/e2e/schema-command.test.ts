import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import t from "tap";
import { resultJsonSchema } from "../../engine/index.js";
import { runBinary } from "../fixtures/run-binary.js";

t.test("mesh-bench schema", async (t) => {
  await t.test("prints the schema of results", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["schema"]);
    t.equal(stderr, "");
    t.equal(exitCode, 0);
    t.same(JSON.parse(stdout), resultJsonSchema());
  });
  await t.test("explains itself in 80 columns", async (t) => {
    const { exitCode, stdout } = await runBinary(["schema", "--help"]);
    t.equal(exitCode, 0);
    for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits: ${line}`);
  });
});

t.test("the package has the schema of results in a file", async (t) => {
  const path = createRequire(import.meta.url).resolve("mesh-bench/schemas/result/v1.json");
  t.same(JSON.parse(readFileSync(path, "utf8")), resultJsonSchema());
});
