import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { percentileText } from "../../engine/index.js";
import { openBrowser } from "../fixtures/browser.js";
import { FULL_RESULT } from "../fixtures/full-result.js";
import { runBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

/** As it would be run if any text of a result became a part of the page. */
const EVIL = `<img src=x onerror="document.title='owned'"><script>document.title = "owned"</script>`;

/** Runs in the page; a text, because the tests are compiled without the types of a browser. */
const READ_CHARTS = `[...document.querySelectorAll("figure.chart svg")].map((svg) => ({
  title: svg.getAttribute("aria-label"),
  width: svg.getBoundingClientRect().width,
  lines: [...svg.querySelectorAll(".line")].map((line) => {
    const { width, height } = line.getBBox();
    return { length: line.getTotalLength(), width, height, colour: getComputedStyle(line).stroke };
  }),
  labels: [...svg.querySelectorAll("text")].map((text) => text.textContent),
}))`;

interface ShownChart {
  readonly title: string;
  readonly width: number;
  readonly lines: readonly {
    readonly length: number;
    readonly width: number;
    readonly colour: string;
  }[];
  readonly labels: readonly string[];
}

const READ_LATENCY = `Object.fromEntries([...document.querySelectorAll("#latency tbody tr")].map((row) =>
  [row.cells[0].textContent.split(" ")[0], row.cells[1].textContent]))`;

/** What a page must have so that it can be read by ear: found by hand, as the usual checkers do. */
const READ_OUTLINE = `({
  language: document.documentElement.lang,
  headings: [...document.querySelectorAll("h1, h2, h3")].map(({ tagName }) => tagName),
  emptyHeadings: [...document.querySelectorAll("h1, h2, h3, th[scope=col]")].filter((each) => each.textContent.trim() === "").length,
  tablesWithoutCaption: [...document.querySelectorAll("table")].filter(({ caption }) => !caption?.textContent).length,
  headsWithoutScope: [...document.querySelectorAll("th")].filter((each) => !each.hasAttribute("scope")).length,
  rowsWithoutHead: [...document.querySelectorAll("tbody tr")].filter((row) => row.cells[0].tagName !== "TH").length,
  unevenTables: [...document.querySelectorAll("table")].filter((table) => new Set([...table.rows].map((row) => row.cells.length)).size > 1).length,
  namelessImages: [...document.querySelectorAll("[role=img], [role=region]")].filter((each) => !each.getAttribute("aria-label")).length,
  twiceUsedIds: [...document.querySelectorAll("[id]")].map(({ id }) => id).filter((id, at, all) => all.indexOf(id) !== at),
})`;

/** Opens a page of a file, keeps what goes wrong in it, and refuses it every other address. */
async function openFile(page: Page, path: string): Promise<readonly string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => faults.push(message.text()));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(path).href) faults.push(request.url());
  });
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(path).href);
  return faults;
}

t.test("mesh-bench report", async (t) => {
  const folder = t.testdir();
  const resultPath = join(folder, "run.json");
  const pagePath = join(folder, "run.html");
  const target = await withTarget(t);
  const load = ["load", `${target.url}/?delay=2ms`, "-r", "200", "-d", "1s", "--warmup", "200ms"];
  // On a machine that is short of cores its result may be invalid: it has a page all the same.
  await runBinary([...load, "--interval", "100ms", "--quiet", "-o", resultPath]);
  const result = JSON.parse(readFileSync(resultPath, "utf8")) as RunResult;

  await t.test("writes a page beside the result, and says where", async (t) => {
    const { exitCode, stdout, stderr } = await runBinary(["report", resultPath]);
    t.equal(stderr, "");
    t.equal(exitCode, 0);
    t.equal(stdout, `${pagePath}\n`);
    const withoutData = statSync(pagePath).size - JSON.stringify(result).length;
    t.ok(withoutData < 300_000, `${withoutData} bytes beside the result`);
  });

  const page = await openBrowser(t);
  const faults = await openFile(page, pagePath);

  await t.test("shows the figures of the result", async (t) => {
    const shown = await page.evaluate<Readonly<Record<string, string>>>(READ_LATENCY);
    for (const [name, value] of Object.entries(result.latency.response.percentiles)) {
      t.equal(shown[`p${name}`], percentileText(value), `p${name}`);
    }
    t.match(await page.title(), `GET ${target.url}/?delay=2ms`);
    t.equal(await page.getAttribute("[data-verdict]", "data-verdict"), result.generator.verdict);
    t.equal(await page.locator("#workers tbody tr").count(), result.generator.workers.length);
  });

  await t.test("has charts with lines in them", async (t) => {
    const charts = await page.evaluate<readonly ShownChart[]>(READ_CHARTS);
    t.strictSame(
      charts.map(({ title }) => title),
      ["Latency by percentile", "Latency over time", "Rate over time", "Under way over time"],
    );
    for (const { title, width, lines, labels } of charts) {
      t.ok(width > 300, `${title} has room`);
      t.ok(lines.length >= 2, `${title} has lines`);
      for (const line of lines) {
        t.ok(line.length > 100, `a line of ${title} is ${String(line.length)} long`);
        t.match(line.colour, /^rgb/, "and has a colour");
      }
      t.ok(labels.length > 6, `${title} has labels`);
    }
  });

  await t.test("can be read by ear", async (t) => {
    t.strictSame(await page.evaluate(READ_OUTLINE), {
      language: "en",
      headings: ["H1", ...Array.from({ length: await page.locator("h2").count() }, () => "H2")],
      emptyHeadings: 0,
      tablesWithoutCaption: 0,
      headsWithoutScope: 0,
      rowsWithoutHead: 0,
      unevenTables: 0,
      namelessImages: 0,
      twiceUsedIds: [],
    });
  });

  await t.test("is dark where that is wanted, and light on paper", async (t) => {
    const background = async (): Promise<unknown> =>
      page.evaluate("getComputedStyle(document.body).backgroundColor");
    await page.emulateMedia({ colorScheme: "light", media: "screen" });
    t.equal(await background(), "rgb(245, 246, 248)");
    await page.emulateMedia({ colorScheme: "dark", media: "screen" });
    t.equal(await background(), "rgb(15, 18, 24)");
    await page.emulateMedia({ colorScheme: "dark", media: "print" });
    t.equal(await background(), "rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: null, media: null });
  });

  await t.test("fits a narrow window", async (t) => {
    await page.setViewportSize({ width: 420, height: 800 });
    const width = await page.evaluate("document.documentElement.scrollWidth");
    t.ok(Number(width) <= 420, `it is ${String(width)} wide`);
  });

  await t.test("gives the result back", async (t) => {
    const text = await page.textContent("#mesh-bench-result");
    t.same(JSON.parse(text ?? ""), result);
    const again = await runBinary(["report", pagePath, "-o", "-"]);
    t.equal(again.exitCode, 0);
    t.equal(again.stdout, readFileSync(pagePath, "utf8"), "a report of the report is the same");
  });

  await t.test("never runs what a result says", async (t) => {
    const evilPath = join(folder, "evil.json");
    const evil: RunResult = {
      ...FULL_RESULT,
      reason: EVIL,
      labels: { [EVIL]: EVIL },
      spec: { ...FULL_RESULT.spec, target: { ...FULL_RESULT.spec.target, headers: { x: EVIL } } },
      errorSamples: { status: EVIL, connectionLost: EVIL },
      scenarios: FULL_RESULT.scenarios!.map((scenario) => ({ ...scenario, name: EVIL })),
    };
    writeFileSync(evilPath, JSON.stringify(evil));
    t.equal((await runBinary(["report", evilPath])).exitCode, 0);
    const evilPage = await page.context().newPage();
    const evilFaults = await openFile(evilPage, join(folder, "evil.html"));
    t.match(await evilPage.title(), "GET http://127.0.0.1:8081/");
    t.equal(await evilPage.textContent(".reason"), EVIL);
    t.equal(await evilPage.locator("img").count(), 0);
    t.same(evilFaults, [], "nothing was tried");
  });

  t.same(faults, [], "nothing went wrong, and nothing was fetched");
});

t.test("mesh-bench report refuses with one line", async (t) => {
  const whole = JSON.stringify(FULL_RESULT);
  const folder = t.testdir({
    "run.json": whole,
    "cut.json": whole.slice(0, -20),
    "v2.json": whole.replace("result/v1", "result/v2"),
    "other.json": '{"Labels": "", "DurationHistogram": {}}',
    "text.html": "<!doctype html><p>Hello",
    "unit.json": whole.replace('"unit":"ns"', '"unit":"us"'),
    "histogram.json": whole.replace('"unit":"ns"', '"encoded":"bm8=","unit":"ns"'),
  });
  const path = (name: string): string => join(folder, name);
  for (const { name, args, says } of [
    { name: "nothing to report", args: [], says: /missing required argument 'result'/ },
    { name: "a missing file", args: [path("none.json")], says: /none\.json can't be read: ENOENT/ },
    {
      name: "a truncated file",
      args: [path("cut.json")],
      says: /cut\.json begins as JSON and is none, it may have been cut off: /,
    },
    {
      name: "another version",
      args: [path("v2.json")],
      says: /schema is "mesh-bench\/result\/v2"; this program reads "mesh-bench\/result\/v1"/,
    },
    { name: "another tool's result", args: [path("other.json")], says: /schema is missing; this/ },
    { name: "another page", args: [path("text.html")], says: /is a page, and not a whole report/ },
    {
      name: "another unit",
      args: [path("unit.json")],
      says: /latency\.response\.unit is "us"; it must be "ns"/,
    },
    {
      name: "a histogram that is none",
      args: [path("histogram.json")],
      says: /latency\.response\.encoded can't be read/,
    },
    {
      name: "an ending of another format",
      args: [path("run.json"), "-o", path("run.pdf")],
      says: /--output is ".*run\.pdf"; its ending must be \.html or \.htm/,
    },
    {
      name: "a folder that is not there",
      args: [path("run.json"), "-o", path("missing/run.html")],
      says: /--output is ".*"; it must be a file in a folder that exists/,
    },
  ]) {
    await t.test(name, async (t) => {
      const { exitCode, stdout, stderr } = await runBinary(["report", ...args]);
      t.equal(exitCode, 2);
      t.equal(stdout, "");
      t.match(stderr, says);
      t.match(stderr, /^mesh-bench: [^\n]+\n$/);
    });
  }
  await t.test("and explains itself in 80 columns", async (t) => {
    const { exitCode, stdout } = await runBinary(["report", "--help"]);
    t.equal(exitCode, 0);
    for (const line of stdout.split("\n")) t.ok(line.length <= 80, `fits: ${line}`);
  });
});
