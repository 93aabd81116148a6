import { LATENCY_NAMES } from "../../core/frame.js";
import type { LatencyName, RunResult } from "../../core/frame.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import { errorColumns, percentileColumns, requestColumns } from "./csv-columns.js";
import { columnName, toCsv } from "./csv-table.js";
import type { Column } from "./csv-table.js";
import type { ResultFormat } from "./format.js";

/** One row for the whole run: rows of runs with the same percentiles have the same columns. */
export const csvRunFormat: ResultFormat = {
  name: "csv-run",
  endings: [".run.csv"],
  description: "the run as CSV, one row to append to those of other runs",
  write: (result) => ({
    text: toCsv(columnsFor(result.spec), [result]),
    lost: [
      "it holds the figures of the whole run: histograms, series, scenarios, workers and most of the spec are not in it",
    ],
  }),
};

type RunColumn = Column<RunResult>;

function columnsFor(spec: ResolvedSpec): readonly RunColumn[] {
  return [
    ...IDENTITY,
    ...LOAD,
    ...requestColumns<RunResult>(),
    ...LATENCY_NAMES.flatMap((name) => latencyColumns(name, spec)),
    ...errorColumns<RunResult>(),
    ...STATUS,
    ...TRAFFIC,
    ...JUDGEMENT,
    ...ENVIRONMENT,
  ];
}

const IDENTITY: readonly RunColumn[] = [
  { name: "id", cellOf: ({ id }) => id },
  { name: "state", cellOf: ({ state }) => state },
  { name: "reason", cellOf: ({ reason }) => reason },
  { name: "started_at", cellOf: ({ startedAt }) => startedAt },
  { name: "ended_at", cellOf: ({ endedAt }) => endedAt },
  { name: "measured_seconds", cellOf: ({ measuredSeconds }) => measuredSeconds },
  // Which labels a run has differs from run to run: a column of each would be a header of each.
  { name: "labels_json", cellOf: ({ labels }) => JSON.stringify(labels) },
];

const LOAD: readonly RunColumn[] = [
  { name: "url", cellOf: ({ spec }) => spec.target.url },
  { name: "protocol", cellOf: ({ spec }) => spec.protocol },
  { name: "client", cellOf: ({ spec }) => spec.client },
  { name: "model", cellOf: ({ load }) => load.model },
  {
    name: "arrivals",
    cellOf: ({ spec: { load } }) => (load.model === "open" ? load.arrivals.kind : null),
  },
  { name: "seed", cellOf: ({ spec }) => spec.seed },
  { name: "streams_count", cellOf: ({ spec }) => spec.streams },
  { name: "fidelity", cellOf: ({ load }) => load.fidelity },
  { name: "waited_percent", cellOf: ({ load }) => load.waitedPercent },
  { name: "coordinated", cellOf: ({ load }) => String(load.coordinated) },
];

function latencyColumns(name: LatencyName, spec: ResolvedSpec): readonly RunColumn[] {
  const start = columnName(name);
  return [
    { name: `${start}_count`, cellOf: ({ latency }) => latency[name].count },
    { name: `${start}_min_ns`, cellOf: ({ latency }) => latency[name].min },
    { name: `${start}_mean_ns`, cellOf: ({ latency }) => latency[name].mean },
    { name: `${start}_std_dev_ns`, cellOf: ({ latency }) => latency[name].stdDev },
    ...percentileColumns(name, spec, ({ latency }: RunResult) => latency[name]),
    { name: `${start}_max_ns`, cellOf: ({ latency }) => latency[name].max },
    { name: `${start}_censored_count`, cellOf: ({ latency }) => latency[name].censored },
    { name: `${start}_saturated_count`, cellOf: ({ latency }) => latency[name].saturated },
  ];
}

const STATUS: readonly RunColumn[] = [1, 2, 3, 4, 5].map((firstDigit) => ({
  name: `status_${firstDigit}xx_count`,
  cellOf: ({ status }) => countOfClass(status, firstDigit),
}));

function countOfClass(status: RunResult["status"], firstDigit: number): number {
  return Object.entries(status)
    .filter(([code]) => Math.floor(Number(code) / 100) === firstDigit)
    .reduce((sum, [, count]) => sum + count, 0);
}

const TRAFFIC: readonly RunColumn[] = [
  { name: "sent_bytes", cellOf: ({ bytes }) => bytes.sent },
  { name: "received_bytes", cellOf: ({ bytes }) => bytes.received },
  { name: "connections_requested_count", cellOf: ({ connections }) => connections.requested },
  { name: "connections_opened_count", cellOf: ({ connections }) => connections.opened },
  { name: "connections_reused_count", cellOf: ({ connections }) => connections.reused },
  {
    name: "connections_closed_by_peer_count",
    cellOf: ({ connections }) => connections.closedByPeer,
  },
  { name: "connections_retired_count", cellOf: ({ connections }) => connections.retired },
];

const JUDGEMENT: readonly RunColumn[] = [
  { name: "generator_verdict", cellOf: ({ generator }) => generator.verdict },
  {
    name: "generator_reasons",
    cellOf: ({ generator }) => generator.reasons.map(({ code }) => code).join(" "),
  },
  ...(["passed", "failed", "inconclusive"] as const).map((verdict) => ({
    name: `slo_${verdict}_count`,
    cellOf: (result: RunResult) =>
      result.slo.filter((objective) => objective.verdict === verdict).length,
  })),
];

const ENVIRONMENT: readonly RunColumn[] = [
  { name: "version", cellOf: ({ environment }) => environment.version },
  { name: "node", cellOf: ({ environment }) => environment.node },
  { name: "cpu", cellOf: ({ environment }) => environment.cpu },
  { name: "cores_count", cellOf: ({ environment }) => environment.cores },
  { name: "kernel", cellOf: ({ environment }) => environment.kernel },
];
