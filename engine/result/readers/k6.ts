import { NS_PER_MS, NS_PER_SECOND } from "../../core/duration.js";
import { noResult } from "../checked-json.js";
import { toConvertedResult } from "./converted-result.js";
import { told } from "./foreign-run.js";
import type { ForeignRun } from "./foreign-run.js";
import { K6Metrics } from "./k6-metrics.js";
import { objectivesOf } from "./k6-objectives.js";
import { trendPercentiles } from "./k6-trend.js";
import type { ReadResult, ResultSource, SourceText } from "./result-source.js";

const OF = "k6";
const MS_PER_SECOND = NS_PER_SECOND / NS_PER_MS;
/** What is read below, whether or not it finds a place. */
const READ: ReadonlySet<string> = new Set([
  "http_reqs",
  "http_req_duration",
  "http_req_failed",
  "iterations",
  "dropped_iterations",
  "data_sent",
  "data_received",
  "checks",
]);

/** k6's summary as JSON: what `--summary-export` writes, and what `handleSummary` is given. */
export const k6Source: ResultSource = {
  name: "k6",
  description: "k6's summary as JSON (--summary-export, handleSummary)",
  matches: ({ json }) => typeof json === "object" && json !== null && "metrics" in json,
  read: readK6,
};

function readK6({ path, text, json }: SourceText): ReadResult {
  const metrics = K6Metrics.of(json);
  const fault =
    metrics === undefined ? "metrics is missing; it must be an object" : faultIn(metrics);
  if (metrics === undefined || fault !== undefined) throw noResult(path, OF, fault ?? "");
  return { result: toConvertedResult(toForeignRun(metrics), text), lost: lostIn(metrics) };
}

function faultIn(metrics: K6Metrics): string | undefined {
  const statistics = metrics.fieldsOf("http_req_duration");
  if (metrics.numberOf("http_reqs", "count") === null || statistics.length === 0) {
    const isCounted = metrics.numberOf("http_reqs", "count") !== null;
    return `metrics.${isCounted ? "http_req_duration" : "http_reqs.count"} is missing; the summary must be of a script that sends HTTP requests`;
  }
  for (const { metric, field } of [
    { metric: "http_reqs", field: "count" },
    ...statistics.map((field) => ({ metric: "http_req_duration", field })),
  ]) {
    const value = metrics.numberOf(metric, field);
    if (value === null || value < 0) {
      return `metrics.${metric}.${field} is ${metrics.shown(metric, field)}; it must be a number that is not negative`;
    }
  }
  return disorderIn(metrics);
}

/** A maximum below a percentile has another unit, or another run. */
function disorderIn(metrics: K6Metrics): string | undefined {
  const maxMs = metrics.numberOf("http_req_duration", "max") ?? Infinity;
  const above = metrics
    .fieldsOf("http_req_duration")
    .find(
      (statistic) =>
        statistic !== "count" && (metrics.numberOf("http_req_duration", statistic) ?? 0) > maxMs,
    );
  return above === undefined
    ? undefined
    : `metrics.http_req_duration.${above} is ${metrics.shown("http_req_duration", above)}; it must be at most the maximum, ${maxMs}, in milliseconds`;
}

function toForeignRun(metrics: K6Metrics): ForeignRun {
  const count = metrics.numberOf("http_reqs", "count") ?? 0;
  const ratePerSecond = metrics.numberOf("http_reqs", "rate");
  const failed = failedIn(metrics, count);
  const completed = failed === null ? null : count - failed;
  const isRated = ratePerSecond !== null && completed !== null && count > 0;
  return {
    from: "k6",
    ...told({ measuredSeconds: elapsedSecondsIn(metrics, count, ratePerSecond) }),
    requests: told({
      completed,
      failed,
      timedOut: failed === 0 ? 0 : null,
      skipped: skippedIn(metrics, count),
    }),
    missingBecause: { "requests.timedOut": "those that were are among the failed" },
    rate: { achievedPerSecond: isRated ? (ratePerSecond * completed) / count : null },
    latency: { service: { statistics: statisticsOf(metrics, count) } },
    bytes: told({
      sent: metrics.numberOf("data_sent", "count"),
      received: metrics.numberOf("data_received", "count"),
    }),
    objectives: objectivesOf(metrics).objectives,
  };
}

/** Rates of k6 are counts by the time that the whole run took. */
function elapsedSecondsIn(
  { elapsedMs }: K6Metrics,
  count: number,
  ratePerSecond: number | null,
): number | null {
  if (elapsedMs !== null) return elapsedMs / MS_PER_SECOND;
  return ratePerSecond !== null && ratePerSecond > 0 ? count / ratePerSecond : null;
}

/** Of this rate `passes` are the requests that did fail. It may not be of all requests: `setResponseCallback` decides. */
function failedIn(metrics: K6Metrics, requestCount: number): number | null {
  const failed = metrics.numberOf("http_req_failed", "passes");
  const others = metrics.numberOf("http_req_failed", "fails");
  return failed !== null && others !== null && failed + others === requestCount ? failed : null;
}

/** An iteration that was dropped is a request that was skipped only where each sends one. */
function skippedIn(metrics: K6Metrics, requestCount: number): number | null {
  const iterationCount = metrics.numberOf("iterations", "count");
  return iterationCount === requestCount ? metrics.numberOf("dropped_iterations", "count") : null;
}

type Statistics = NonNullable<ForeignRun["latency"]["service"]>["statistics"];

/** From the first byte sent to the last received, without the time before: what is called service here. */
function statisticsOf(metrics: K6Metrics, count: number): Statistics {
  const ns = (statistic: string): number | null => {
    const valueMs = metrics.numberOf("http_req_duration", statistic);
    return valueMs === null || count === 0 ? null : Math.round(valueMs * NS_PER_MS);
  };
  const percentiles = trendPercentiles(metrics.fieldsOf("http_req_duration"));
  return {
    unit: "ns",
    count,
    min: ns("min"),
    max: ns("max"),
    mean: ns("avg"),
    stdDev: null,
    percentiles: Object.fromEntries(
      percentiles.map(({ name, statistic }) => [name, ns(statistic)]),
    ),
    censored: null,
    saturated: null,
  };
}

function lostIn(metrics: K6Metrics): readonly string[] {
  const passed = metrics.numberOf("checks", "passes");
  const failed = metrics.numberOf("checks", "fails");
  const iterationCount = metrics.numberOf("iterations", "count");
  const droppedCount = metrics.numberOf("dropped_iterations", "count");
  const requestCount = metrics.numberOf("http_reqs", "count");
  const others = metrics.names.filter((name) => !READ.has(name));
  const thresholds = objectivesOf(metrics).others;
  return [
    ...(passed === null || failed === null
      ? []
      : [`checks (${passed} passed, ${failed} failed) say nothing of a single request`]),
    ...(iterationCount === null || iterationCount === requestCount
      ? []
      : [
          `iterations (${iterationCount}, ${droppedCount ?? "none known"} dropped) are not requests: each may send several`,
        ]),
    ...thresholds.map(
      ({ metric, expression, isMet }) =>
        `the threshold ${expression} of ${metric}, ${isMet ? "kept" : "crossed"}, is about nothing that is known here`,
    ),
    ...(others.length === 0 ? [] : [`other metrics have no place: ${others.join(", ")}`]),
  ];
}
