import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { BUCKET_COUNT, SparseHistogram, TotalHistogram } from "../../core/histogram/index.js";
import { decodeHistogram, encodeHistogram } from "../encoding.js";
import { bigIntText, encodedText, wholeNumber } from "./record-parts.js";

/** A histogram with its exact figures. */
export const histogramRecord = Type.Object(
  {
    sumNs: bigIntText,
    minNs: wholeNumber,
    maxNs: wholeNumber,
    saturatedCount: wholeNumber,
    encoded: encodedText,
  },
  { additionalProperties: false, wanted: "a histogram with its exact figures" },
);

/** A histogram with its exact figures; null: it is empty. */
export type HistogramRecord = Static<typeof histogramRecord> | null;

/** @returns a histogram as text and numbers */
export function toHistogramRecord(histogram: TotalHistogram): HistogramRecord {
  if (histogram.isEmpty) return null;
  return {
    sumNs: String(histogram.sumNs),
    minNs: histogram.minNs,
    maxNs: histogram.maxNs,
    saturatedCount: histogram.saturatedCount,
    encoded: encodeHistogram(histogram),
  };
}

/** @throws RangeError or Error if the text is no histogram of ours, or the figures are not of it */
export function fromHistogramRecord(record: HistogramRecord): TotalHistogram {
  if (record === null) return new TotalHistogram();
  const { sumNs, minNs, maxNs, saturatedCount } = record;
  return TotalHistogram.restore(countsOf(record.encoded), {
    sumNs: BigInt(sumNs),
    minNs,
    maxNs,
    saturatedCount,
  });
}

/** @returns the buckets of a sparse histogram as text; null: it is empty */
export function toSparseRecord(histogram: SparseHistogram): string | null {
  return histogram.count === 0
    ? null
    : encodeHistogram(TotalHistogram.fromCounts(histogram.toCounts()));
}

/** @throws RangeError or Error if the text is no histogram of ours */
export function fromSparseRecord(encoded: string | null): SparseHistogram {
  return encoded === null ? new SparseHistogram() : SparseHistogram.fromCounts(countsOf(encoded));
}

function countsOf(encoded: string): Float64Array {
  const histogram = decodeHistogram(encoded);
  const counts = new Float64Array(BUCKET_COUNT);
  for (
    let index = histogram.lowestIndex;
    index < BUCKET_COUNT;
    index = histogram.nextUsed(index + 1)
  ) {
    counts[index] = histogram.countAt(index);
  }
  return counts;
}
