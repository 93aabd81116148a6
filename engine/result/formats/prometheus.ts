import { NS_PER_MS, NS_PER_SECOND } from "../../core/duration.js";
import { LATENCY_NAMES } from "../../core/frame.js";
import type { LatencyName, RequestCounts, RunResult } from "../../core/frame.js";
import type { PercentileValue } from "../../core/histogram/index.js";
import { readEncoded } from "./encoded.js";
import type { ResultFormat } from "./format.js";
import { histogramSamples } from "./prometheus-buckets.js";
import { toLabelNames, toPrometheusText } from "./prometheus-text.js";
import type { Family, Sample } from "./prometheus-text.js";

const MS_PER_SECOND = NS_PER_SECOND / NS_PER_MS;
/** Every planned request ends in one of these ways. */
const OUTCOMES = ["completed", "failed", "timedOut", "unfinished", "skipped"] as const;

/**
 * The run as metrics of Prometheus, for a push gateway or a textfile collector: each sample has the run's id, one info metric
 * what it was.
 *
 * @see Source: Prometheus, "Exposition formats" (text, 0.0.4) and "Metric and label naming"
 */
export const prometheusFormat: ResultFormat = {
  name: "prometheus",
  endings: [".prom"],
  description: "the run as metrics in Prometheus' text format",
  write: (result) => ({
    text: toPrometheusText(familiesOf(result), { run_id: result.id }),
    lost: lostOf(result),
  }),
};

function familiesOf(result: RunResult): readonly Family[] {
  return [
    infoOf(result),
    ...timesOf(result),
    ...requestsOf(result),
    ...ratesOf(result),
    ...latenciesOf(result),
    ...scenariosOf(result),
    ...judgementOf(result),
  ];
}

function infoOf(result: RunResult): Family {
  const { spec, load, state, environment, labels } = result;
  return {
    name: "mesh_bench_run_info",
    type: "gauge",
    help: "What the run was; its value is always 1.",
    samples: [
      {
        labels: {
          url: spec.target.url,
          protocol: spec.protocol,
          model: load.model,
          state,
          version: environment.version,
          ...toLabelNames(labels),
        },
        value: 1,
      },
    ],
  };
}

function timesOf({ startedAt, endedAt, measuredSeconds }: RunResult): readonly Family[] {
  const instant = (text: string): number => Date.parse(text) / MS_PER_SECOND;
  return [
    gauge("mesh_bench_start_timestamp_seconds", "When the run began.", instant(startedAt)),
    gauge("mesh_bench_end_timestamp_seconds", "When the run had ended.", instant(endedAt)),
    gauge("mesh_bench_measured_seconds", "Length of the measured window.", measuredSeconds),
  ];
}

function requestsOf(result: RunResult): readonly Family[] {
  const { requests, status, errors, bytes, connections } = result;
  return [
    counter(
      "mesh_bench_requests_total",
      "Planned requests by how they ended.",
      endSamples(requests),
    ),
    counter("mesh_bench_responses_total", "Complete responses by status.", byLabel("code", status)),
    counter("mesh_bench_errors_total", "Requests that failed, by kind.", byLabel("kind", errors)),
    counter("mesh_bench_sent_bytes_total", "Bytes of requests.", [{ value: bytes.sent }]),
    counter("mesh_bench_received_bytes_total", "Bytes of responses.", [{ value: bytes.received }]),
    counter("mesh_bench_connections_opened_total", "Connections that were opened.", [
      { value: connections.opened },
    ]),
  ];
}

function ratesOf({ rate }: RunResult): readonly Family[] {
  const kinds = ["requested", "planned", "sent", "achieved"] as const;
  return [
    {
      name: "mesh_bench_requests_per_second",
      type: "gauge",
      help: "Rates of the measured window: asked for, planned, sent, successfully completed.",
      samples: kinds.flatMap((kind) => {
        const value = rate[`${kind}PerSecond`];
        return value === null ? [] : [{ labels: { rate: kind }, value }];
      }),
    },
  ];
}

function latenciesOf({ latency }: RunResult): readonly Family[] {
  const measured = LATENCY_NAMES.filter((name) => latency[name].count > 0);
  const counts = (of: "censored" | "saturated"): readonly Sample[] =>
    measured.map((name) => ({ labels: { latency: name }, value: latency[name][of] }));
  return [
    {
      name: "mesh_bench_latency_seconds",
      type: "histogram",
      help: "Latencies by name; what the names mean is in docs/measurement.md.",
      samples: measured
        .filter((name) => latency[name].encoded !== undefined)
        .flatMap((name) =>
          readEncoded(`latency.${name}.encoded`, () =>
            histogramSamples(latency[name], { latency: name }),
          ),
        ),
    },
    {
      name: "mesh_bench_latency_percentile_seconds",
      type: "gauge",
      help: "Percentiles of the latencies: at least low, at most high; +Inf where there is no upper bound.",
      samples: measured.flatMap((name) => percentileSamples(name, latency[name].percentiles)),
    },
    counter(
      "mesh_bench_latency_censored_total",
      "Values only known to be longer: in the histogram at the age reached.",
      counts("censored"),
    ),
    counter(
      "mesh_bench_latency_saturated_total",
      "Values above the histogram's range.",
      counts("saturated"),
    ),
  ];
}

function percentileSamples(
  latency: LatencyName,
  percentiles: Readonly<Record<string, PercentileValue>>,
): readonly Sample[] {
  return Object.entries(percentiles).flatMap(([percentile, value]) => {
    if (value === null) return [];
    const { low, high } = typeof value === "number" ? { low: value, high: value } : value;
    const sample = (bound: "low" | "high", ns: number): Sample => ({
      labels: { latency, percentile, bound },
      value: ns / NS_PER_SECOND,
    });
    return [sample("low", low), sample("high", high ?? Infinity)];
  });
}

function scenariosOf({ scenarios = [] }: RunResult): readonly Family[] {
  return [
    counter(
      "mesh_bench_scenario_requests_total",
      "Planned requests of each scenario by how they ended.",
      scenarios.flatMap(({ name, requests }, index) =>
        // Two scenarios may have one name.
        endSamples(requests, { scenario: name, index: String(index) }),
      ),
    ),
  ];
}

function judgementOf(result: RunResult): readonly Family[] {
  return [
    {
      name: "mesh_bench_generator_verdict",
      type: "gauge",
      help: "The generator's verdict on itself, as a label; its value is always 1.",
      samples: [{ labels: { verdict: result.generator.verdict }, value: 1 }],
    },
    {
      name: "mesh_bench_slo_verdict",
      type: "gauge",
      help: "What became of an objective, as a label; its value is always 1.",
      samples: result.slo.map(({ expression, verdict }, index) => ({
        labels: { slo: expression, index: String(index), verdict },
        value: 1,
      })),
    },
  ];
}

function endSamples(
  requests: RequestCounts,
  labels: Readonly<Record<string, string>> = {},
): readonly Sample[] {
  return OUTCOMES.map((outcome) => ({
    labels: { ...labels, outcome },
    value: requests[outcome],
  }));
}

function byLabel(
  label: string,
  counts: Readonly<Record<string, number | undefined>>,
): readonly Sample[] {
  return Object.entries(counts).map(([text, value = 0]) => ({ labels: { [label]: text }, value }));
}

function gauge(name: string, help: string, value: number): Family {
  return { name, type: "gauge", help, samples: [{ value }] };
}

function counter(name: string, help: string, samples: readonly Sample[]): Family {
  return { name, type: "counter", help, samples };
}

function lostOf({ latency }: RunResult): readonly string[] {
  const missing = LATENCY_NAMES.filter(
    (name) => latency[name].count > 0 && latency[name].encoded === undefined,
  );
  return [
    "it holds counts, rates, percentiles and coarser histograms, and no series, attribution, precision or workers",
    ...(missing.length === 0
      ? []
      : [`the result has no histogram of ${missing.join(", ")}: only its percentiles are in it`]),
    ...(latency.response.censored === 0
      ? []
      : ["its buckets count requests that were given up at the age that they had reached"]),
  ];
}
