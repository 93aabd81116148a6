// Breaks one rule at a time in a copy of the compiled code and shows that a test sees it. Usage: test-mutants.mjs [text of a rule]
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { clearTimeout, setTimeout } from "node:timers";
import { fileURLToPath } from "node:url";
import { MUTANTS } from "../test/mutants/mutants.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const TEST_PATIENCE_MS = 180_000;
const chosen = MUTANTS.filter(({ rule }) => rule.includes(process.argv[2] ?? ""));

/** A copy of what tests need, to be broken. */
function createCopy() {
  const copy = mkdtempSync(join(tmpdir(), "mesh-bench-mutants-"));
  cpSync(join(root, "dist"), join(copy, "dist"), { recursive: true });
  for (const name of ["node_modules", "package.json"])
    symlinkSync(join(root, name), join(copy, name));
  return copy;
}

function passes(copy, test) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(copy, "dist", "test", test)], { stdio: "ignore" });
    // A mutant that never ends is seen as well.
    const patience = setTimeout(() => child.kill("SIGKILL"), TEST_PATIENCE_MS);
    child.on("error", reject);
    child.on("exit", (code) => {
      clearTimeout(patience);
      resolve(code === 0);
    });
  });
}

/** @returns the test that sees the mutant, or why none does */
async function judge(copy, { file, from, to, tests }) {
  const path = join(copy, "dist", file);
  const text = readFileSync(path, "utf8");
  const places = text.split(from).length - 1;
  if (places !== 1) return { isSeen: false, by: `stale: "${from}" is ${places} times in ${file}` };
  for (const test of tests) {
    if (!(await passes(copy, test))) return { isSeen: false, by: `${test} fails without it, too` };
  }
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  try {
    for (const test of tests) {
      if (!(await passes(copy, test))) return { isSeen: true, by: test };
    }
    return { isSeen: false, by: `none of ${tests.join(", ")}` };
  } finally {
    writeFileSync(path, text);
  }
}

const waiting = [...chosen];
let survivors = 0;
async function work() {
  const copy = createCopy();
  try {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const { isSeen, by } = await judge(copy, mutant);
      if (!isSeen) survivors++;
      console.log(`${isSeen ? "seen    " : "SURVIVED"} ${mutant.rule}\n           ${by}`);
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
console.log(`${chosen.length - survivors} seen, ${survivors} survived`);
process.exitCode = survivors === 0 && chosen.length > 0 ? 0 : 1;
