export { createHttpTarget } from "./http-target.js";
export type { HttpTarget, HttpTargetOptions, HttpTargetStats } from "./http-target.js";
