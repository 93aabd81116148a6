export { answerOf } from "./answer.js";
export type { CapacityAnswer, CapacityConclusion, Confirmation } from "./answer.js";
export type { CapacityEvent } from "./capacity-events.js";
export { capacityOptionsSchema, parseCapacityOptions } from "./capacity-options.js";
export type { CapacityOptions } from "./capacity-options.js";
export { CapacityRun } from "./capacity-run.js";
export type { Capacity } from "./capacity-run.js";
export { capacitySpecSchema } from "./capacity-spec.js";
export type { CapacityArrivals, CapacityLoad, CapacitySpec } from "./capacity-spec.js";
export type { CapacityState, CapacityStatus, RunningProbe } from "./capacity-status.js";
export { capacityChart } from "./chart.js";
export { capacityCsv } from "./csv.js";
export type { CurvePoint } from "./curve.js";
export type { KneeInterval } from "./knee-interval.js";
export { KneeSearch } from "./knee-search.js";
export type { SearchOptions } from "./knee-search.js";
export { parseObjectives } from "./objectives.js";
export { capacityRangeText } from "./range-text.js";
export { percentilesNeeded, probeFactsOf } from "./probe-facts.js";
export type { MeasuredProbe } from "./probe-facts.js";
export type {
  BacklogTrend,
  Judgement,
  ObjectiveFacts,
  Probe,
  ProbeFacts,
  ProbePurpose,
  ProbeRequest,
} from "./probe.js";
export type { CapacityReport } from "./report.js";
