import { NS_PER_SECOND } from "../core/duration.js";
import { isDeepStrictEqual } from "node:util";
import type { Frame, RunResult } from "../core/frame.js";
import { TotalHistogram, summarize } from "../core/histogram/index.js";
import type { LatencyStatistics } from "../core/histogram/index.js";
import type { UntilReport } from "../core/precision.js";
import { parseUntil } from "../core/spec/until.js";
import type { SloReport } from "../core/slo.js";
import type { VerdictThresholds } from "../core/verdict-thresholds.js";
import type { Accumulator, AccumulatedName } from "../run/accumulator.js";
import { isWithin } from "../run/precision-watch.js";
import type { Reporter, RunFacts } from "../run/run-facts.js";
import { statisticsOf, toStretch } from "../run/stretch.js";
import { attributionOf } from "./attribution.js";
import { planAnalysis } from "./bundle/analysis-plan.js";
import { toBundle } from "./bundle/bundle.js";
import { toIntervalRecord } from "./bundle/interval-record.js";
import { precisionOf, relativeHalfWidth } from "./confidence.js";
import { encodeLatencies } from "./encode-latencies.js";
import { correctedForOmission, encodeHistogram } from "./encoding.js";
import { scenariosOf } from "./scenarios.js";
import { serverTimingOf } from "./server-timing.js";
import { VERDICT_THRESHOLDS } from "./verdict-thresholds.js";
import { judge } from "./verdict.js";
import { toWorkerReport } from "./worker-report.js";

/** From this share of requests that had to wait for a connection on, a run is not really open. */
const WAITED_LIMIT_PERCENT = 1;

/** What decides about objectives; given by the engine, for results know nothing of decisions. */
export interface Decisions extends Pick<Reporter, "watchWindows"> {
  /** @returns what became of the objectives of a run, in the order of its spec */
  judgeSlos(facts: RunFacts): readonly SloReport[];
}

/** @returns what turns a run's facts into judgements and results, by these thresholds and decisions */
export function createReporter(thresholds: VerdictThresholds, decisions: Decisions): Reporter {
  return {
    judge: (facts) => judge(facts, thresholds),
    toResult: (facts) => toRunResult(facts, decisions, thresholds),
    watchWindows: (ticks) => decisions.watchWindows(ticks),
    relativeHalfWidth: (source, { percentile, view }) =>
      relativeHalfWidth(source, percentile, view),
    encodeHistogram,
    withEncodedHistograms,
    toIntervalRecord,
    toBundle: (facts, result, plannedAt) =>
      toBundle(facts, planAnalysis(facts.spec, thresholds, plannedAt), result),
  };
}

/**
 * @param decisions - about the run's objectives
 * @param thresholds - told in the result where they are not the default ones
 * @returns everything that a finished run has to say
 */
export function toRunResult(
  facts: RunFacts,
  decisions: Pick<Decisions, "judgeSlos">,
  thresholds: VerdictThresholds = VERDICT_THRESHOLDS,
): RunResult {
  const { recorded, spec } = facts;
  const { percentiles } = spec;
  const until = toUntilReport(facts);
  const { requests, rate, latency, status, errors } = toStretch(recorded, {
    seconds: facts.measuredSeconds,
    requestedPerSecond: facts.requestedPerSecond,
    percentiles,
  });
  const serverTiming = serverTimingOf(recorded, spec);
  const scenarios = scenariosOf(facts);
  return {
    schema: "mesh-bench/result/v1",
    id: facts.id,
    labels: spec.labels,
    state: facts.state,
    ...(facts.reason === undefined ? {} : { reason: facts.reason }),
    spec,
    startedAt: facts.startedAt.toISOString(),
    endedAt: facts.endedAt.toISOString(),
    ...(facts.clock === undefined ? {} : { clock: facts.clock }),
    measuredSeconds: facts.measuredSeconds,
    requests,
    rate,
    latency: encodeLatencies(latency, recorded),
    attribution: attributionOf(recorded, percentiles),
    precision: precisionOf(facts, percentiles),
    ...(until === undefined ? {} : { until }),
    ...(scenarios === undefined ? {} : { scenarios }),
    serviceBy: toServiceBy(recorded, percentiles),
    ...toCorrectedService(facts),
    ...(serverTiming === undefined ? {} : { serverTiming }),
    load: toLoadReport(facts),
    status,
    errors,
    errorSamples: Object.fromEntries(facts.errorSamples),
    bytes: { sent: recorded.counter("bytesSent"), received: recorded.counter("bytesReceived") },
    connections: { requested: spec.connections, ...facts.connections },
    warmupBacklog: toWarmupBacklog(facts),
    generator: {
      ...judge(facts, thresholds),
      workers: facts.workers.map(toWorkerReport),
      process: facts.process,
      ...(isDeepStrictEqual(thresholds, VERDICT_THRESHOLDS) ? {} : { thresholds }),
    },
    ...(facts.abort === undefined ? {} : { abort: facts.abort }),
    slo: decisions.judgeSlos(facts),
    series: facts.series,
    environment: facts.environment,
  };
}

/** Of the whole run as it is now, drained answers included: the last look that ended it did not know them. */
function toUntilReport(facts: RunFacts): UntilReport | undefined {
  const expression = facts.spec.until;
  const goal = expression === undefined ? undefined : parseUntil(expression);
  if (expression === undefined || goal === undefined) return undefined;
  const halfWidth = relativeHalfWidth(facts, goal.percentile, goal.view);
  const relativeHalfWidthPercent = halfWidth === null ? null : 100 * halfWidth;
  return {
    expression,
    reached: isWithin(relativeHalfWidthPercent, goal),
    relativeHalfWidthPercent,
  };
}

function toWarmupBacklog({
  warmupBacklog,
  warmupOldestAgeNs,
}: RunFacts): RunResult["warmupBacklog"] {
  if (warmupBacklog === undefined) return null;
  const { inFlight, queued } = warmupBacklog;
  return { inFlight, queued, oldestAgeNs: warmupOldestAgeNs };
}

/** @returns the frame with its histograms encoded, of the interval and of the total */
function withEncodedHistograms(frame: Frame, recorded: Accumulator, total: Accumulator): Frame {
  return {
    ...frame,
    interval: {
      ...frame.interval,
      latency: encodeLatencies(frame.interval.latency, recorded),
    },
    total: { ...frame.total, latency: encodeLatencies(frame.total.latency, total) },
  };
}

function toServiceBy(
  recorded: Accumulator,
  percentiles: readonly number[],
): RunResult["serviceBy"] {
  const of = (name: AccumulatedName): LatencyStatistics =>
    statisticsOf(recorded, name, percentiles);
  const classes = {
    "2xx": "service2xx",
    "3xx": "service3xx",
    "4xx": "service4xx",
    "5xx": "service5xx",
  } as const;
  const later = recorded.histogram("service").minus(recorded.histogram("serviceFirst"));
  const laterCensored = recorded
    .histogram("serviceCensored")
    .minus(recorded.histogram("serviceFirstCensored"));
  return {
    firstOnConnection: of("serviceFirst"),
    laterOnConnection: summarize(later, laterCensored, percentiles),
    statusClass: Object.fromEntries(
      Object.entries(classes)
        .filter(([, name]) => !recorded.histogram(name).isEmpty)
        .map(([label, name]) => [label, of(name)]),
    ),
  };
}

/** Only a paced run may have held back requests that its plan wanted: the interpolated twin is offered beside the truth. */
function toCorrectedService({ spec, recorded }: RunFacts): Pick<RunResult, "correctedService"> {
  if (spec.load.model !== "paced") return {};
  const expectedIntervalNs = (spec.connections / spec.load.ratePerSecond) * NS_PER_SECOND;
  const corrected = correctedForOmission(recorded.histogram("service"), expectedIntervalNs);
  const statistics = summarize(corrected, new TotalHistogram(), spec.percentiles);
  return { correctedService: { expectedIntervalNs, ...statistics } };
}

function toLoadReport(facts: RunFacts): RunResult["load"] {
  const { spec, recorded, rateChanges } = facts;
  const isOpen = spec.load.model === "open";
  const planned = recorded.counter("planned");
  const waitedPercent = planned === 0 ? 0 : (100 * recorded.counter("waitedForSlot")) / planned;
  return {
    model: spec.load.model,
    fidelity: isOpen && waitedPercent < WAITED_LIMIT_PERCENT ? "open" : "connectionLimited",
    waitedPercent,
    catchUp: spec.load.model === "closed" ? null : spec.load.catchUp,
    pacing: facts.pacing,
    rateChanges,
    skippedBy: {
      queueFull: recorded.counter("skippedQueueFull"),
      late: recorded.counter("skippedLate"),
    },
    coordinated: !isOpen,
  };
}
