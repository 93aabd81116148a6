export {
  RandomSource,
  drawExponential,
  drawGamma,
  drawNormal,
  exponential,
  hashOf,
  mix32,
} from "./random/index.js";
export type { ArrivalSchedule } from "./schedule/arrival-schedule.js";
export { ArrivalCursor } from "./schedule/arrival-cursor.js";
export { createIntensity, createPhaseCursor } from "./schedule/arrivals-plan.js";
export type { ArrivalsPlan, IntensityPlan, SpacingPlan } from "./schedule/arrivals-plan.js";
export { ConnectionSchedule } from "./schedule/connection-schedule.js";
export type { ConnectionSchedulePlan } from "./schedule/connection-schedule.js";
export { ConnectionCursor } from "./schedule/phase-cursors.js";
export type { PhaseCursor } from "./schedule/phase-cursors.js";
export { EvenPhases } from "./schedule/phases.js";
export type { Intensity } from "./schedule/intensity.js";
export type { RatePiece } from "./schedule/piecewise-intensity.js";
export type { ScheduleEnd } from "./schedule/schedule-end.js";
export { shareOf } from "./schedule/stripe.js";
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
export type {
  AnalysisPlan,
  BundleCheck,
  BundleDifference,
  BundleVerification,
  RunBundle,
} from "./bundle.js";
export type { Clock } from "./clock.js";
export {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  RecordingHistogram,
  TotalHistogram,
  supportCount,
} from "./histogram/index.js";
export type { HistogramDelta, LatencyStatistics, PercentileValue } from "./histogram/index.js";
export { RecordingStages, STAGES } from "./stages/index.js";
export type { StageName } from "./stages/index.js";
export type { Attribution, TailAttribution } from "./attribution.js";
export type { ServerTimingReport } from "./server-timing.js";
export { ACCESS_LOG_SCHEMA, ACCESS_OUTCOMES, SKIP_REASONS } from "./access-log.js";
export type {
  AccessLine,
  AccessLogEnd,
  AccessLogHead,
  AccessOutcome,
  SkipReason,
} from "./access-log.js";
export type { AccessLogReport } from "./access-report.js";
export {
  ACCESS_CHUNK_RECORDS,
  ACCESS_DOUBLE,
  ACCESS_INTEGER,
  ACCESS_RECORD_BYTES,
  ACCESS_RECORD_DOUBLES,
  ACCESS_RECORD_INTEGERS,
  ACCESS_SHIFT,
} from "./access-records.js";
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
  ChoicePlan,
  ConnectionRules,
  LoadPlan,
  MixPlan,
  PackedRecording,
  RequestPlan,
  ScenarioPlan,
  ServerTimingPlan,
  TargetPlan,
  TlsPlan,
  WorkerCommand,
  WorkerMessage,
  WorkerPlan,
} from "./worker-plan.js";
export {
  TARGET_LOG_COLUMNS,
  TARGET_LOG_FAULTS,
  TARGET_LOG_FAULT_INDEX,
  TARGET_LOG_FORMAT,
} from "./target-log.js";
export type { TargetLog, TargetLogColumn, TargetLogFault } from "./target-log.js";
export type { Pacing } from "./pacing.js";
export type { AnyObjective, AnyResult, AnySpec, AnyStatistics } from "./any-result.js";
export type { Converted, ForeignSource } from "./converted.js";
export { LATENCY_NAMES } from "./frame.js";
export type {
  EnvironmentReport,
  ProcessReport,
  ResourceLimits,
  WorkerReport,
} from "./generator-report.js";
export type {
  OwnShareLimit,
  VerdictThresholds,
  VerdictThresholdsInput,
} from "./verdict-thresholds.js";
export type {
  ErrorCounts,
  FinalState,
  FloorReport,
  Frame,
  GeneratorVerdict,
  Latencies,
  LatencyName,
  Phase,
  Rates,
  RequestCounts,
  RunResult,
  RunState,
  ScenarioReport,
  SeriesLatency,
  SeriesPoint,
  Stretch,
  Verdict,
  VerdictCode,
  VerdictReason,
} from "./frame.js";
export type { RunClock } from "./run-clock.js";
export type { RateChange } from "./rate-change.js";
export type {
  PercentilePrecision,
  Precision,
  PrecisionLimit,
  PrecisionView,
  Stationarity,
  UntilProgress,
  UntilReport,
} from "./precision.js";
export { SLO_TICK_NS, STANDINGS, TICK_COLUMNS, rowLengthOf } from "./slo-windows.js";
export type { ObjectivePlan, WindowDelta } from "./slo-windows.js";
export type { AbortReport, SloReport, SloUnit, SloVerdict, SloWindows } from "./slo.js";
export { sloSubjectOf } from "./spec/slo.js";
export type { SloComparison } from "./spec/slo.js";
export type { FrameOptions, Run, RunStatus, StopMode } from "./run.js";
export { createRunId, isRunId } from "./run-id.js";
export type { RunId } from "./run-id.js";
export { plannedRateOf } from "./spec/planned-rate.js";
export type { CatchUp } from "./spec/catch-up.js";
export type {
  ArrivalsSpec,
  ConnectionScheduleSpec,
  LoadSpec,
  ResolvedSpec,
  RunSpec,
  ScenarioSpec,
  ServerTimingSpec,
  SuccessSpec,
  TargetSpec,
} from "./spec/run-spec.js";
export type {
  ArrivalBins,
  ArrivalOffsets,
  ArrivalsTruth,
  ComparedTimes,
  TimeError,
  TrueTimes,
  Truth,
} from "./truth.js";
export {
  NOTHING,
  TIME_ERROR_REMARK,
  bytesText,
  changeRangeText,
  changeText,
  chosenPercentiles,
  countText,
  headlinePercentile,
  intervalText,
  littleSupport,
  loadText,
  observedText,
  percentText,
  percentileName,
  percentileText,
  plural,
  rateText,
  reasonText,
  requestText,
  secondsText,
  shortPercentileName,
  sloObservedText,
  sloRemarks,
  stageShareOf,
  stageText,
  sumOf,
  timeErrorTexts,
  timeText,
  trendText,
  untilReportText,
} from "./text/index.js";
export type { CheckFailure, ConnectionCounts, Transport, TransportListener } from "./transport.js";
export type { JsonScalar, ResponseCheck } from "../../wire/index.js";
