import t from "tap";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { scenarioTable } from "../../cli/load/scenario-table.js";
import { summaryLines } from "../../cli/load/summary.js";
import { parseRunSpec } from "../../engine/index.js";
import type { RunResult, ScenarioReport } from "../../engine/index.js";
import { NO_LATENCY, OPEN_RESULT, latency, scenarioWith } from "../fixtures/load-results.js";

const BROWSE = scenarioWith({});
const ORDER = scenarioWith({
  name: "order",
  weight: 0.5,
  requests: { ...BROWSE.requests, planned: 1_250, completed: 1_200, failed: 40, timedOut: 10 },
  latency: {
    ...BROWSE.latency,
    response: latency({ "50": 1e6, "99": { low: 2e8, high: 1.5e9 } }, { count: 1_250 }),
    service: latency({ "50": 9e5, "99": { low: 1e10, high: null } }, { count: 1_250 }),
  },
  status: { "201": 1_215, "503": 25 },
  errors: { status: 25, check: 15, timeout: 10 },
});
const NEVER = scenarioWith({
  name: "GET /a/path/that/has/no/room/beside/figures",
  requests: { ...BROWSE.requests, planned: 0, completed: 0 },
  latency: { ...BROWSE.latency, response: NO_LATENCY, service: NO_LATENCY },
  status: {},
});

function resultWith(scenarios: readonly ScenarioReport[]): RunResult {
  const { target } = OPEN_RESULT.spec;
  const spec = parseRunSpec({ target: { url: target.url }, scenarios: scenarios.map(() => ({})) });
  return {
    ...OPEN_RESULT,
    scenarios,
    spec: { ...OPEN_RESULT.spec, scenarios: spec.scenarios ?? [] },
  };
}

function textOf(result: RunResult, columns = 80): string {
  return scenarioTable(result, columns)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

t.test("scenarioTable", async (t) => {
  await t.test("shows of each scenario its times, its share and its answers", async (t) => {
    t.equal(
      textOf(resultWith([BROWSE, ORDER, NEVER])),
      `Scenarios                response p50  response p99   service p50   service p99
  browse                        101µs        1.23ms        98.0µs        1.20ms
    weight 3 (46.2 %) · 7,500 requests · all successful · 200: 7,500
  order                        1.00ms   200ms…1.50s         900µs       ≥ 10.0s
    weight 0.5 (7.69 %) · 1,250 requests · 4.00 % not successful ·
    p99 (13 samples) · 201: 1,215   503: 25 · errors status: 25   check: 15
    timeout: 10
  GET /a/path/that/has/no/room/beside/figures
                                    –             –             –             –
    weight 3 (46.2 %) · 0 requests · –`,
    );
  });

  await t.test("stays within 80 columns with many statuses and a long name", async (t) => {
    const status = Object.fromEntries(
      Array.from({ length: 30 }, (_none, index) => [String(400 + index), 123_456]),
    );
    const text = textOf(resultWith([scenarioWith({ name: "a name ".repeat(30), status })]));
    for (const line of text.split("\n")) t.ok(line.length <= 80, line);
  });

  await t.test("takes other percentiles when these were asked for", async (t) => {
    const result = resultWith([BROWSE]);
    const text = textOf({ ...result, spec: { ...result.spec, percentiles: [90, 99.9] } });
    t.match(text, /^Scenarios +response p90 +response p99\.9 +service p90 +service p99\.9\n/);
    t.match(text, /browse +202µs +4\.56ms +195µs +4\.40ms\n/);
  });

  await t.test("does not let a name steer the terminal", async (t) => {
    t.match(textOf(resultWith([scenarioWith({ name: "a\u001b[2J\nb" })])), "  a�[2J b  ");
  });

  await t.test("is a block of the summary only when the run has scenarios", async (t) => {
    const summary = (result: RunResult): string =>
      summaryLines(result, 80)
        .map((line) => paintLine(line, 80, noPaint))
        .join("\n");
    const text = summary(resultWith([BROWSE, ORDER]));
    t.match(text, /^2 scenarios · http:\/\/127\.0\.0\.1:8081\/\n/);
    t.match(text, /\n\nScenarios +response [^]*\n\nRequests +10,000 planned/);
    t.notMatch(summary(OPEN_RESULT), /[Ss]cenario/);
    t.same(scenarioTable(OPEN_RESULT, 80), []);
  });
});
