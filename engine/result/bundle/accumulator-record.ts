import { isDeepStrictEqual } from "node:util";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { WORKER_HISTOGRAMS } from "../../core/recording.js";
import type { WorkerHistogramName } from "../../core/recording.js";
import { STAGE_ROW_LENGTH } from "../../core/stages/index.js";
import { Accumulator } from "../../run/accumulator.js";
import type { AccumulatorParts } from "../../run/accumulator.js";
import { fromHistogramRecord, histogramRecord, toHistogramRecord } from "./histogram-record.js";
import type { HistogramRecord } from "./histogram-record.js";
import { bigIntText, number, wholeNumber } from "./record-parts.js";

/** All that was recorded in a stretch of a run. Names that are not there are 0, or empty. */
export const accumulatorRecord = Type.Object(
  {
    counters: Type.Record(Type.String(), number, { wanted: "an object of numbers" }),
    exactNs: Type.Record(Type.String(), bigIntText, { wanted: "an object of whole numbers" }),
    errors: Type.Record(Type.String(), wholeNumber, { wanted: "an object of counts" }),
    statuses: Type.Record(Type.String({ pattern: "^\\d+$" }), wholeNumber, {
      wanted: "an object of counts by status",
    }),
    /** Of each group of response times: its number, how many requests, and the sum of each stage in ns. */
    stages: Type.Array(
      Type.Array(number, {
        minItems: STAGE_ROW_LENGTH,
        maxItems: STAGE_ROW_LENGTH,
        wanted: `a list of ${STAGE_ROW_LENGTH} numbers`,
      }),
      { wanted: "a list of rows" },
    ),
    histograms: Type.Record(Type.String(), histogramRecord, { wanted: "an object of histograms" }),
  },
  { additionalProperties: false, wanted: "an object of what was recorded" },
);

/** All that was recorded in a stretch of a run. */
export type AccumulatorRecord = Static<typeof accumulatorRecord>;

/** @returns all that an accumulator holds, or of its histograms only some, as text and numbers */
export function toAccumulatorRecord(
  accumulator: Accumulator,
  names: readonly WorkerHistogramName[] = WORKER_HISTOGRAMS,
): AccumulatorRecord {
  const { counters, exactNs, errors, statuses, stages, histograms } = accumulator.toParts();
  return {
    counters,
    exactNs: mapValues(exactNs, String),
    errors,
    statuses: Object.fromEntries(statuses),
    stages: rowsOf(stages),
    histograms: histogramRecordsOf(histograms, names),
  } as AccumulatorRecord;
}

/** @throws RangeError or Error if a histogram is none of ours */
export function fromAccumulatorRecord(record: AccumulatorRecord): Accumulator {
  const parts: AccumulatorParts = {
    // Names that are not known here are not asked for.
    counters: record.counters,
    exactNs: mapValues(record.exactNs, BigInt),
    errors: record.errors,
    statuses: new Map(
      Object.entries(record.statuses).map(([status, count]) => [Number(status), count]),
    ),
    stages: Float64Array.from(record.stages.flat()),
    histograms: mapValues(record.histograms, fromHistogramRecord),
  };
  return Accumulator.restore(parts);
}

/**
 * @returns whether two stretches of a run hold the same counts, and the same in these histograms; sums that are kept as
 * doubles as well are not looked at, for these depend on the order of the summands
 */
export function holdTheSame(
  a: Accumulator,
  b: Accumulator,
  names: readonly WorkerHistogramName[],
): boolean {
  return isDeepStrictEqual(comparableOf(a, names), comparableOf(b, names));
}

function comparableOf(accumulator: Accumulator, names: readonly WorkerHistogramName[]): unknown {
  const { counters, exactNs, errors, statuses, histograms } = accumulator.toParts();
  const sums = Object.entries(exactNs).filter(([, ns]) => ns !== 0n);
  return {
    counts: Object.entries(counters).filter(([name]) => !(name in exactNs)),
    sums: Object.fromEntries(sums),
    errors,
    statuses,
    histograms: histogramRecordsOf(histograms, names),
  };
}

function histogramRecordsOf(
  histograms: AccumulatorParts["histograms"],
  names: readonly WorkerHistogramName[],
): Record<string, HistogramRecord> {
  const chosen = Object.entries(histograms).filter(([name]) =>
    (names as readonly string[]).includes(name),
  );
  return mapValues(Object.fromEntries(chosen), toHistogramRecord);
}

function rowsOf(flat: Float64Array): number[][] {
  const rows: number[][] = [];
  for (let from = 0; from < flat.length; from += STAGE_ROW_LENGTH) {
    rows.push([...flat.subarray(from, from + STAGE_ROW_LENGTH)]);
  }
  return rows;
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
