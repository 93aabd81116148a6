export { Engine } from "./engine.js";
export { parseRunSpec } from "./core/spec/parse-run-spec.js";
export { maskSecrets } from "./core/spec/mask-secrets.js";
export { FLOOR_WARMUP, floorSpecOf } from "./run/floor-spec.js";
export { withFloor } from "./result/floor.js";
export { RESULT_FORMATS, formatForPath, formatNamed } from "./result/formats/index.js";
export type { FormatName, ResultFormat, WrittenFormat } from "./result/formats/index.js";
export { asInputSchema } from "./core/spec/input-schema.js";
export { renderReport } from "./result/formats/html/render-report.js";
export { resultJsonSchema } from "./result/schema/json-schema.js";
export { PERCENTILE_UNITS, RESULT_SOURCES, readAnyResult } from "./result/readers/index.js";
export type {
  PercentileUnit,
  ReadOptions,
  ReadResult,
  ResultSource,
  SourceName,
} from "./result/readers/index.js";
export type { CompareOptions, EngineOptions, StartOptions } from "./engine.js";
export { comparisonChart } from "./decide/comparison/chart.js";
export { compareResults } from "./decide/comparison/compare-results.js";
export type { CompareResultsOptions } from "./decide/comparison/compare-results.js";
export { compareTargets } from "./decide/comparison/compare-targets.js";
export type { CompareTargetsOptions } from "./decide/comparison/compare-targets.js";
export type {
  ComparedRun,
  ComparedView,
  Comparison,
  ComparisonVerdict,
  InconclusiveCode,
  InconclusiveReason,
  LeftOut,
  LeftOutCode,
  PercentChange,
  PercentileComparison,
  PercentileVerdict,
} from "./decide/comparison/comparison.js";
export { intervalPlotOf } from "./decide/comparison/interval-plot.js";
export type { DrawnPercentile, IntervalPlot } from "./decide/comparison/interval-plot.js";
export { DEFAULT_QUAD_COUNT, QUADS_WANTED, quadLimitOf } from "./decide/comparison/quad-count.js";
export type { PlannedRun } from "./decide/comparison/plan.js";
export type { PercentileRange } from "./decide/percentile-range.js";
export { repeatSeedOf, summarizeRepeats } from "./decide/repeats/summarize-repeats.js";
export type {
  RepeatedPercentile,
  RepeatedPercentiles,
  RepeatsSummary,
} from "./decide/repeats/summarize-repeats.js";
export { RUNS_PER_QUAD } from "./decide/comparison/quad-place.js";
export type { QuadOrder, QuadPlace } from "./decide/comparison/quad-place.js";
export { COMPARED_VIEWS, MARGIN_WANTED } from "./decide/comparison/settings.js";
export type { Side } from "./decide/comparison/side.js";
export type { ComparisonOptions } from "./decide/comparison/settings.js";
export { readRunResult } from "./result/read-result.js";
export { verifyBundle } from "./verify-bundle.js";
export { readTargetLog } from "./result/target-log.js";
export { compareWithTarget, compareWithTargetLog } from "./result/truth/compare-with-target.js";
export type { ComparableResult } from "./result/truth/comparable-result.js";
export {
  capacityChart,
  capacityCsv,
  capacityOptionsSchema,
  capacityRangeText,
  capacitySpecSchema,
  parseCapacityOptions,
} from "./decide/capacity/index.js";
export type {
  Capacity,
  CapacityAnswer,
  CapacityArrivals,
  CapacityConclusion,
  CapacityEvent,
  CapacityLoad,
  CapacityOptions,
  CapacityReport,
  CapacitySpec,
  CapacityState,
  CapacityStatus,
  Confirmation,
  CurvePoint,
  Judgement,
  KneeInterval,
  ObjectiveFacts,
  Probe,
  ProbeFacts,
  ProbePurpose,
  ProbeRequest,
  RunningProbe,
  SearchOptions,
} from "./decide/capacity/index.js";
export { runSpecSchema } from "./core/spec/run-spec-schema.js";
export * from "./core/index.js";
