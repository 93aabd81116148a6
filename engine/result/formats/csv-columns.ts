import type { ErrorCounts, Rates, RequestCounts } from "../../core/frame.js";
import type { LatencyStatistics } from "../../core/histogram/index.js";
import { ERROR_KINDS } from "../../core/outcome.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import { columnName } from "./csv-table.js";
import type { Cell, Column } from "./csv-table.js";

const REQUEST_COUNTS = [
  "planned",
  "completed",
  "failed",
  "timedOut",
  "unfinished",
  "skipped",
  "waitedForSlot",
  "resent",
] as const satisfies readonly (keyof RequestCounts)[];

const RATES = [
  "requestedPerSecond",
  "plannedPerSecond",
  "sentPerSecond",
  "achievedPerSecond",
] as const satisfies readonly (keyof Rates)[];

/** What a row of either table has: that of a run, and that of an interval. */
interface Counted {
  readonly requests: RequestCounts;
  readonly rate: Rates;
  readonly errors: ErrorCounts;
}

/** @returns a column for each way in which requests end, and for each rate */
export function requestColumns<Row extends Counted>(): readonly Column<Row>[] {
  return [
    ...REQUEST_COUNTS.map((name) => ({
      name: `${columnName(name)}_count`,
      cellOf: ({ requests }: Row) => requests[name],
    })),
    ...RATES.map((name) => ({
      name: columnName(name),
      cellOf: ({ rate }: Row) => rate[name],
    })),
  ];
}

/** @returns a column for each kind of error, those that did not occur included: the header is that of every run */
export function errorColumns<Row extends Counted>(): readonly Column<Row>[] {
  return ERROR_KINDS.map((kind) => ({
    name: `error_${columnName(kind)}_count`,
    cellOf: ({ errors }: Row) => errors[kind] ?? 0,
  }));
}

/**
 * Two columns a percentile: the value is at least `low`, and at most `high`. They are equal unless censored requests touch it;
 * an empty `high` beside a `low` says that it has no upper bound, two empty cells that there was nothing to measure.
 *
 * @param name - of the histogram, at the start of the columns' names
 */
export function percentileColumns<Row>(
  name: string,
  { percentiles }: Pick<ResolvedSpec, "percentiles">,
  statisticsOf: (row: Row) => Pick<LatencyStatistics, "percentiles">,
): readonly Column<Row>[] {
  // One that is asked for twice is in a result once.
  return [...new Set(percentiles.map(String))].flatMap((percentile) =>
    (["low", "high"] as const).map((bound) => ({
      name: `${columnName(name)}_p${percentile}_${bound}_ns`,
      cellOf: (row: Row) => boundOf(statisticsOf(row), percentile, bound),
    })),
  );
}

function boundOf(
  { percentiles }: Pick<LatencyStatistics, "percentiles">,
  percentile: string,
  bound: "low" | "high",
): Cell {
  const value = percentiles[percentile];
  return typeof value === "object" ? value?.[bound] : value;
}
