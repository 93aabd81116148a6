// Runs the compiled tests on each supported Node and prints one `N passed, N failed` line per version.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const versions = process.argv.length > 2 ? process.argv.slice(2) : ["20", "22", "24", "26"];
let isGreen = true;
for (const version of versions) {
  const tap = ["node_modules/.bin/tap", "--reporter=tap"];
  const isThisOne = process.version.startsWith(`v${version}.`);
  const [command, args] = isThisOne
    ? [process.execPath, tap]
    : ["npx", ["-y", "-p", `node@${version}`, "--", "node", ...tap]];
  const { stdout, status } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  const summary = /^# \{ total: \d+(.*)\}$/m.exec(stdout)?.[1] ?? "";
  const count = (name) => Number(new RegExp(`${name}: (\\d+)`).exec(summary)?.[1] ?? 0);
  const failed = count("fail") + (status !== 0 && count("fail") === 0 ? 1 : 0);
  isGreen &&= failed === 0 && count("pass") > 0;
  console.log(`node ${version}: ${count("pass")} passed, ${failed} failed`);
  if (failed > 0)
    console.log(
      stdout
        .split("\n")
        .filter((line) => /^\s*not ok /.test(line))
        .join("\n"),
    );
}
process.exitCode = isGreen ? 0 : 1;
