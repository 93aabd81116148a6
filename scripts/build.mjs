// Compiles every room, bundles the program and lays the web page's files beside the compiled server.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-b", ".", "ui"], {
  cwd: root,
  stdio: "inherit",
});
mkdirSync(`${root}dist/ui`, { recursive: true });
cpSync(`${root}ui/static`, `${root}dist/ui`, { recursive: true });
await import("./bundle.mjs");
