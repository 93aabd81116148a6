import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import t from "tap";
import { ERROR_KINDS, RESULT_FORMATS } from "../engine/index.js";
import { REPORT_STYLE } from "../engine/result/formats/html/report-style.js";

// What lint cannot see: things that must agree across files. Compiled tests run from dist/test.
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BLOB_BYTES_MAX = 256 * 1024;
const SOURCE = /^(engine|wire|workers|server|cli|mesh|ui)\/.*\.ts$/;
/** Made by a tool from package.json, one line a dependency of a dependency. */
const GENERATED = /^package-lock\.json$/;
const NOT_OURS = new Set([".git", ".tap", "coverage", "dist", "node_modules"]);
/** Words of other tools that mean what we call otherwise. */
const STRAYS: Readonly<Record<string, string>> = {
  qps: "ratePerSecond, or achievedPerSecond",
  rps: "ratePerSecond, or achievedPerSecond",
  tps: "ratePerSecond, or achievedPerSecond",
  throttle: "ArrivalSchedule or Pacer",
  vu: "connection or slot",
};

t.test("docs/errors.md lists the codes of ErrorCode", (t) => {
  assertSameCodes(t, "engine/core/errors.ts", "ErrorCode", "docs/errors.md");
  t.end();
});

t.test("docs/errors.md lists the kinds of ERROR_KINDS", (t) => {
  const items = read("docs/errors.md").matchAll(/^- `(\w+)`: /gm);
  t.strictSame(
    Array.from(items, ([, kind]) => kind),
    [...ERROR_KINDS],
  );
  t.end();
});

t.test("docs/verdict.md lists the codes of VerdictCode", (t) => {
  assertSameCodes(t, "engine/core/frame.ts", "VerdictCode", "docs/verdict.md");
  const text = read("docs/verdict.md");
  for (const code of unionOf("engine/core/frame.ts", "VerdictCode")) {
    t.match(text, `\n### ${code}\n`, `${code} has a section with the reason for its number`);
  }
  t.end();
});

t.test("docs/verdict.md has the numbers of the default thresholds", (t) => {
  const text = read("docs/verdict.md");
  const source = read("engine/result/verdict-thresholds.ts");
  for (const { inSource, inDocs } of [
    { inSource: "valid: { share: 0.05, floorNs: 20_000 }", inDocs: "more than 5 % (and 20 µs)" },
    { inSource: "suspect: { share: 0.25, floorNs: 100_000 }", inDocs: "from 25 % (and 100 µs)" },
    { inSource: "notSentShare: 0.01", inDocs: "over 1 % of the planned" },
    { inSource: "throttledShare: 0.01", inDocs: "over 1 % of the measured window" },
    { inSource: "stealPercent: 2,", inDocs: "over 2 % of the machine's time" },
    { inSource: "boundUtilization: 0.95", inDocs: "at least 95 % of its time" },
    { inSource: "gcPauseNs: 50 * NS_PER_MS", inDocs: "over 50 ms" },
    { inSource: "loopDelayNs: 50 * NS_PER_MS", inDocs: "event loop took over 50 ms" },
    { inSource: "runDelayShare: 0.05", inDocs: "no core for over 5 % of the measured window" },
    { inSource: "machineBusyPercent: 95", inDocs: "busy for over 95 % of the measured window" },
    { inSource: "machineOthersPercent: 10", inDocs: "for over 10 % of it with other programs" },
  ]) {
    t.ok(source.includes(inSource), `engine/result/verdict-thresholds.ts says ${inSource}`);
    t.ok(text.includes(inDocs), `docs/verdict.md says ${inDocs}`);
  }
  t.end();
});

t.test("CHANGELOG.md has versions, and in them Features, Correctness and Internals", (t) => {
  const lines = read("CHANGELOG.md").split("\n");
  t.equal(lines[0], "# Changelog");
  const { version } = JSON.parse(read("package.json")) as { version: string };
  const versions = lines.filter((line) => line.startsWith("## "));
  t.ok(versions.length > 0, "at least one version");
  for (const line of versions) {
    t.match(line, /^## (Unreleased|\d+\.\d+\.\d+ \(\d{4}-\d{2}-\d{2}\))$/, line);
  }
  const released = versions.filter((line) => line !== "## Unreleased");
  if (released.length > 0) t.match(released[0], `## ${version} (`, "the newest is package.json's");
  for (const line of lines.filter((each) => each.startsWith("### "))) {
    t.match(line, /^### (Features|Correctness|Internals)$/, line);
  }
  const rest = lines.filter((line) => line !== "" && !line.startsWith("#"));
  t.strictSame(
    rest.filter((line) => !/^(- | {2})\S/.test(line)),
    [],
    "a line is an entry of a list",
  );
  t.end();
});

t.test("docs/formats.md lists the ending of every format", (t) => {
  const text = read("docs/formats.md");
  for (const ending of RESULT_FORMATS.flatMap(({ endings }) => endings)) {
    t.match(text, new RegExp(`^\\|.*\`\\${ending}\`.*\\|`, "m"), ending);
  }
  t.end();
});

t.test("A report has the colours of the server's page", (t) => {
  const page = read("ui/static/style.css");
  for (const isDark of [false, true]) {
    const theirs = coloursOf(page, isDark);
    const shared = [...coloursOf(REPORT_STYLE, isDark)].filter(([name]) => theirs.has(name));
    t.ok(shared.length > 12, "the colours are found");
    for (const [name, value] of shared) t.equal(value, theirs.get(name), name);
  }
  t.end();
});

t.test("Every mutant of npm run test:mutants finds its place in the compiled code", async (t) => {
  const list = (await import(pathToFileURL(join(ROOT, "test/mutants/mutants.mjs")).href)) as {
    readonly MUTANTS: readonly { rule: string; file: string; from: string; tests: string[] }[];
  };
  for (const { rule, file, from, tests } of list.MUTANTS) {
    t.equal(read(join("dist", file)).split(from).length - 1, 1, rule);
    t.ok(tests.every((test) => statSync(join(ROOT, "dist/test", test)).isFile()));
  }
});

t.test("Exported names are our words", (t) => {
  for (const path of allFiles().filter((each) => SOURCE.test(each))) {
    for (const name of exportedNamesOf(read(path))) {
      for (const word of wordsOf(name)) {
        const better = STRAYS[word];
        if (better !== undefined) t.fail(`${path} exports ${name}: say ${better}, not ${word}`);
      }
    }
  }
  t.strictSame(wordsOf("maxQpsPerVU"), ["max", "qps", "per", "vu"], "names are taken apart");
  t.strictSame(
    [...exportedNamesOf("export const aRps = 1;\nexport type { B, C as D } from")],
    ["aRps", "B", "D"],
    "exports are found",
  );
  t.end();
});

t.test("Files hold what belongs into them", (t) => {
  const paths = allFiles();
  t.ok(paths.length > 100, "the repository's files are found");
  const leftOver = new RegExp(`\\b(${["FIX" + "ME", "TO" + "DO", "X" + "XX"].join("|")})\\b`);
  for (const path of paths.filter((each) => !GENERATED.test(each))) {
    const { size } = statSync(join(ROOT, path));
    if (size > BLOB_BYTES_MAX)
      t.fail(`${path} has ${size} bytes; at most ${BLOB_BYTES_MAX} are allowed`);
    if (!/\.(ts|js|mjs|cjs|md|json|yml|sh|css|html)$/.test(path)) continue;
    const found = leftOver.exec(read(path));
    if (found !== null) t.fail(`${path} has a left-over ${found[0]}: do it, or write an issue`);
  }
  t.end();
});

t.test("No file is another one's twin", (t) => {
  const paths = allFiles();
  const lower = paths.map((path) => path.toLowerCase());
  t.equal(new Set(lower).size, lower.length, "no two names differ only in their case");
  const twins = paths.filter((path) => /[-_. ](copy|old|new|orig|bak|backup|\d)\.\w+$/i.test(path));
  t.strictSame(twins, [], "history is kept by git, not by names");
  t.end();
});

/** Every code has a row in the page's table, and every row is a code. */
function assertSameCodes(t: Checker, source: string, union: string, page: string): void {
  const rows = read(page).matchAll(/^\| `(\w+)`/gm);
  const documented = Array.from(rows, ([, code]) => code ?? "");
  const codes = unionOf(source, union);
  t.ok(codes.length > 0, `${source} has the union ${union}`);
  t.strictSame(documented.sort(), codes.sort(), `${page} lists ${union} of ${source}`);
}

function unionOf(path: string, name: string): string[] {
  const body = new RegExp(`export type ${name} =([^;]*);`).exec(read(path))?.[1] ?? "";
  return Array.from(body.matchAll(/"(\w+)"/g), ([, code]) => code ?? "");
}

/** Names that a module exports, of declarations and of lists. */
function exportedNamesOf(text: string): Set<string> {
  const names = new Set<string>();
  const declared =
    /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type) (\w+)/gm;
  for (const [, name] of text.matchAll(declared)) names.add(name ?? "");
  for (const [, list] of text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)) {
    for (const entry of (list ?? "").split(",")) {
      const name = entry.trim().split(/\s+/).at(-1) ?? "";
      if (name !== "") names.add(name);
    }
  }
  return names;
}

/** The colours that a style gives names to, in its light part or in its dark one. */
function coloursOf(style: string, isDark: boolean): ReadonlyMap<string, string> {
  const from = style.indexOf("prefers-color-scheme: dark");
  const part = isDark ? style.slice(from, style.indexOf("}", from)) : style.slice(0, from);
  const found = part.matchAll(/(--[\w-]+):\s*(#\w+)/g);
  return new Map(Array.from(found, ([, name = "", value = ""]) => [name, value]));
}

/** `maxQpsPerSecond` is max, qps, per, second. */
function wordsOf(name: string): string[] {
  const parts = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1 $2");
  return parts.toLowerCase().split(/[\s_]+/);
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Paths of the project's own files, relative to its root. */
function allFiles(folder = ""): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return NOT_OURS.has(entry.name) ? [] : allFiles(path);
  });
}

interface Checker {
  ok(found: unknown, message: string): boolean;
  strictSame(found: unknown, wanted: unknown, message: string): boolean;
}
