import type {
  Clock,
  LoadPlan,
  PhaseCursor,
  ScenarioPlan,
  Transport,
  WorkerPlan,
} from "../engine/core/index.js";
import {
  ArrivalCursor,
  ConnectionCursor,
  ConnectionSchedule,
  EvenPhases,
  assertNever,
  createIntensity,
  createPhaseCursor,
} from "../engine/core/index.js";
import { compileStatusSet } from "../wire/index.js";
import { AccessRecorder } from "./access-recorder.js";
import { AccessRecords } from "./access-records.js";
import { Backlog } from "./backlog.js";
import { ClosedPacer } from "./closed-pacer.js";
import { DriveLoop } from "./drive-loop.js";
import type { Line } from "./line.js";
import type { LoopWatch } from "./loop-watch.js";
import { OpenPacer } from "./open-pacer.js";
import { PacedPacer } from "./paced-pacer.js";
import type { Pacer } from "./pacer.js";
import { PinnedBacklog } from "./pinned-backlog.js";
import { Recorder } from "./recorder.js";
import { RequestMix } from "./request-mix.js";
import { ScenarioBooks } from "./scenario-books.js";
import { WindowRecorder } from "./window-recorder.js";

/** What of a worker's plan its books depend on. */
type BooksPlan = Pick<
  WorkerPlan,
  "scenarios" | "requests" | "mix" | "warmupNs" | "endNs" | "accessLog"
>;

/**
 * @param createRecorder - what records the requests of a scenario
 * @returns the recorders of a plan's scenarios
 */
export function createBooks(
  plan: BooksPlan,
  createRecorder?: (scenario: ScenarioPlan) => Recorder,
): ScenarioBooks {
  const access = plan.accessLog === null ? null : new AccessRecords(plan.accessLog.chunkCountMax);
  const recorders = plan.scenarios.map(
    (scenario, scenarioIndex) =>
      createRecorder?.(scenario) ?? createPlannedRecorder(plan, scenarioIndex, access),
  );
  const scenarioOfRequest = Uint8Array.from(plan.requests, ({ scenarioIndex }) => scenarioIndex);
  const mix = new RequestMix(plan.mix);
  return new ScenarioBooks(recorders, mix, scenarioOfRequest, access);
}

/** Only where windows are to be judged, or requests to be logged, is anything done for that. */
function createPlannedRecorder(
  { warmupNs, endNs, scenarios }: BooksPlan,
  scenarioIndex: number,
  access: AccessRecords | null,
): Recorder {
  const { successStatuses = [], objectives } = scenarios[scenarioIndex] ?? {};
  const windowEndNs = endNs ?? Infinity;
  const successes = compileStatusSet(successStatuses);
  if (access !== null) {
    const logged = { records: access, scenarioIndex };
    return new AccessRecorder(warmupNs, windowEndNs, successes, objectives ?? [], logged);
  }
  return objectives === undefined
    ? new Recorder(warmupNs, windowEndNs, successes)
    : new WindowRecorder(warmupNs, windowEndNs, successes, objectives);
}

/** @returns what says when the requests of a worker's plan are due */
export function createPacer({ load, stripe, endNs, connectionRules }: WorkerPlan): Pacer {
  switch (load.model) {
    case "closed":
      return new ClosedPacer({
        requestCount: load.requestCount ?? Infinity,
        endNs: endNs ?? Infinity,
        thinkTimeNs: load.thinkTimeNs,
        connections: new ConnectionSchedule(load.connections),
        stripe,
        streams: connectionRules.streams,
      });
    case "open": {
      const phases = createPhaseCursor(load.arrivals, stripe);
      return new OpenPacer(cursorOver(phases, load), load.end, load.catchUp);
    }
    case "paced": {
      const { connectionCount } = load;
      const phases = new ConnectionCursor(new EvenPhases(), connectionCount, stripe);
      const share = { ...stripe, connectionCount, ratePerSecond: load.ratePerSecond };
      return new PacedPacer(cursorOver(phases, load), load.end, load.catchUp, share);
    }
    default:
      return assertNever(load);
  }
}

function cursorOver(phases: PhaseCursor, { arrivals }: PlannedLoad): ArrivalCursor {
  return new ArrivalCursor(phases, createIntensity(arrivals.intensity));
}

type PlannedLoad = Extract<LoadPlan, { model: "open" | "paced" }>;

/** @returns the drive loop of a worker's plan, around the parts that it is given */
export function createDriveLoop(
  plan: WorkerPlan,
  parts: {
    readonly clock: Clock;
    readonly pacer: Pacer;
    readonly transport: Transport;
    readonly watch: LoopWatch;
    readonly books: ScenarioBooks;
  },
): DriveLoop {
  const { load } = plan;
  return new DriveLoop({
    ...parts,
    model: load.model,
    connect: plan.connectionRules.connect,
    choice: plan.choice,
    streams: plan.connectionRules.streams,
    line: createLine(load, parts.transport.slotCount),
    windowStartNs: plan.warmupNs,
    windowEndNs: plan.endNs ?? Infinity,
    maxPending: load.model === "closed" ? 0 : load.maxPending,
    requestTimeoutNs: plan.requestTimeoutNs,
    queueTimeoutNs: plan.queueTimeoutNs ?? Infinity,
  });
}

/** In the closed model at most one request per slot waits, for its new connection; besides, each may be sent again once. */
function createLine(load: LoadPlan, slotCount: number): Line {
  switch (load.model) {
    case "closed":
      return new Backlog(2 * slotCount);
    case "open":
      return new Backlog(load.maxPending + slotCount);
    case "paced":
      return new PinnedBacklog(load.maxPending + slotCount, slotCount);
    default:
      return assertNever(load);
  }
}
