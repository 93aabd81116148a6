export {
  RandomSource,
  drawExponential,
  drawGamma,
  drawNormal,
  exponential,
  hashOf,
} from "./random/index.js";
export type { ArrivalSchedule } from "./schedule/arrival-schedule.js";
export { ConstantSchedule } from "./schedule/constant-schedule.js";
export { StripeCursor, shareOf } from "./schedule/stripe.js";
export type { Stripe } from "./schedule/stripe.js";
export {
  DURATION_WANTED,
  NS_PER_MS,
  NS_PER_SECOND,
  formatNs,
  msToNs,
  nsToMs,
  parseDurationNs,
} from "./duration.js";
export { LoadError, assertNever, fromErrorRecord, toErrorRecord } from "./errors.js";
export type { ErrorCode, ErrorRecord, SpecIssue } from "./errors.js";
export { ERROR_KINDS } from "./outcome.js";
export type { ErrorKind, TransportErrorKind } from "./outcome.js";
export type { Clock } from "./clock.js";
export {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  RecordingHistogram,
  TotalHistogram,
  supportCount,
} from "./histogram/index.js";
export type { HistogramDelta, LatencyStatistics, PercentileValue } from "./histogram/index.js";
export {
  COUNTERS,
  COUNTER_INDEX,
  ERROR_INDEX,
  HISTOGRAM_INDEX,
  WORKER_HISTOGRAMS,
} from "./recording.js";
export { packDelta, unpackDelta } from "./recording-pack.js";
export type { PackedDelta } from "./recording-pack.js";
export type {
  CounterName,
  Gauges,
  RecordingDelta,
  SelfObservation,
  WorkerHistogramName,
} from "./recording.js";
export type {
  LoadPlan,
  RequestPlan,
  TargetPlan,
  TlsPlan,
  WorkerCommand,
  WorkerMessage,
  WorkerPlan,
} from "./worker-plan.js";
export { LATENCY_NAMES } from "./frame.js";
export type {
  EnvironmentReport,
  ErrorCounts,
  FinalState,
  Frame,
  GeneratorVerdict,
  Latencies,
  LatencyName,
  Phase,
  Rates,
  RequestCounts,
  RunResult,
  RunState,
  SeriesPoint,
  Stretch,
  Verdict,
  VerdictCode,
  VerdictReason,
  WorkerReport,
} from "./frame.js";
export type { FrameOptions, Run, RunStatus, StopMode } from "./run.js";
export { createRunId, isRunId } from "./run-id.js";
export type { RunId } from "./run-id.js";
export type { LoadSpec, ResolvedSpec, RunSpec, TargetSpec } from "./spec/run-spec.js";
export type { ConnectionCounts, Transport, TransportListener } from "./transport.js";
