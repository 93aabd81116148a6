/* eslint-disable @typescript-eslint/naming-convention -- Start and End are fortio's own names, in seconds. */
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { AnyStatistics } from "../../core/any-result.js";
import { NS_PER_SECOND } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import {
  BUCKET_COUNT,
  highestEquivalentNs,
  lowestEquivalentNs,
} from "../../core/histogram/index.js";
import { decodeHistogram } from "../encoding.js";

const seconds = Type.Number({ minimum: 0, wanted: "a number of seconds" });
const secondsOrNull = Type.Union([seconds, Type.Null()], { wanted: "a number of seconds" });
const count = Type.Integer({ minimum: 0, wanted: "a whole number" });
const percent = Type.Number({ minimum: 0, maximum: 100, wanted: "a number from 0 to 100" });

const bucket = Type.Object(
  { Start: seconds, End: seconds, Percent: percent, Count: count },
  { wanted: "a bucket with Start, End, Percent and Count" },
);

/**
 * The schema of a histogram in fortio's JSON. A bucket holds the values above `Start` and up to `End`, and `Percent` is
 * cumulative; only buckets in use are there, and the outer edges are the minimum and the maximum.
 *
 * Units: seconds. What fortio writes has every number; null is what we write where one is not known.
 *
 * @see fortio, `stats/stats.go`, HistogramData
 */
export const fortioHistogram = Type.Object(
  {
    Count: count,
    Min: secondsOrNull,
    Max: secondsOrNull,
    Sum: secondsOrNull,
    Avg: secondsOrNull,
    StdDev: secondsOrNull,
    Data: Type.Union([Type.Null(), Type.Array(bucket)], { wanted: "a list of buckets, or null" }),
    Percentiles: Type.Optional(
      Type.Array(
        Type.Object(
          { Percentile: percent, Value: seconds },
          { wanted: "an object of Percentile and Value" },
        ),
        { wanted: "a list of percentiles" },
      ),
    ),
  },
  { wanted: "a histogram with Count, Min, Max, Sum, Avg, StdDev and Data" },
);

/** A histogram as fortio writes it. */
export type FortioHistogram = Static<typeof fortioHistogram>;

type FortioBucket = Static<typeof bucket>;

/** What fortio writes of a histogram without values: zeros. */
const EMPTY_FORTIO_HISTOGRAM: FortioHistogram = {
  Count: 0,
  Min: 0,
  Max: 0,
  Sum: 0,
  Avg: 0,
  StdDev: 0,
  Data: null,
};

/**
 * Percentiles that are only known by their bounds stay away: fortio has one number for each.
 *
 * @returns the histogram with its own buckets, no count moved
 * @throws LoadError MB_RESULT_FORMAT if there are values, but nothing says up to where they go
 */
export function toFortioHistogram(statistics: AnyStatistics): FortioHistogram {
  const { min, max, mean, stdDev } = statistics;
  const valueCount = statistics.count ?? 0;
  if (valueCount === 0) return EMPTY_FORTIO_HISTOGRAM;
  const percentiles = percentilesOf(statistics);
  return {
    Count: valueCount,
    Min: toSeconds(min),
    Max: toSeconds(max),
    Sum: mean === null ? null : (mean * valueCount) / NS_PER_SECOND,
    Avg: toSeconds(mean),
    StdDev: toSeconds(stdDev),
    Data: bucketsOf(statistics, valueCount),
    ...(percentiles.length === 0 ? {} : { Percentiles: percentiles }),
  };
}

/**
 * A histogram of which only its ends are known.
 *
 * @param among - a histogram that holds these values too: they lie in its range
 */
export function toBareFortioHistogram(valueCount: number, among: AnyStatistics): FortioHistogram {
  if (valueCount === 0) return EMPTY_FORTIO_HISTOGRAM;
  const unknown = { Min: null, Max: null, Sum: null, Avg: null, StdDev: null };
  return { Count: valueCount, ...unknown, Data: oneBucket(among, valueCount) };
}

/** Exact in both directions: a double holds 15 digits, and a time in ns has 13 in its last hour. */
function toSeconds(ns: number | null): number | null {
  return ns === null ? null : ns / NS_PER_SECOND;
}

function percentilesOf({ percentiles }: AnyStatistics): { Percentile: number; Value: number }[] {
  return Object.entries(percentiles)
    .flatMap(([name, value]) =>
      typeof value === "number" ? [{ Percentile: Number(name), Value: value / NS_PER_SECOND }] : [],
    )
    .sort((a, b) => a.Percentile - b.Percentile);
}

function bucketsOf(statistics: AnyStatistics, valueCount: number): FortioBucket[] {
  const { encoded, min, max } = statistics;
  if (encoded === undefined) return oneBucket(statistics, valueCount);
  const histogram = decodeHistogram(encoded);
  const buckets: FortioBucket[] = [];
  let seen = 0;
  for (let index = histogram.lowestIndex; index < BUCKET_COUNT;) {
    const inBucket = histogram.countAt(index);
    seen += inBucket;
    const next = histogram.nextUsed(index + 1);
    // Above Start: the largest value of the bucket below, which may be empty. Whole nanoseconds: no value lies in between.
    const startNs = buckets.length === 0 ? min : lowestEquivalentNs(index) - 1;
    const endNs = next === BUCKET_COUNT ? max : highestEquivalentNs(index);
    buckets.push({
      Start: (startNs ?? lowestEquivalentNs(index)) / NS_PER_SECOND,
      End: (endNs ?? highestEquivalentNs(index)) / NS_PER_SECOND,
      Percent: (100 * seen) / valueCount,
      Count: inBucket,
    });
    index = next;
  }
  return buckets;
}

function oneBucket({ min, max }: AnyStatistics, valueCount: number): FortioBucket[] {
  if (max === null) {
    throw new LoadError(
      "MB_RESULT_FORMAT",
      "the result can't be written as fortio: it has neither a histogram nor a maximum of its latency",
    );
  }
  const bounds = { Start: (min ?? 0) / NS_PER_SECOND, End: max / NS_PER_SECOND };
  return [{ ...bounds, Percent: 100, Count: valueCount }];
}
