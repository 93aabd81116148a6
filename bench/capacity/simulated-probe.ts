import { drawExponential } from "../../engine/core/index.js";
import type { HistogramDelta, RandomSource } from "../../engine/core/index.js";
import {
  RecordingHistogram,
  SparseHistogram,
  percentilesOf,
} from "../../engine/core/histogram/index.js";
import { ERROR_KINDS } from "../../engine/core/outcome.js";
import { COUNTERS } from "../../engine/core/recording.js";
import {
  parseObjectives,
  percentilesNeeded,
  probeFactsOf,
} from "../../engine/decide/capacity/index.js";
import type {
  MeasuredProbe,
  ProbeFacts,
  ProbeRequest,
} from "../../engine/decide/capacity/index.js";
import { precisionOf } from "../../engine/result/confidence.js";
import { Accumulator } from "../../engine/run/accumulator.js";
import { BATCHES_MAX } from "../../engine/run/batches.js";
import type { Batch } from "../../engine/run/batches.js";
import { requestCounts } from "../../test/fixtures/request-counts.js";
import { BOUND_SECONDS, runTarget } from "./simulated-target.js";
import type { SimulatedTarget, TargetRun } from "./simulated-target.js";

const NS_PER_SECOND = 1e9;
/** Before what is measured, as a share of it: queues start empty. */
const WARMUP_SHARE = 0.2;
/** Looks at the backlog in a probe. */
const LOOK_COUNT = 40;

/** What searches of simulated targets are held against. */
export const OBJECTIVES = parseObjectives([`p99 < ${BOUND_SECONDS}s`]);
const PERCENTILES = percentilesNeeded(OBJECTIVES);

const VALID: MeasuredProbe["generator"] = { verdict: "valid", reasons: [] };
const INVALID: MeasuredProbe["generator"] = {
  verdict: "invalid",
  reasons: [
    { code: "notSent", severity: "invalid", message: "the generator can't keep up with the rate" },
  ],
};

/**
 * A probe of a simulated target: request by request, into the engine's own histograms and batches, through the engine's own
 * confidence intervals.
 *
 * @param random - of this probe alone
 */
export function simulateProbe(
  target: SimulatedTarget,
  request: ProbeRequest,
  random: RandomSource,
): ProbeFacts {
  const { ratePerSecond, seconds } = request;
  const recording = record(runTarget(target, ratePerSecond, random), request, random);
  const recorded = recording.recorded.histogram("responseSuccess");
  const values = percentilesOf(recorded, PERCENTILES);
  const batches = { batches: recording.batches, batchSeconds: seconds / BATCHES_MAX };
  const isLimited = ratePerSecond >= target.generatorLimitPerSecond;
  const result: MeasuredProbe = {
    measuredSeconds: seconds,
    precision: precisionOf({ recorded: recording.recorded, batches }, PERCENTILES),
    requests: countsOf(recorded.count),
    latency: {
      outcome: {
        percentiles: Object.fromEntries(
          PERCENTILES.map((percentile, at) => [String(percentile), values[at] ?? null]),
        ),
      },
    },
    rate: { achievedPerSecond: recorded.count / seconds },
    series: recording.backlogs.map((backlog) => ({
      phase: "measured",
      seconds: seconds / LOOK_COUNT,
      requests: countsOf(recorded.count / LOOK_COUNT),
      inFlight: backlog,
      queued: 0,
    })),
    generator: isLimited ? INVALID : VALID,
  };
  const tookSeconds = (1 + WARMUP_SHARE) * seconds;
  return probeFactsOf(result, OBJECTIVES, { ratePerSecond, tookSeconds });
}

interface Recording {
  readonly recorded: Accumulator;
  readonly batches: readonly Batch[];
  readonly backlogs: readonly number[];
}

function record(run: TargetRun, request: ProbeRequest, random: RandomSource): Recording {
  const { ratePerSecond, seconds } = request;
  const recorded = new Accumulator();
  const batches: Batch[] = [];
  const backlogs: number[] = [];
  const histogram = new RecordingHistogram();
  const startSeconds = WARMUP_SHARE * seconds;
  const batchSeconds = seconds / BATCHES_MAX;
  const lookSeconds = seconds / LOOK_COUNT;
  const nextGapSeconds = run.isPoisson
    ? () => drawExponential(random) / ratePerSecond
    : () => 1 / ratePerSecond;
  let batchEndSeconds = startSeconds + batchSeconds;
  let lookAtSeconds = startSeconds + lookSeconds;
  for (let atSeconds = nextGapSeconds(); batches.length < BATCHES_MAX;) {
    if (atSeconds >= lookAtSeconds && backlogs.length < LOOK_COUNT) {
      backlogs.push(run.backlogAt(lookAtSeconds));
      lookAtSeconds += lookSeconds;
    } else if (atSeconds >= batchEndSeconds) {
      batches.push(takeBatch(histogram, recorded));
      batchEndSeconds += batchSeconds;
    } else {
      const responseSeconds = run.answer(atSeconds);
      if (atSeconds >= startSeconds) histogram.record(Math.round(responseSeconds * NS_PER_SECOND));
      atSeconds += nextGapSeconds();
    }
  }
  return { recorded, batches, backlogs };
}

function takeBatch(histogram: RecordingHistogram, recorded: Accumulator): Batch {
  const responseSuccess = new SparseHistogram();
  const delta = histogram.takeDelta();
  if (delta !== undefined) {
    responseSuccess.add(delta);
    addTo(recorded, delta);
  }
  const nothing = new SparseHistogram();
  return { responseSuccess, responseOther: nothing, service: nothing, infinityCount: 0 };
}

function addTo(recorded: Accumulator, responseSuccess: HistogramDelta): void {
  recorded.add({
    atNs: 0,
    counters: new Float64Array(COUNTERS.length),
    errors: new Float64Array(ERROR_KINDS.length),
    statuses: new Float64Array(0),
    stages: new Float64Array(0),
    histograms: [responseSuccess],
    errorSamples: [],
  });
}

function countsOf(completed: number): MeasuredProbe["requests"] {
  return requestCounts({ planned: completed, completed });
}
