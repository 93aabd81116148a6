import t from "tap";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { serverTimingTable } from "../../cli/load/server-timing-table.js";
import { summaryLines } from "../../cli/load/summary.js";
import type { RunResult, ServerTimingReport } from "../../engine/core/index.js";
import { OPEN_RESULT, latency } from "../fixtures/load-results.js";

const REPORT: ServerTimingReport = {
  header: "x-envoy-upstream-service-time",
  overhead: latency({ "50": 101_000, "90": 202_000, "99": 1_230_000, "99.9": 4_560_000 }),
  upstream: latency(
    { "50": 1e6, "90": 2e6, "99": 3e6, "99.9": 4e6 },
    { min: 0, max: 4e6, mean: 1e6 },
  ),
  missingCount: 0,
  invalidCount: 0,
  negativeCount: 0,
};

function linesOf(over: Partial<ServerTimingReport>): readonly string[] {
  const result: RunResult = { ...OPEN_RESULT, serverTiming: { ...REPORT, ...over } };
  return serverTimingTable(result).map((line) => paintLine(line, Infinity, noPaint).trimEnd());
}

t.test("serverTimingTable", async (t) => {
  await t.test("shows what was left beside what the upstream took", async (t) => {
    t.equal(
      linesOf({}).join("\n"),
      `Upstream, by x-envoy-upstream-service-time
                             overhead      upstream
  min                          45.6µs           0ns
  mean                          120µs        1.00ms
  p50                           101µs        1.00ms
  p90                           202µs        2.00ms
  p99                          1.23ms        3.00ms
  p99.9 (11 samples)           4.56ms        4.00ms
  max                          5.21ms        4.00ms
  count                        10,000        10,000`,
    );
  });

  await t.test("says which metric, and which responses are not in it", async (t) => {
    const lines = linesOf({
      header: "Server-Timing",
      metric: "db",
      missingCount: 1234,
      invalidCount: 1,
      negativeCount: 56,
    });
    t.equal(lines[0], "Upstream, by Server-Timing:db");
    t.ok(lines.every((line) => line.length <= 79));
    t.equal(
      lines.at(-1),
      "  responses 1,234 without it · 1 not a time · 56 above the service time",
    );
    t.match(linesOf({ invalidCount: 2 }).at(-1), /^ {2}responses 2 not a time$/);
  });

  await t.test("is a block of the summary only when the run asked", async (t) => {
    const text = (result: RunResult): string =>
      summaryLines(result, 80)
        .map((line) => paintLine(line, 80, noPaint))
        .join("\n");
    t.match(text({ ...OPEN_RESULT, serverTiming: REPORT }), /\n\nUpstream, by [^]*\n\nRequests/);
    t.notMatch(text(OPEN_RESULT), /Upstream/);
    t.same(serverTimingTable(OPEN_RESULT), []);
  });
});
