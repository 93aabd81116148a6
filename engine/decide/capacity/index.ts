export { answerOf } from "./answer.js";
export type { CapacityAnswer, CapacityConclusion, Confirmation } from "./answer.js";
export { KneeSearch } from "./knee-search.js";
export type { SearchOptions } from "./knee-search.js";
export { parseObjectives } from "./objectives.js";
export { percentilesNeeded, probeFactsOf } from "./probe-facts.js";
export type { MeasuredProbe } from "./probe-facts.js";
export type { Probe, ProbeFacts, ProbeRequest } from "./probe.js";
