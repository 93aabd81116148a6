import type { RunResult, SeriesPoint } from "../../core/frame.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import { errorColumns, percentileColumns, requestColumns } from "./csv-columns.js";
import { toCsv } from "./csv-table.js";
import type { Column } from "./csv-table.js";
import type { ResultFormat } from "./format.js";

const LATENCIES = ["response", "service", "lateness"] as const;

/** A row for each interval of the series. */
export const csvFormat: ResultFormat = {
  name: "csv",
  endings: [".csv"],
  description: "the series as CSV, a row for each interval",
  write: (result) => ({
    text: toCsv(columnsFor(result.spec), result.series),
    lost: lostOf(result),
  }),
};

function columnsFor(spec: ResolvedSpec): readonly Column<SeriesPoint>[] {
  return [
    { name: "from_seconds", cellOf: ({ fromSeconds }) => fromSeconds },
    { name: "length_seconds", cellOf: ({ seconds }) => seconds },
    { name: "phase", cellOf: ({ phase }) => phase },
    ...requestColumns<SeriesPoint>(),
    { name: "in_flight_count", cellOf: ({ inFlight }) => inFlight },
    { name: "queued_count", cellOf: ({ queued }) => queued },
    ...LATENCIES.flatMap((name) => [
      { name: `${name}_count`, cellOf: ({ latency }: SeriesPoint) => latency[name].count },
      ...percentileColumns(name, spec, ({ latency }: SeriesPoint) => latency[name]),
    ]),
    ...errorColumns<SeriesPoint>(),
  ];
}

function lostOf({ series }: RunResult): readonly string[] {
  const hasHistograms = series.some(({ latency }) => latency.response.encoded !== undefined);
  return [
    "it holds the series and nothing else of the result: percentiles of intervals can't be added up to those of the run",
    ...(hasHistograms ? ["the histograms of the intervals are not in it"] : []),
  ];
}
