export {
  BATCHES_MIN,
  countWithData,
  serialCorrelationScore,
  standardErrorOfShare,
  toIndependentBatches,
} from "./batch-means.js";
export type { BatchSums, IndependentBatches } from "./batch-means.js";
export { studentCentralProbability, studentTOf } from "./student-t.js";
export { testTrend } from "./trend.js";
export type { TrendTest } from "./trend.js";
