import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { SeriesPoint } from "../../core/frame.js";
import type { WorkerHistogramName } from "../../core/recording.js";
import { toSeriesPoint } from "../../run/interval-facts.js";
import type { IntervalFacts } from "../../run/interval-facts.js";
import { Accumulator } from "../../run/accumulator.js";
import { toStretch } from "../../run/stretch.js";
import { encodeHistogram } from "../encoding.js";
import {
  accumulatorRecord,
  fromAccumulatorRecord,
  holdTheSame,
  toAccumulatorRecord,
} from "./accumulator-record.js";
import { number, numberOrNull, wholeNumber } from "./record-parts.js";

/** What a point of the series was computed from. */
export const intervalRecord = Type.Object(
  {
    fromSeconds: number,
    seconds: number,
    phase: Type.Union([Type.Literal("warm-up"), Type.Literal("measured"), Type.Literal("drain")], {
      wanted: '"warm-up", "measured" or "drain"',
    }),
    measuredSeconds: number,
    requestedPerSecond: numberOrNull,
    inFlight: wholeNumber,
    queued: wholeNumber,
    recorded: accumulatorRecord,
  },
  { additionalProperties: false, wanted: "an interval" },
);

/** What a point of the series was computed from, as text and numbers. */
export type IntervalRecord = Static<typeof intervalRecord>;

/** Those that a point tells of, and their censored twins. Writing one takes a millisecond, in each interval of a live run. */
const HISTOGRAMS: readonly WorkerHistogramName[] = [
  "responseSuccess",
  "responseOther",
  "responseCensored",
  "service2xx",
  "service3xx",
  "service4xx",
  "service5xx",
  "serviceOther",
  "serviceCensored",
  "lateness",
];

/** @returns an interval's facts as text and numbers: all that its point is computed from */
export function toIntervalRecord(facts: IntervalFacts): IntervalRecord {
  return { ...facts, recorded: { ...toAccumulatorRecord(facts.recorded, HISTOGRAMS), stages: [] } };
}

/**
 * @returns the interval's point of the series, computed again
 * @throws RangeError or Error if a histogram in it is none of ours
 */
export function seriesPointOf(
  record: IntervalRecord,
  {
    percentiles,
    seriesHistograms,
  }: {
    readonly percentiles: readonly number[];
    readonly seriesHistograms: boolean;
  },
): SeriesPoint {
  const facts: IntervalFacts = { ...record, recorded: fromAccumulatorRecord(record.recorded) };
  const stretch = toStretch(facts.recorded, {
    seconds: facts.measuredSeconds,
    requestedPerSecond: facts.requestedPerSecond,
    percentiles,
  });
  return toSeriesPoint(facts, stretch, seriesHistograms ? encodeHistogram : undefined);
}

/** @returns whether the intervals of a run add up to it, count by count and bucket by bucket of what their points tell of */
export function addUp(records: readonly IntervalRecord[], all: Accumulator): boolean {
  const sum = new Accumulator();
  for (const { recorded } of records) sum.merge(fromAccumulatorRecord(recorded));
  return holdTheSame(sum, all, HISTOGRAMS);
}
