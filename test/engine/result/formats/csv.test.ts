import { parse } from "csv-parse/sync";
import t from "tap";
import type { RunResult } from "../../../../engine/index.js";
import { csvRunFormat } from "../../../../engine/result/formats/csv-run.js";
import { csvFormat } from "../../../../engine/result/formats/csv.js";
import type { ResultFormat } from "../../../../engine/result/formats/format.js";
import { OPEN_RESULT, scenarioWith } from "../../../fixtures/load-results.js";
import {
  AWKWARD_TEXT,
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  awkwardResult,
  measuredResult,
} from "../../../fixtures/measured-result.js";

type Row = Readonly<Record<string, string>>;

function rowsOf(format: ResultFormat, result: RunResult): readonly Row[] {
  return parse(format.write(result).text, { columns: true });
}

function headerOf(format: ResultFormat, result: RunResult): readonly string[] {
  return format.write(result).text.split("\n")[0]!.split(",");
}

const SHORT_SPEC = { ...OPEN_RESULT.spec, percentiles: [50, 99.9] };

t.test("csvFormat", async (t) => {
  await t.test("has the same columns for the same percentiles, whatever happened", async (t) => {
    const header = headerOf(csvFormat, measuredResult(INTERVALS, { spec: SHORT_SPEC }));
    t.strictSame(header, [
      "from_seconds",
      "length_seconds",
      "phase",
      "planned_count",
      "completed_count",
      "failed_count",
      "timed_out_count",
      "unfinished_count",
      "skipped_count",
      "waited_for_slot_count",
      "resent_count",
      "requested_per_second",
      "planned_per_second",
      "sent_per_second",
      "achieved_per_second",
      "in_flight_count",
      "queued_count",
      ...["response", "service", "lateness"].flatMap((name) => [
        `${name}_count`,
        `${name}_p50_low_ns`,
        `${name}_p50_high_ns`,
        `${name}_p99.9_low_ns`,
        `${name}_p99.9_high_ns`,
      ]),
      "error_connect_refused_count",
      "error_connect_timeout_count",
      "error_connect_failed_count",
      "error_dns_count",
      "error_tls_count",
      "error_connection_lost_count",
      "error_protocol_count",
      "error_timeout_count",
      "error_queue_timeout_count",
      "error_status_count",
      "error_check_count",
    ]);
    t.strictSame(headerOf(csvFormat, { ...NOTHING_MEASURED, spec: SHORT_SPEC }), header);
  });

  await t.test("has every figure of every interval", async (t) => {
    const result = measuredResult(INTERVALS);
    const rows = rowsOf(csvFormat, result);
    t.equal(rows.length, result.series.length);
    for (const [index, point] of result.series.entries()) {
      const row = rows[index]!;
      t.equal(Number(row["from_seconds"]), point.fromSeconds);
      t.equal(Number(row["completed_count"]), point.requests.completed);
      t.equal(Number(row["sent_per_second"]), point.rate.sentPerSecond);
      t.equal(Number(row["error_status_count"]), 2);
      t.equal(Number(row["response_count"]), point.latency.response.count);
      const { "99": value = null } = point.latency.response.percentiles;
      t.equal(row["response_p99_low_ns"], value === null ? "" : JSON.stringify(value));
      t.equal(row["response_p99_high_ns"], row["response_p99_low_ns"]);
    }
    t.equal(rows[2]?.["response_p50_low_ns"], "", "an interval without values has no percentile");
    t.equal(rows[2]?.["response_count"], "0");
  });

  await t.test("has both bounds of a censored percentile, an unbounded one empty", async (t) => {
    const row = rowsOf(csvFormat, measuredResult(CENSORED_INTERVALS)).at(-1)!;
    t.equal(row["response_p99.9_low_ns"], "2000000000");
    t.equal(row["response_p99.9_high_ns"], "");
    t.equal(row["response_p50_low_ns"], row["response_p50_high_ns"]);
  });

  await t.test("has its header alone where there is no series", async (t) => {
    t.equal(csvFormat.write(NOTHING_MEASURED).text.split("\n").length, 2);
  });

  await t.test("has a percentile that is asked for twice once", async (t) => {
    const spec = { ...OPEN_RESULT.spec, percentiles: [50, 50] };
    const header = headerOf(csvFormat, measuredResult(INTERVALS, { spec }));
    t.equal(new Set(header).size, header.length);
  });
});

t.test("csvRunFormat", async (t) => {
  await t.test("is one row under a header that is every run's", async (t) => {
    const header = headerOf(csvRunFormat, OPEN_RESULT);
    t.equal(new Set(header).size, header.length, "no name twice");
    for (const result of [NOTHING_MEASURED, awkwardResult(scenarioWith({}))]) {
      t.strictSame(headerOf(csvRunFormat, result), header);
      t.equal(rowsOf(csvRunFormat, result).length, 1);
    }
  });

  await t.test("has the figures of the run", async (t) => {
    const result = measuredResult(CENSORED_INTERVALS);
    const [row = {}] = rowsOf(csvRunFormat, result);
    t.match(row, {
      id: result.id,
      state: "completed",
      started_at: "2026-01-02T03:04:05.000Z",
      measured_seconds: "10",
      url: "http://127.0.0.1:8081/",
      model: "open",
      arrivals: "constant",
      planned_count: "10000",
      timed_out_count: "8",
      achieved_per_second: "996.7",
      response_count: String(result.latency.response.count),
      response_min_ns: String(result.latency.response.min),
      response_mean_ns: String(result.latency.response.mean),
      response_max_ns: "2000000000",
      response_censored_count: "5",
      outcome_max_ns: "",
      error_status_count: "18",
      error_tls_count: "0",
      status_2xx_count: "9967",
      status_5xx_count: "18",
      status_4xx_count: "0",
      received_bytes: "1234567",
      generator_verdict: "valid",
      generator_reasons: "",
      slo_failed_count: "0",
      cores_count: "2",
    });
    t.equal(row["outcome_p99.9_high_ns"], "", "as many as rank at +∞");
    t.not(row["outcome_p99.9_low_ns"], "");
  });

  await t.test("gives back texts with commas, quotes and line ends", async (t) => {
    const result = awkwardResult(scenarioWith({}));
    const [row = {}] = rowsOf(csvRunFormat, result);
    t.strictSame(JSON.parse(row["labels_json"] ?? ""), result.labels);
    t.equal(row["reason"], AWKWARD_TEXT);
    t.equal(row["url"], result.spec.target.url);
  });

  await t.test("leaves what nobody measured empty", async (t) => {
    const [row = {}] = rowsOf(csvRunFormat, NOTHING_MEASURED);
    t.match(row, { response_min_ns: "", response_mean_ns: "", achieved_per_second: "" });
    t.match(row, { response_count: "0", response_p50_low_ns: "", response_p50_high_ns: "" });
  });
});
