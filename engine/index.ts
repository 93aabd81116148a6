export { Engine } from "./engine.js";
export { parseRunSpec } from "./core/spec/parse-run-spec.js";
export { FLOOR_WARMUP, floorSpecOf } from "./run/floor-spec.js";
export { withFloor } from "./result/floor.js";
export type { EngineOptions } from "./engine.js";
export { runSpecSchema } from "./core/spec/run-spec-schema.js";
export * from "./core/index.js";
