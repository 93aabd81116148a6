import t from "tap";
import type { RunResult } from "../../../../engine/index.js";
import { prometheusFormat } from "../../../../engine/result/formats/prometheus.js";
import { readHdrV2 } from "../../../fixtures/hdr-v2-reader.js";
import { scenarioWith } from "../../../fixtures/load-results.js";
import {
  AWKWARD_TEXT,
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  awkwardResult,
  measuredResult,
} from "../../../fixtures/measured-result.js";

interface ReadSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\n"])*",?)*)\} (\S+)$/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the text format, version 0.0.4. @throws Error at the first line that is none of it */
function read(text: string): { types: ReadonlyMap<string, string>; samples: ReadSample[] } {
  const types = new Map<string, string>();
  const samples: ReadSample[] = [];
  for (const line of text.slice(0, -1).split("\n")) {
    const [, named, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (named !== undefined && type !== undefined) types.set(named, type);
    else if (!/^# HELP \S+ \S/.test(line)) samples.push(readSample(line));
  }
  return { types, samples };
}

function readSample(line: string): ReadSample {
  const [, name, labels, value] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`no sample: ${line}`);
  const pairs = [...(labels ?? "").matchAll(LABEL)].map(([, label = "", text = ""]) => [
    label,
    text.replace(/\\(.)/g, (_, escaped: string) => (escaped === "n" ? "\n" : escaped)),
  ]);
  const number = value === "+Inf" ? Infinity : Number(value);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: number };
}

function samplesOf(result: RunResult): readonly ReadSample[] {
  return read(prometheusFormat.write(result).text).samples;
}

function valueOf(
  samples: readonly ReadSample[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  return samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([label, text]) => sample.labels[label] === text),
  )?.value;
}

/** Of the bucket with this largest value: a power of two is cut into 1024 of them. */
function widthOf(largestNs: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(largestNs)) - 10);
}

t.test("prometheusFormat", async (t) => {
  for (const { name, result } of [
    { name: "a result", result: measuredResult(CENSORED_INTERVALS) },
    { name: "a run that never began", result: NOTHING_MEASURED },
    { name: "awkward texts", result: awkwardResult(scenarioWith({})) },
  ]) {
    await t.test(`of ${name} has a type for every sample, and no sample twice`, async (t) => {
      const { types, samples } = read(prometheusFormat.write(result).text);
      const known = new Set<string>();
      for (const sample of samples) {
        const family = sample.name.replace(/_(bucket|sum|count)$/, "");
        const type = types.get(sample.name) ?? types.get(family);
        t.ok(type, sample.name);
        t.equal(type === "counter", sample.name.endsWith("_total"), sample.name);
        const { labels } = sample;
        t.equal(labels["run_id"], result.id);
        const key = JSON.stringify([sample.name, Object.entries(labels).sort()]);
        t.notOk(known.has(key), key);
        known.add(key);
      }
      const order = samples.map((sample) => sample.name.replace(/_(bucket|sum|count)$/, ""));
      const changes = order.filter((family, index) => family !== order[index - 1]);
      t.equal(new Set(changes).size, changes.length, "the samples of a family stand together");
    });
  }

  await t.test("counts in each bucket what lies at or below its bound, exactly", async (t) => {
    const result = measuredResult(CENSORED_INTERVALS);
    const samples = samplesOf(result);
    for (const latency of ["response", "service", "outcome"] as const) {
      const { counts } = readHdrV2(result.latency[latency].encoded ?? "");
      const buckets = samples.filter(
        (sample) =>
          sample.name === "mesh_bench_latency_seconds_bucket" &&
          sample.labels["latency"] === latency,
      );
      t.ok(buckets.length > 50, `${buckets.length} buckets`);
      for (const { labels, value } of buckets.slice(0, -1)) {
        const boundNs = Math.round(Number(labels["le"]) * 1e9);
        const below = [...counts].filter(([largestNs]) => largestNs <= boundNs);
        t.equal(
          value,
          below.reduce((sum, [, count]) => sum + count, 0),
          `${latency} ${labels["le"] ?? ""}`,
        );
        const across = [...counts.keys()].filter(
          (largestNs) => largestNs > boundNs && largestNs - widthOf(largestNs) < boundNs,
        );
        t.strictSame(across, [], "no bucket of the histogram lies across the bound");
      }
      const last = buckets.at(-1);
      t.equal(last?.labels["le"], "+Inf");
      t.equal(last?.value, result.latency[latency].count);
      t.equal(
        valueOf(samples, "mesh_bench_latency_seconds_count", { latency }),
        result.latency[latency].count,
      );
    }
    const { mean, count } = result.latency.response;
    const sum = valueOf(samples, "mesh_bench_latency_seconds_sum", { latency: "response" }) ?? 0;
    t.ok(Math.abs(sum - ((mean ?? 0) * count) / 1e9) < 1e-9 * sum, "the exact sum, in seconds");
    t.equal(valueOf(samples, "mesh_bench_latency_seconds_sum", { latency: "outcome" }), Infinity);
  });

  await t.test("has the same bounds for every run", async (t) => {
    const boundsOf = (result: RunResult): readonly string[] =>
      samplesOf(result)
        .filter(({ labels }) => labels["latency"] === "response" && labels["le"] !== undefined)
        .map(({ labels }) => labels["le"] ?? "");
    const [first, second] = [INTERVALS, CENSORED_INTERVALS].map((intervals) =>
      boundsOf(measuredResult(intervals)),
    );
    t.strictSame(first, second);
    t.equal(first?.[0], "0.000001023");
  });

  await t.test("has counts, rates and instants in base units", async (t) => {
    const result = measuredResult(INTERVALS);
    const samples = samplesOf(result);
    t.equal(valueOf(samples, "mesh_bench_requests_total", { outcome: "completed" }), 9967);
    t.equal(valueOf(samples, "mesh_bench_requests_total", { outcome: "timedOut" }), 8);
    t.equal(valueOf(samples, "mesh_bench_responses_total", { code: "503" }), 18);
    t.equal(valueOf(samples, "mesh_bench_errors_total", { kind: "connectionLost" }), 2);
    t.equal(valueOf(samples, "mesh_bench_requests_per_second", { rate: "achieved" }), 996.7);
    t.equal(valueOf(samples, "mesh_bench_start_timestamp_seconds"), 1767323045);
    t.equal(valueOf(samples, "mesh_bench_received_bytes_total"), 1_234_567);
    const { "99": p99 } = result.latency.response.percentiles;
    const labels = { latency: "response", percentile: "99", bound: "high" };
    t.equal(valueOf(samples, "mesh_bench_latency_percentile_seconds", labels), Number(p99) / 1e9);
  });

  await t.test("has both bounds of a censored percentile", async (t) => {
    const samples = samplesOf(measuredResult(CENSORED_INTERVALS));
    const of = (bound: string): number | undefined =>
      valueOf(samples, "mesh_bench_latency_percentile_seconds", {
        latency: "response",
        percentile: "99.9",
        bound,
      });
    t.equal(of("low"), 2);
    t.equal(of("high"), Infinity);
    t.equal(valueOf(samples, "mesh_bench_latency_censored_total", { latency: "response" }), 5);
  });

  await t.test("gives back texts of any kind, and labels under names of their own", async (t) => {
    const samples = samplesOf(awkwardResult(scenarioWith({})));
    const info = samples.find(({ name }) => name === "mesh_bench_run_info");
    t.match(info?.labels, { label_a_b: "1", label_a_b_conflict1: "2", label_12: "1_000" });
    t.ok(Object.values(info?.labels ?? {}).includes(AWKWARD_TEXT));
    const scenarios = samples.filter(({ name }) => name === "mesh_bench_scenario_requests_total");
    t.equal(scenarios.length, 10);
    t.ok(scenarios.every(({ labels }) => labels["scenario"] === AWKWARD_TEXT));
  });

  await t.test("leaves out what was not measured", async (t) => {
    const samples = samplesOf(NOTHING_MEASURED);
    t.strictSame(
      samples.filter(({ name }) => name.startsWith("mesh_bench_latency")),
      [],
    );
    t.equal(valueOf(samples, "mesh_bench_requests_per_second", { rate: "sent" }), undefined);
    t.equal(valueOf(samples, "mesh_bench_requests_total", { outcome: "completed" }), 0);
  });

  await t.test("says which histograms a result has only percentiles of", async (t) => {
    const result = measuredResult(INTERVALS);
    const { lost } = prometheusFormat.write(result);
    t.match(lost.join("\n"), "no histogram of responseSuccess, lateness, queue: only");
  });
});
