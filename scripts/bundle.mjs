// Puts the program into few files: Node reads each module of an import graph on its own, which made half of the time from
// `mesh-bench load` to its first request. What the packages need beside their code (a worker file, native parts) stays
// outside, and the library is not bundled.
import { chmod, readFile, rm } from "node:fs/promises";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const OUTSIDE = ["piscina", "undici", "fastify", "@fastify/*"];
/** Modules that start another file of the program, by name: in the package it lies beside them. */
const STARTERS = [
  {
    file: "engine/run/worker-pool.js",
    from: '"../../workers/index.js"',
    to: '"../../bin/worker.js"',
  },
  {
    file: "cli/floor/null-target.js",
    from: '"./null-target-process.js"',
    to: '"../../bin/null-target.js"',
  },
];

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const outdir = `${dist}bin`;

await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: {
    "mesh-bench": `${dist}cli/main.js`,
    worker: `${dist}workers/index.js`,
    "null-target": `${dist}cli/floor/null-target-process.js`,
  },
  outdir,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  external: OUTSIDE,
  chunkNames: "[name]-[hash]",
  legalComments: "eof",
  logLevel: "warning",
  banner: {
    js: 'import { createRequire as toRequire } from "node:module"; const require = toRequire(import.meta.url);',
  },
  plugins: [{ name: "own-files", setup: keepOwnFilesFound }],
});
await chmod(`${outdir}/mesh-bench.js`, 0o755);

/** A module that looks for a file beside itself looks beside its compiled original; a starter, for the bundled file. */
function keepOwnFilesFound({ onLoad }) {
  onLoad({ filter: /\.js$/ }, async ({ path }) => {
    if (!path.startsWith(dist)) return undefined;
    const here = JSON.stringify(relative(outdir, path));
    let contents = await readFile(path, "utf8");
    for (const { file, from, to } of STARTERS) {
      if (!path.endsWith(file)) continue;
      if (!contents.includes(from)) throw new Error(`${path} does not name ${from}`);
      contents = contents.replace(from, to);
    }
    contents = contents.replaceAll("import.meta.url", `new URL(${here}, import.meta.url).href`);
    return { contents, resolveDir: dirname(path) };
  });
}
