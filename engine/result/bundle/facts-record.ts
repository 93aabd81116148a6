import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { EnvironmentReport, ProcessReport } from "../../core/generator-report.js";
import type { ErrorKind } from "../../core/outcome.js";
import type { RunId } from "../../core/run-id.js";
import { parseRunSpec } from "../../core/spec/parse-run-spec.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import { objectivesOf } from "../../run/objectives.js";
import type { RunFacts, WorkerFacts } from "../../run/run-facts.js";
import { ObjectiveTicks } from "../../run/window-books.js";
import type { Batch } from "../../run/batches.js";
import {
  accumulatorRecord,
  fromAccumulatorRecord,
  toAccumulatorRecord,
} from "./accumulator-record.js";
import {
  fromHistogramRecord,
  fromSparseRecord,
  histogramRecord,
  toHistogramRecord,
  toSparseRecord,
} from "./histogram-record.js";
import { intervalRecord, seriesPointOf } from "./interval-record.js";
import type { IntervalRecord } from "./interval-record.js";
import { nullable } from "../schema/schema-parts.js";
import {
  bigIntText,
  encodedText,
  instant,
  number,
  numberOrNull,
  wholeNumber,
} from "./record-parts.js";

const closed = { additionalProperties: false } as const;

const workerRecord = Type.Object(
  {
    index: wholeNumber,
    self: Type.Object(
      {
        cpuNs: numberOrNull,
        runDelayNs: numberOrNull,
        loopActiveNs: number,
        loopIdleNs: number,
        gcPauseCount: number,
        gcPauseNsTotal: number,
        gcPauseNsMax: number,
        gcPauseAtNs: number,
        loopDelayNsMax: number,
        loopDelayAtNs: number,
      },
      { ...closed, wanted: "an object of what a worker said of itself" },
    ),
    lateness: nullable(histogramRecord),
    readDelay: nullable(histogramRecord),
    loopDelay: nullable(histogramRecord),
    isLost: Type.Boolean({ wanted: "true or false" }),
  },
  { ...closed, wanted: "an object of a worker" },
);

const batchRecord = Type.Object(
  {
    responseSuccess: nullable(encodedText),
    responseOther: nullable(encodedText),
    service: nullable(encodedText),
    infinityCount: wholeNumber,
  },
  { ...closed, wanted: "a batch" },
);

/** All that a run knew at its end: what its result was computed from. */
export const factsRecord = Type.Object(
  {
    id: Type.String({ wanted: "a text" }),
    state: Type.Union(
      [
        Type.Literal("completed"),
        Type.Literal("stopped"),
        Type.Literal("failed"),
        Type.Literal("interrupted"),
      ],
      { wanted: '"completed", "stopped", "failed" or "interrupted"' },
    ),
    reason: Type.Optional(Type.String({ wanted: "a text" })),
    spec: Type.Object({}, { additionalProperties: true, wanted: "a run spec" }),
    startedAt: instant,
    endedAt: instant,
    clock: Type.Optional(
      Type.Object(
        { startedAtNs: bigIntText, endedAtNs: bigIntText },
        { ...closed, wanted: "an object of two instants" },
      ),
    ),
    measuredSeconds: number,
    requestedPerSecond: numberOrNull,
    pacing: Type.Union([Type.Literal("precise"), Type.Literal("economy")], {
      wanted: '"precise" or "economy"',
    }),
    rateChanges: Type.Array(
      Type.Object(
        {
          atSeconds: number,
          factor: number,
          ratePerSecond: numberOrNull,
          phase: number,
        },
        { ...closed, wanted: "a change of the rate" },
      ),
      { wanted: "a list of changes" },
    ),
    errorSamples: Type.Record(Type.String(), Type.String(), { wanted: "an object of texts" }),
    recorded: accumulatorRecord,
    scenarios: Type.Array(accumulatorRecord, { wanted: "a list, one for each scenario" }),
    batches: Type.Object(
      {
        batchSeconds: number,
        batches: Type.Array(batchRecord, { wanted: "a list of batches" }),
      },
      { ...closed, wanted: "an object of batches" },
    ),
    workers: Type.Array(workerRecord, { wanted: "a list of workers" }),
    worst: Type.Optional(
      Type.Object(
        { delayNs: number, fromSeconds: number, toSeconds: number },
        { ...closed, wanted: "a moment" },
      ),
    ),
    connections: Type.Object(
      { opened: wholeNumber, reused: wholeNumber, closedByPeer: wholeNumber, retired: wholeNumber },
      { ...closed, wanted: "an object of counts" },
    ),
    initialConnectionCount: Type.Optional(wholeNumber),
    firstConnectFailure: Type.Optional(Type.String({ wanted: "a text" })),
    warmupBacklog: Type.Optional(
      Type.Object(
        { inFlight: wholeNumber, queued: wholeNumber, oldestIntendedStartNs: numberOrNull },
        { ...closed, wanted: "an object of counts" },
      ),
    ),
    warmupOldestAgeNs: numberOrNull,
    /** Of each objective over a window: planned, within, beyond, undecided and excluded of each tick. */
    windows: Type.Array(Type.Array(wholeNumber, { wanted: "a list of counts" }), {
      wanted: "a list, one for each objective over a window",
    }),
    windowStartNs: wholeNumber,
    abort: Type.Optional(
      Type.Object(
        { condition: Type.String({ wanted: "a text" }), atSeconds: number },
        { ...closed, wanted: "a condition and when it was met" },
      ),
    ),
    intervals: Type.Array(intervalRecord, { wanted: "a list of intervals" }),
    environment: Type.Object({}, { additionalProperties: true, wanted: "an object" }),
    process: Type.Object({}, { additionalProperties: true, wanted: "an object" }),
  },
  { ...closed, wanted: "an object of facts" },
);

/** All that a run knew at its end, as text and numbers. */
export type FactsRecord = Static<typeof factsRecord>;

/** @returns a run's facts as text and numbers; nothing of them is lost */
export function toFactsRecord(facts: RunFacts): FactsRecord {
  const { clock, reason, worst, initialConnectionCount, firstConnectFailure } = facts;
  return {
    id: facts.id,
    state: facts.state,
    ...(reason === undefined ? {} : { reason }),
    spec: facts.spec,
    startedAt: facts.startedAt.toISOString(),
    endedAt: facts.endedAt.toISOString(),
    ...(clock === undefined ? {} : { clock }),
    measuredSeconds: facts.measuredSeconds,
    requestedPerSecond: facts.requestedPerSecond,
    pacing: facts.pacing,
    rateChanges: [...facts.rateChanges],
    errorSamples: Object.fromEntries(facts.errorSamples),
    recorded: toAccumulatorRecord(facts.recorded),
    scenarios: facts.scenarios.map((each) => toAccumulatorRecord(each)),
    batches: {
      batchSeconds: facts.batches.batchSeconds,
      batches: facts.batches.batches.map((batch) => ({
        responseSuccess: toSparseRecord(batch.responseSuccess),
        responseOther: toSparseRecord(batch.responseOther),
        service: toSparseRecord(batch.service),
        infinityCount: batch.infinityCount,
      })),
    },
    workers: facts.workers.map(toWorkerRecord),
    ...(worst === undefined ? {} : { worst }),
    connections: facts.connections,
    ...(initialConnectionCount === undefined ? {} : { initialConnectionCount }),
    ...(firstConnectFailure === undefined ? {} : { firstConnectFailure }),
    ...toBacklogRecord(facts),
    warmupOldestAgeNs: facts.warmupOldestAgeNs,
    windows: facts.windows.map(({ counts }) => [...counts]),
    windowStartNs: facts.windowStartNs,
    ...(facts.abort === undefined ? {} : { abort: facts.abort }),
    // They were made by toIntervalRecord, while the run went on.
    intervals: facts.intervals as IntervalRecord[],
    environment: facts.environment,
    process: facts.process,
  };
}

/**
 * @returns the facts that a record was made of
 * @throws LoadError MB_SPEC_INVALID if its spec is none, RangeError or Error if a histogram in it is none of ours
 */
export function fromFactsRecord(record: FactsRecord): RunFacts {
  const { warmupBacklog } = record;
  const spec = parseRunSpec(record.spec);
  return {
    // What is passed on as it is has been written by toFactsRecord, and the bundle's schema says by which version.
    id: record.id as RunId,
    state: record.state,
    reason: record.reason,
    spec,
    startedAt: new Date(record.startedAt),
    endedAt: new Date(record.endedAt),
    clock: record.clock,
    measuredSeconds: record.measuredSeconds,
    requestedPerSecond: record.requestedPerSecond,
    pacing: record.pacing,
    rateChanges: record.rateChanges,
    errorSamples: new Map(Object.entries(record.errorSamples) as [ErrorKind, string][]),
    recorded: fromAccumulatorRecord(record.recorded),
    scenarios: record.scenarios.map(fromAccumulatorRecord),
    batches: {
      batchSeconds: record.batches.batchSeconds,
      batches: record.batches.batches.map(fromBatchRecord),
    },
    workers: record.workers.map(fromWorkerRecord),
    worst: record.worst,
    connections: record.connections,
    initialConnectionCount: record.initialConnectionCount,
    firstConnectFailure: record.firstConnectFailure,
    warmupBacklog:
      warmupBacklog === undefined
        ? undefined
        : {
            ...warmupBacklog,
            oldestIntendedStartNs: warmupBacklog.oldestIntendedStartNs ?? Infinity,
          },
    warmupOldestAgeNs: record.warmupOldestAgeNs,
    windows: windowsOf(record, spec),
    windowStartNs: record.windowStartNs,
    abort: record.abort,
    series: record.intervals.map((interval) => seriesPointOf(interval, spec)),
    intervals: record.intervals,
    recordedNs: undefined,
    environment: record.environment as Partial<EnvironmentReport> as EnvironmentReport,
    process: record.process as Partial<ProcessReport> as ProcessReport,
    isFinal: true,
  };
}

/** What is counted follows from the spec. */
function windowsOf(
  { windows, windowStartNs }: FactsRecord,
  spec: ResolvedSpec,
): readonly ObjectiveTicks[] {
  const objectives = objectivesOf(spec);
  if (objectives.length !== windows.length) {
    throw new RangeError(
      `windows has ${windows.length} lists; the spec has ${objectives.length} objectives over windows`,
    );
  }
  return objectives.map((objective, at) =>
    ObjectiveTicks.restore(objective, windowStartNs, windows[at] ?? []),
  );
}

function toBacklogRecord({ warmupBacklog }: RunFacts): Pick<FactsRecord, "warmupBacklog"> {
  if (warmupBacklog === undefined) return {};
  const { inFlight, queued, oldestIntendedStartNs } = warmupBacklog;
  return {
    warmupBacklog: {
      inFlight,
      queued,
      oldestIntendedStartNs: oldestIntendedStartNs === Infinity ? null : oldestIntendedStartNs,
    },
  };
}

function fromBatchRecord(record: Static<typeof batchRecord>): Batch {
  return {
    responseSuccess: fromSparseRecord(record.responseSuccess),
    responseOther: fromSparseRecord(record.responseOther),
    service: fromSparseRecord(record.service),
    infinityCount: record.infinityCount,
  };
}

function toWorkerRecord(worker: WorkerFacts): Static<typeof workerRecord> {
  const { self } = worker;
  return {
    index: worker.index,
    self: {
      ...self,
      cpuNs: Number.isNaN(self.cpuNs) ? null : self.cpuNs,
      runDelayNs: Number.isNaN(self.runDelayNs) ? null : self.runDelayNs,
    },
    lateness: toHistogramRecord(worker.lateness),
    readDelay: toHistogramRecord(worker.readDelay),
    loopDelay: toHistogramRecord(worker.loopDelay),
    isLost: worker.isLost,
  };
}

function fromWorkerRecord(record: Static<typeof workerRecord>): WorkerFacts {
  const { self } = record;
  return {
    index: record.index,
    self: {
      ...self,
      cpuNs: self.cpuNs ?? Number.NaN,
      runDelayNs: self.runDelayNs ?? Number.NaN,
    },
    lateness: fromHistogramRecord(record.lateness),
    readDelay: fromHistogramRecord(record.readDelay),
    loopDelay: fromHistogramRecord(record.loopDelay),
    isLost: record.isLost,
  };
}
