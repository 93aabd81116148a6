export { Engine } from "./engine.js";
export { parseRunSpec } from "./core/spec/parse-run-spec.js";
export { FLOOR_WARMUP, floorSpecOf } from "./run/floor-spec.js";
export { withFloor } from "./result/floor.js";
export type { EngineOptions } from "./engine.js";
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
export { readRunResult } from "./result/read-result.js";
export { verifyBundle } from "./verify-bundle.js";
export { readTargetLog } from "./result/target-log.js";
export { compareWithTarget, compareWithTargetLog } from "./result/truth/compare-with-target.js";
export type { ComparableResult } from "./result/truth/comparable-result.js";
export { runSpecSchema } from "./core/spec/run-spec-schema.js";
export * from "./core/index.js";
