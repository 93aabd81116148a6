// Every gate, one after the other; the last line is `N passed, N failed`, counting test assertions and failed gates.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const GATES = [
  ["types", "tsc -b . ui"],
  ["page and rights", "node scripts/build.mjs"],
  ["packages of the system", "bash scripts/install-packages.sh"],
  ["lint", "eslint ."],
  ["format", "prettier --check --log-level warn ."],
  [
    "import directions",
    "depcruise --output-type err-long --config .dependency-cruiser.cjs wire engine workers server cli ui bench test",
  ],
  ["unused code", "knip"],
  // Without it the first run takes the plugins that we leave out: the runner makes itself anew only after it has chosen.
  ["test runner", "tap build"],
  ["tests", "tap --reporter=tap"],
  ["docs", "typedoc --emit none"],
  ["package", "publint --strict && attw --pack . --profile esm-only"],
];

let passedCount = 0;
let failedCount = 0;
for (const [name, command] of GATES) {
  const began = performance.now();
  const isTests = name === "tests";
  const { code, output } = await run(command, isTests);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  if (isTests) {
    const counts = countAssertions(output);
    passedCount += counts.passed;
    failedCount += counts.failed;
    if (code !== 0 && counts.failed === 0) failedCount++;
    if (counts.passed === 0) failedCount++;
  } else if (code === 0) {
    passedCount++;
  } else {
    failedCount++;
  }
  if (code !== 0 && !isTests) process.stdout.write(output);
  console.log(`${code === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
}
console.log(`${passedCount} passed, ${failedCount} failed`);
process.exitCode = failedCount === 0 ? 0 : 1;

function run(command, isTests) {
  return new Promise((resolve) => {
    const child = spawn("bash", ["-c", command], {
      cwd: root,
      env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const take = (chunk) => {
      output += chunk;
      if (isTests) report(String(chunk));
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.on("close", (code) => resolve({ code, output }));
  });
}

// Of the tests' own output only what failed, and which file is done: a log that people read.
function report(text) {
  const lines = text
    .split("\n")
    .filter((line) =>
      /^(ok|not ok) |^\s*not ok |^\s+(message|at|diff|found|wanted|error|stack):/.test(line),
    );
  if (lines.length > 0) console.log(lines.join("\n"));
}

function countAssertions(output) {
  const summary = /^# \{ total: (\d+)(.*)\}$/m.exec(output);
  const lines = output.split("\n");
  const leaf = (pattern) => lines.filter((line) => pattern.test(line)).length;
  if (summary !== null) {
    const failed = /fail: (\d+)/.exec(summary[2]);
    const passed = /pass: (\d+)/.exec(summary[2]);
    return { passed: Number(passed?.[1] ?? 0), failed: Number(failed?.[1] ?? 0) };
  }
  return { passed: leaf(/^\s*ok /), failed: leaf(/^\s*not ok /) };
}
