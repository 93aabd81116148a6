export { createServer } from "./server.js";
export type { Server, ServerOptions } from "./server.js";
export type { RegistryLimits } from "./run-registry.js";
export type { ProblemDocument, ProblemPart } from "./problem.js";
export type { RunLinks, RunList, RunListItem, RunReference, RunStarter } from "./run-routes.js";
export type { PageSettings } from "./page.js";
