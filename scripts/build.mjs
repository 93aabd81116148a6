// Compiles every room, writes the schema of results, bundles the program and lays the web page's files beside the compiled
// server.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b", ".", "ui"], {
  cwd: root,
  stdio: "inherit",
});
mkdirSync(`${root}dist/ui`, { recursive: true });
cpSync(`${root}ui/static`, `${root}dist/ui`, { recursive: true });
const { resultJsonSchema } = await import(`${root}dist/engine/result/schema/json-schema.js`);
mkdirSync(`${root}dist/schemas/result`, { recursive: true });
writeFileSync(
  `${root}dist/schemas/result/v1.json`,
  `${JSON.stringify(resultJsonSchema(), null, 2)}\n`,
);
await import("./bundle.mjs");
