import t from "tap";
import { readRunResult, renderReport } from "../../../../../engine/index.js";
import type { LatencyStatistics, RunResult } from "../../../../../engine/index.js";
import { encodeHistogram } from "../../../../../engine/result/encoding.js";
import { FULL_RESULT } from "../../../../fixtures/full-result.js";
import {
  CLOSED_RESULT,
  OPEN_RESULT,
  latencies,
  sloWith,
} from "../../../../fixtures/load-results.js";
import { totalOf } from "../../../core/histogram/histogram-data.js";

const EVIL = `<script>alert("1")</script>&'`;
const EVIL_ESCAPED = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;";

/** @returns the rows of the tables of a section, each as the texts of its cells */
function rowsOf(page: string, section: string): readonly (readonly string[])[] {
  const [, body = ""] = new RegExp(` id="${section}">([\\s\\S]*?)</section>`).exec(page) ?? [];
  const rows = Array.from(body.matchAll(/<tr[^>]*>(.*?)<\/tr>/g), ([, row = ""]) => row);
  return rows.map((row) =>
    Array.from(row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g), ([, cell = ""]) => cell),
  );
}

/** The statistics with a histogram of 1 µs, 2 µs and so on. */
function withHistogram(statistics: LatencyStatistics, count: number): LatencyStatistics {
  const values = Array.from({ length: count }, (_, index) => (index + 1) * 1000);
  return { ...statistics, encoded: encodeHistogram(totalOf(values)) };
}

t.test("renderReport", async (t) => {
  await t.test("says what was run, what came of it, and whether to believe it", async (t) => {
    const page = renderReport(FULL_RESULT);
    t.match(page, /<h1>GET http:\/\/127\.0\.0\.1:8081\/<\/h1>/);
    t.match(page, "open, constant 1,000/s · 32 connections · 10.0s measured");
    t.match(page, '<section class="verdict" data-verdict="suspect"');
    t.match(page, "<li>m [1.0s to 1.5s]</li>");
    t.match(page, '<p class="value">1.23ms</p>');
    t.match(page, '<p class="value">996.7/s</p>');
    t.match(page, "0.33 % of 10,000 planned");
    t.match(page, '<li class="label">stage=canary</li>');
  });

  await t.test("has the figures of the result in its tables", async (t) => {
    const page = renderReport(FULL_RESULT);
    const latency = rowsOf(page, "latency");
    t.strictSame(latency[0], ["Statistic", "response", "service", "outcome", "lateness", "queue"]);
    t.strictSame(
      latency.find(([name]) => name === "p99"),
      ["p99", "1.23ms", "1.20ms", "1.23ms", "12.3µs", "4.20µs"],
    );
    t.strictSame(
      latency.find(([name]) => name?.startsWith("p99.9")),
      ["p99.9 (11 samples)", "4.56ms", "4.40ms", "4.56ms", "45.6µs", "9.90µs"],
    );
    t.strictSame(rowsOf(page, "errors").slice(1), [
      ["status", "18", "503 Service Unavailable"],
      ["connectionLost", "2", "read ECONNRESET"],
    ]);
    t.strictSame(rowsOf(page, "status"), [
      ["200", "9,967"],
      ["503", "18"],
    ]);
    t.strictSame(rowsOf(page, "connections")[1], ["opened", "34"]);
    t.strictSame(rowsOf(page, "intervals")[1]?.slice(0, 2), ["0.0s", "warm-up"]);
    t.strictSame(rowsOf(page, "tails"), [], "no tail without a request");
    t.strictSame(rowsOf(page, "scenarios")[1]?.slice(0, 3), ["browse", "3", "7,500"]);
    t.strictSame(rowsOf(page, "precision")[3]?.slice(0, 4), [
      "outcome p99",
      "1.23ms",
      "1.10ms…1.41ms",
      "3,812",
    ]);
    t.match(page, "ci(p99) &lt; 5% not reached: the interval is not known.");
  });

  await t.test("says of a percentile what is known of it", async (t) => {
    const response = {
      ...OPEN_RESULT.latency.response,
      censored: 12,
      percentiles: { "50": 1e6, "90": { low: 1e6, high: 2e6 }, "99": { low: 1e9, high: null } },
    };
    const page = renderReport({
      ...OPEN_RESULT,
      latency: { ...OPEN_RESULT.latency, response },
      spec: { ...OPEN_RESULT.spec, percentiles: [50, 90, 99] },
    });
    const cells = rowsOf(page, "latency").map(([name, cell]) => [name, cell]);
    t.strictSame(cells.slice(4, 7), [
      ["p50", "1.00ms"],
      ["p90", "1.00ms…2.00ms"],
      ["p99", "≥ 1.00s"],
    ]);
    t.match(page, "Of 12 requests only the age is known");
  });

  await t.test("calls the closed model's latency what it is", async (t) => {
    const page = renderReport(CLOSED_RESULT);
    t.match(page, "<h2>Latency at saturation</h2>");
    t.ok(rowsOf(page, "latency")[0]?.includes("turnaround"));
    t.match(page, "Coordinated: this is latency at saturation.");
    const parts = { lateness: 1, queue: 2, firstByte: 4, body: 2, readDelay: 1 };
    const all = { from: 5, count: 3, response: 10, parts };
    const attribution = { unit: "ns", all, percentiles: {} } as const;
    t.match(
      renderReport({ ...CLOSED_RESULT, attribution }),
      'role="img" aria-label="turnaround 10.0 %, queue 20.0 %',
      "where its bars are read aloud, too",
    );
  });

  await t.test("says of an objective what a summary says", async (t) => {
    const worst = { fromSeconds: 12.3, toSeconds: 22.3 };
    const page = renderReport({
      ...OPEN_RESULT,
      slo: [
        sloWith({
          withinPercent: 99.9523,
          interval: { low: 1_100_000, high: 1_410_000, confidence: 0.95 },
        }),
        sloWith({
          expression: "p99 < 10ms over 10s",
          verdict: "failed",
          unit: "percent",
          bound: 99,
          observed: 91.2,
          withinPercent: 91.2,
          window: { seconds: 10, judged: 501, failed: 104, inconclusive: 1, worst },
        }),
        sloWith({ unit: "perSecond", bound: 990, observed: null, verdict: "inconclusive" }),
      ],
    });
    t.strictSame(rowsOf(page, "objectives").slice(1), [
      [
        "p99 &lt; 10ms",
        "✓ passed",
        "1.23ms",
        "10.0ms",
        "99.9523 % within, 95 % interval 1.10ms…1.41ms",
      ],
      [
        "p99 &lt; 10ms over 10s",
        "✕ failed",
        "91.2 % within",
        "99 %",
        "in the worst window, 12.3s to 22.3s, 104 failed and 1 inconclusive of 501 windows",
      ],
      ["p99 &lt; 10ms", "? inconclusive", "–", "990/s", "–"],
    ]);
    t.match(page, "1 failed, 1 inconclusive");
  });

  await t.test("draws percentiles from the histograms", async (t) => {
    const { response, service, outcome } = OPEN_RESULT.latency;
    const page = renderReport({
      ...OPEN_RESULT,
      latency: latencies({
        response: withHistogram({ ...response, count: 1000 }, 1000),
        service: withHistogram({ ...service, count: 1000 }, 1000),
        // A fifth of the planned requests was no success: they have no time.
        outcome: withHistogram({ ...outcome, count: 1000 }, 800),
      }),
    });
    const lines = Array.from(
      page.matchAll(/<path class="line[^>]* d="([^"]*)"><title>(\w+)/g),
      ([, path = "", label = ""]) => [label, path] as const,
    );
    t.strictSame(
      lines.map(([label]) => label),
      ["outcome", "response", "service"],
    );
    const endOf = (label: string): number =>
      Number(/([\d.]+) [\d.]+$/.exec(lines.find(([name]) => name === label)?.[1] ?? "")?.[1]);
    t.equal(endOf("response"), 1256, "to the right end of the plot");
    // log10(1 / 0.2) of log10(2000) decades, on a plot from 88 to 1256.
    t.ok(Math.abs(endOf("outcome") - 335) < 2, "the curve of outcome ends at 80 %");
    t.match(page, ">99.9 %</text>");
  });

  await t.test("names a histogram that can't be read", async (t) => {
    const response = { ...OPEN_RESULT.latency.response, encoded: "bm8=" };
    const result = { ...OPEN_RESULT, latency: { ...OPEN_RESULT.latency, response } };
    t.throws(() => renderReport(result), {
      code: "MB_RESULT_FILE",
      message: /^latency\.response\.encoded can't be read: .*; it must be an HdrHistogram V2/,
    });
  });

  await t.test("lets no text of the result become a part of the page", async (t) => {
    const result: RunResult = {
      ...FULL_RESULT,
      reason: EVIL,
      labels: { [EVIL]: EVIL },
      spec: {
        ...FULL_RESULT.spec,
        target: { ...FULL_RESULT.spec.target, url: EVIL, headers: { "X-Evil": EVIL } },
      },
      scenarios: FULL_RESULT.scenarios!.map((scenario) => ({ ...scenario, name: EVIL })),
      serverTiming: { ...FULL_RESULT.serverTiming!, header: EVIL, metric: EVIL },
      errorSamples: { status: EVIL, connectionLost: `${EVIL}-->]]>` },
      generator: {
        ...FULL_RESULT.generator,
        reasons: [
          { code: "gcPause", severity: "suspect", message: EVIL, fromSeconds: 0, toSeconds: 1 },
        ],
      },
      environment: { ...FULL_RESULT.environment, cpu: EVIL },
    };
    const page = renderReport(result);
    t.strictSame(page.match(/<script[^>]*>/g), [
      '<script type="application/json" id="mesh-bench-result">',
    ]);
    t.equal(page.match(/<\/script>/g)?.length, 1);
    for (const place of [
      `<title>GET ${EVIL_ESCAPED} · Mesh Bench</title>`,
      `<h1>GET ${EVIL_ESCAPED}</h1>`,
      `<p class="reason">${EVIL_ESCAPED}</p>`,
      `<li class="label">${EVIL_ESCAPED}=${EVIL_ESCAPED}</li>`,
      `<th scope="row">${EVIL_ESCAPED}</th>`,
      `<li>${EVIL_ESCAPED} [0.0s to 1.0s]</li>`,
      `<h2>Upstream, by ${EVIL_ESCAPED}:${EVIL_ESCAPED}</h2>`,
      `<td class="words">${EVIL_ESCAPED}</td>`,
      `<td>${EVIL_ESCAPED}</td>`,
    ]) {
      t.ok(page.includes(place), place);
    }
  });

  await t.test("keeps the result, to be read back", async (t) => {
    const path = `${t.testdir({ "run.html": renderReport(FULL_RESULT) })}/run.html`;
    t.strictSame(await readRunResult(path), FULL_RESULT);
    const other = `${t.testdir({ "other.html": "<!DOCTYPE html><p>Hello" })}/other.html`;
    await t.rejects(readRunResult(other), {
      message: `${other} is no result of a run: it is a page, and not a whole report of this program`,
    });
  });

  await t.test("needs nothing from elsewhere, and little room", async (t) => {
    const page = renderReport(OPEN_RESULT);
    t.ok(page.length < 60_000, `${page.length} characters`);
    t.match(page, `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'`);
    const [body = ""] = page.split("<script");
    t.notMatch(body, /(src|href)=|url\(|@import/);
  });

  await t.test("shows the first of very many intervals, and says so", async (t) => {
    const [point] = FULL_RESULT.series;
    const series = Array.from({ length: 700 }, (_, at) => ({ ...point!, fromSeconds: at }));
    const page = renderReport({ ...FULL_RESULT, series });
    t.equal(rowsOf(page, "intervals").length, 601);
    t.match(page, "Figures of the first 600 of 700 intervals; all of them are in the result below");
  });
});
