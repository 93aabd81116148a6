export {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  SIGNIFICANT_DIGITS,
  bucketIndexOf,
  highestEquivalentNs,
  lowestEquivalentNs,
  medianEquivalentNs,
} from "./bucket-layout.js";
export { splitAtLimit } from "./limit-split.js";
export { censoredPercentilesOf, percentilesOf, rankOf, supportCount } from "./percentiles.js";
export type { PercentileValue } from "./percentiles.js";
export { RecordingHistogram } from "./recording-histogram.js";
export type { HistogramDelta } from "./recording-histogram.js";
export { SparseHistogram } from "./sparse-histogram.js";
export type { Split } from "./sparse-histogram.js";
export { summarize } from "./statistics.js";
export type { LatencyStatistics, SummarizeOptions } from "./statistics.js";
export { TotalHistogram } from "./total-histogram.js";
export type { ExactFigures } from "./total-histogram.js";
