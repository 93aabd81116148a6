import type { RunResult, SeriesPoint } from "../../../core/frame.js";
import {
  chosenPercentiles,
  countText,
  percentileText,
  plural,
  rateText,
  secondsText,
  sumOf,
} from "../../../core/text/index.js";
import type { Row, Table } from "./view.js";

/** An hour of seconds has 3600: a page that nobody reads to its end. */
const ROWS_MAX = 600;
const PERCENTILES_MAX = 2;

/** @returns the figures of each interval, the first ones of very many, and what is to be said above them */
export function intervalTable({ series, spec }: RunResult): {
  readonly summary: string;
  readonly table: Table;
} {
  const names = chosenPercentiles(spec.percentiles, PERCENTILES_MAX);
  const shown = series.slice(0, ROWS_MAX);
  const left = series.length - shown.length;
  const summary = `Figures of ${left === 0 ? "" : `the first ${countText(ROWS_MAX)} of `}${plural(series.length, "interval")}`;
  return {
    summary: left === 0 ? summary : `${summary}; all of them are in the result below`,
    table: {
      kind: "table",
      label: "Every interval",
      heads: [
        { text: "From" },
        { text: "phase", isWords: true },
        { text: "sent" },
        { text: "achieved" },
        ...names.map((name) => ({ text: `response p${name}` })),
        ...names.map((name) => ({ text: `service p${name}` })),
        { text: "errors" },
        { text: "in flight" },
        { text: "queued" },
      ],
      rows: shown.map((point) => rowOf(point, names)),
    },
  };
}

function rowOf(point: SeriesPoint, names: readonly string[]): Row {
  const { rate, latency } = point;
  return {
    name: secondsText(point.fromSeconds),
    cells: [
      point.phase,
      rateText(rate.sentPerSecond),
      rateText(rate.achievedPerSecond),
      ...[latency.response, latency.service].flatMap(({ percentiles }) =>
        names.map((name) => percentileText(percentiles[name])),
      ),
      countText(sumOf(point.errors)),
      countText(point.inFlight),
      countText(point.queued),
    ],
  };
}
