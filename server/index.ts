export { createServer } from "./server.js";
export type { Server, ServerOptions } from "./server.js";
export type { RegistryLimits } from "./registry.js";
export type { Page } from "./paging.js";
export type { ProblemDocument, ProblemPart } from "./problem.js";
export type { Links } from "./links.js";
export type { RunList, RunListItem, RunReference, RunStarter } from "./run-routes.js";
export type {
  CapacityList,
  CapacityListItem,
  CapacityReference,
  CapacityStarter,
} from "./capacity-routes.js";
export type { PageSettings } from "./page.js";
