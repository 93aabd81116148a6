import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import t from "tap";

const MAIN = fileURLToPath(new URL("../../cli/main.js", import.meta.url));

t.test("Help, version and usage errors wait for nothing of the engine", async (t) => {
  const { metafile } = await build({
    entryPoints: [MAIN],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    outdir: "unused",
    write: false,
    metafile: true,
  });
  const { outputs } = metafile;
  const atOnce = new Set(
    Object.keys(outputs).filter((name) => outputs[name]?.entryPoint?.endsWith("cli/main.js")),
  );
  // A set that grows while it is walked: what an import brings is looked at as well.
  for (const name of atOnce) {
    for (const { path, kind, external } of outputs[name]?.imports ?? []) {
      if (kind === "import-statement" && external !== true) atOnce.add(path);
    }
  }
  const read = [...atOnce].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
  t.ok(read.some((path) => path.endsWith("cli/program.js")));
  t.strictSame(
    read.filter((path) => /\/(engine|server|wire|workers)\//.test(path)),
    [],
  );
});
