export { createHttpTarget } from "./http-target.js";
export type { EarlyDeath, HttpTarget, HttpTargetOptions, HttpTargetStats } from "./target-api.js";
export { parseStallFlag, STALL_FLAG_WANTED, STALLS_MAX } from "./stall.js";
export type { Stall } from "./stall.js";
