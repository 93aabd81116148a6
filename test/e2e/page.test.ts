import type { Page } from "playwright-core";
import t from "tap";

import type { Frame } from "../../engine/index.js";
import { openBrowser } from "../fixtures/browser.js";
import { withServer } from "../fixtures/with-server.js";

const LATENCIES = ["response", "service", "outcome", "lateness", "queue"] as const;

/** What the page shows, as it stands in the DOM. */
interface Shown {
  readonly kind: string | undefined;
  readonly sequence: string | undefined;
  /** `response 99` → [the raw value, the text]. */
  readonly cells: Readonly<Record<string, readonly [string, string]>>;
  readonly tiles: Readonly<Record<string, string | undefined>>;
  readonly counts: Readonly<Record<string, string | undefined>>;
  readonly verdict: string | undefined;
}

/** Runs in the page; a text, because the tests are compiled without the types of a browser. */
const READ_PAGE = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const view = document.querySelector("[data-run-view]");
  const nameOf = ({ metric, percentile, statistic }) => metric + " " + (percentile ?? statistic);
  return {
    kind: view?.dataset.kind,
    sequence: view?.dataset.sequence,
    cells: Object.fromEntries(all("td[data-metric]").map((cell) => [nameOf(cell.dataset), [cell.dataset.ns, cell.textContent]])),
    tiles: Object.fromEntries(all("[data-tile]").map(({ dataset }) => [dataset.tile, dataset.value])),
    counts: Object.fromEntries(all("tr[data-request]").map(({ dataset }) => [dataset.request, dataset.count])),
    verdict: document.querySelector("[data-verdict]")?.dataset.verdict,
  };
})()`;

async function readPage(page: Page): Promise<Shown> {
  return page.evaluate<Shown>(READ_PAGE);
}

/** @returns what the page must show of a frame, worked out from the frame alone */
function expectedOf(frame: Frame): Readonly<Record<string, string>> {
  const raw = (value: unknown): string => {
    if (value === null || value === undefined) return "";
    return typeof value === "number" ? String(value) : JSON.stringify(value);
  };
  const entries = LATENCIES.flatMap((name) => {
    const { percentiles, max, mean } = frame.total.latency[name];
    return [...Object.entries(percentiles), ["max", max] as const, ["mean", mean] as const].map(
      ([key, value]) => [`${name} ${key}`, raw(value)] as const,
    );
  });
  return Object.fromEntries(entries);
}

function rawCells(shown: Shown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(shown.cells).map(([key, [ns]]) => [key, ns]));
}

/** Keeps what the page's WebSockets receive, and what goes wrong in the page. */
function listenTo(page: Page): { readonly frames: Frame[]; readonly faults: string[] } {
  const frames: Frame[] = [];
  const faults: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) =>
      frames.push(JSON.parse(payload.toString()) as Frame),
    );
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("requestfailed", (request) => faults.push(request.url()));
  return { frames, faults };
}

t.test("the page", async (t) => {
  const { server, targetUrl, call, start, result } = await withServer(t);
  const page = await openBrowser(t);
  const { frames, faults } = listenTo(page);
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.url)) outside.push(request.url());
  });
  await page.goto(server.url);

  t.test("offers the target that is there", async (t) => {
    await page.waitForFunction('document.querySelector("#url").value !== ""');
    t.equal(await page.inputValue("#url"), targetUrl);
  });

  t.test("shows live percentiles, and at the end exactly those of the final frame", async (t) => {
    await page.fill("#rate", "200");
    await page.fill("#connections", "4");
    await page.fill("#duration", "2s");
    await page.click("[data-action=start]");

    await page.waitForSelector(
      '[data-kind="frame"] td[data-metric="response"][data-percentile="99"]:not([data-ns=""])',
    );
    const live = await readPage(page);
    const frame = frames.find(
      ({ sequence, kind }) => kind === "frame" && String(sequence) === live.sequence,
    );
    t.ok(frame, "the frame on the page came over the WebSocket");
    if (frame !== undefined)
      t.same(rawCells(live), expectedOf(frame), "and is shown value by value");

    await page.waitForSelector('[data-kind="final"]');
    const shown = await readPage(page);
    const final = frames.at(-1);
    t.equal(final?.kind, "final");
    if (final?.result === undefined) throw new Error("the final frame has no result");
    t.same(rawCells(shown), expectedOf(final));
    t.equal(shown.counts["planned"], "400", "200/s for 2 s");
    t.equal(shown.counts["completed"], String(final.result.requests.completed));
    t.equal(shown.tiles["rate"], String(final.result.rate.achievedPerSecond));
    t.equal(shown.tiles["outcome-p99"], rawCells(shown)["outcome 99"]);
    t.equal(shown.verdict, final.result.generator.verdict);
    t.match(shown.cells["response 50"]?.[1], /^\d+(\.\d+)? (µs|ms|s)$/, "in words too");
    t.equal(await page.locator("[data-chart] canvas").count(), 2);
    t.equal(
      await page.isVisible("[data-field=coordinated]"),
      false,
      "the open model is not coordinated",
    );
  });

  t.test("shows at the end where the tail's time went", async (t) => {
    const shown = await page.evaluate(`[...document.querySelectorAll("[data-tail]")].map((row) => [
      row.dataset.tail,
      [...row.querySelectorAll("[data-part]")].map(({ dataset }) => [dataset.part, Number(dataset.ns)]),
    ])`);
    const percentiles = frames.at(-1)?.result?.attribution?.percentiles ?? {};
    const tails = Object.entries(percentiles).sort(([a], [b]) => Number(a) - Number(b));
    t.equal(tails.length, 7);
    t.same(
      shown,
      tails.map(([name, tail]) => [name, Object.entries(tail?.parts ?? {})]),
    );
    const widths = await page.evaluate<readonly number[]>(
      `[...document.querySelectorAll('[data-tail="50"] [data-part]')].map((part) => part.getBoundingClientRect().width)`,
    );
    const parts = percentiles["50"];
    const whole = widths.reduce((sum, width) => sum + width, 0);
    t.ok(whole > 100, "the bar is there");
    const share = (parts?.parts.firstByte ?? 0) / (parts?.response ?? 1);
    t.ok(Math.abs((widths[2] ?? 0) / whole - share) < 0.02, "and a part is as wide as its share");
  });

  t.test("shows the run of its address again after a reload", async (t) => {
    const before = await readPage(page);
    await page.reload();
    await page.waitForSelector('[data-kind="final"]');
    t.same(rawCells(await readPage(page)), rawCells(before));
  });

  t.test("ends a run of the closed model early, and says what its latency means", async (t) => {
    await page.check("input[value=closed]", { force: true });
    t.equal(await page.isVisible("#rate"), false, "the closed model has no rate");
    await page.fill("#connections", "2");
    await page.fill("#duration", "1h");
    await page.click("[data-action=start]");
    await page.waitForSelector('[data-kind="frame"]');
    await page.click("[data-action=stop]");
    await page.waitForSelector('[data-kind="final"]');
    t.equal(await page.textContent("[data-field=state]"), "stopped");
    t.match(await page.textContent("[data-field=coordinated]"), /latency at saturation/);
    t.equal(await page.isVisible("[data-field=coordinated]"), true);
    t.equal(await page.isVisible("[data-action=stop]"), false);
    await page.waitForSelector('#runs [data-state="stopped"]');
    t.equal(await page.locator("#runs [data-run]").count(), 2);
  });

  t.test("shows every complaint beside the field it is about", async (t) => {
    await page.check("input[value=open]", { force: true });
    await page.fill("#url", "nonsense");
    await page.fill("#rate", "-1");
    await page.fill("#connections", "many");
    await page.fill("#duration", "abc");
    await page.click("[data-action=start]");
    await page.waitForSelector("#error-url");
    const errorOf = async (name: string): Promise<string | null> =>
      page.textContent(`.field:has(#${name}) > .error`);
    t.match(await errorOf("url"), /^target\.url is "nonsense"/);
    t.match(await errorOf("rate"), /ratePerSecond is -1/);
    t.match(await errorOf("connections"), /^connections is "many"/);
    t.match(await errorOf("duration"), /^duration is "abc"/);
    t.equal(await page.getAttribute("#url", "aria-invalid"), "true");
    t.equal(await page.isVisible("#form-error"), false, "and none of them twice");
    const { items } = (await (await call("api/v1/runs")).json()) as { items: unknown[] };
    t.equal(items.length, 2, "no run was started");
  });

  t.test("shows the scenarios of a run that has them", async (t) => {
    const scenarios = [{ name: "<b>", weight: 0.5 }, { url: "/b?status=503" }];
    const { id } = await start({ scenarios });
    const { scenarios: reports = [] } = await result(id);
    await page.goto(`${server.url}#${id}`);
    await page.waitForSelector(`[data-run-view="${id}"][data-kind="final"]`);
    const shown =
      await page.evaluate(`[...document.querySelectorAll("[data-scenario]")].map((row) => [
      row.dataset.scenario,
      row.dataset.count,
      row.lastElementChild.textContent,
      [...row.querySelectorAll("[data-ns]")].map(({ dataset }) => dataset.ns),
    ])`);
    t.same(
      shown,
      reports.map(({ name, requests, latency, status }) => [
        name,
        String(requests.planned),
        Object.entries(status).map(([code, count]) => `${code}: ${String(count)}`)[0],
        [latency.response, latency.service].flatMap(({ percentiles }) =>
          ["50", "99"].map((percentile) => JSON.stringify(percentiles[percentile])),
        ),
      ]),
    );
    t.same(
      reports.map(({ name }) => name),
      ["<b>", "GET /b?status=503"],
    );
    t.match(await page.textContent(".run-what"), `2 scenarios · ${targetUrl}`);
  });

  t.test("shows the objectives of a run that has them", async (t) => {
    const slo = ["p99 < 1m", "failed > 1%", "p99 < 1m over 200ms", "rate >= 0/s in <b>"];
    const { id } = await start({ slo, scenarios: [{ name: "<b>" }] });
    const { slo: reports } = await result(id);
    t.same(
      reports.map(({ verdict }) => verdict),
      ["passed", "failed", "passed", "passed"],
    );
    await page.goto(`${server.url}#${id}`);
    await page.waitForSelector(`[data-run-view="${id}"][data-kind="final"]`);
    const shown = await page.evaluate<readonly (readonly string[])[]>(
      `[...document.querySelectorAll("[data-slo]")].map((row) => [
        row.dataset.slo,
        ...[...row.children].map(({ textContent }) => textContent),
      ])`,
    );
    t.same(
      shown.map(([verdict, expression]) => [verdict, expression]),
      reports.map(({ verdict, expression }) => [verdict, expression]),
    );
    t.match(shown[0]?.[3], /^\d+(\.\d+)? (µs|ms|s) /);
    t.equal(shown[0]?.[4], "100 %");
    t.match(shown[1], ["failed", "failed > 1%", "✕ failed", "0 % ", "–"]);
    t.match(shown[2]?.[3], /^100 % worst window \d\.\d s to \d\.\d s; of \d+: 0 failed/);
    t.match(shown[3]?.[3], /\/s $/);
  });

  t.test("prints what is known of a percentile", async (t) => {
    const printed = await page.evaluate(`import("/format.js").then((format) => [
      ...[null, 1_234_567, { low: 1e6, high: 2e6 }, { low: 1e9, high: null }].map(format.formatPercentile),
      ...[7, 999, 1000, 45_600, 999_499, 999_600, 12_345_678, 100e9].map(format.formatNs),
    ])`);
    t.same(printed, [
      ...["–", "1.23 ms", "1.00 ms…2.00 ms", "≥ 1.00 s"],
      ...["7 ns", "999 ns", "1.00 µs", "45.6 µs", "999 µs", "1.00 ms", "12.3 ms", "100 s"],
    ]);
  });

  t.test("prints what a percentile rests on", async (t) => {
    const printed = await page.evaluate(`import("/format.js").then((format) => [
      ...[[99, 0], [99, 500], [99.9, 500], [50, 500]].map(([p, count]) => format.formatSupport(p, count)),
      ...[
        { low: 1e6, high: 2e6, effectiveSamples: 812.3, unreliable: null },
        { low: 1e6, high: null, effectiveSamples: 812.3, unreliable: "correlated" },
        { low: null, high: null, effectiveSamples: null, unreliable: "littleSupport" },
      ].map(format.formatInterval),
      ...[12.345, null].map((relativeHalfWidthPercent) =>
        format.formatUntil({ expression: "ci(p99) < 5%", relativeHalfWidthPercent })),
    ])`);
    t.same(printed, [
      ...["", "(6 samples)", "(1 sample)", ""],
      "95 % interval 1.00 ms…2.00 ms, 812 effective samples",
      "95 % interval ≥ 1.00 ms, too narrow: the run wandered",
      "",
      ...["ci(p99) < 5%: ± 12.3 %", "ci(p99) < 5%: –"],
    ]);
  });

  t.same(faults, [], "nothing went wrong in the page");
  t.same(outside, [], "nothing was fetched from elsewhere");
});
