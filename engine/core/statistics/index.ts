export {
  BATCHES_MIN,
  countWithData,
  serialCorrelationScore,
  standardErrorOfShare,
  toIndependentBatches,
} from "./batch-means.js";
export type { BatchSums, IndependentBatches } from "./batch-means.js";
export {
  boundsOf,
  differencePValue,
  equivalencePValue,
  estimateOfDifference,
  estimateOfMean,
} from "./estimate.js";
export type { Bounds, Estimate } from "./estimate.js";
export { holmPValues } from "./holm.js";
export { signFlipPValue } from "./sign-flip.js";
export { studentCentralProbability, studentTOf } from "./student-t.js";
export { testTrend } from "./trend.js";
export type { TrendTest } from "./trend.js";
