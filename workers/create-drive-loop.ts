import type { Clock, Transport, WorkerPlan } from "../engine/core/index.js";
import { ArrivalCursor, createIntensity, createPhaseCursor } from "../engine/core/index.js";
import { DriveLoop } from "./drive-loop.js";
import type { LoopWatch } from "./loop-watch.js";
import { ClosedPacer, OpenPacer } from "./pacer.js";
import type { Pacer } from "./pacer.js";
import { Recorder } from "./recorder.js";

/** @returns a recorder of the plan's measured window */
export function createRecorder(plan: WorkerPlan): Recorder {
  return new Recorder(plan.warmupNs, plan.endNs ?? Infinity);
}

/** @returns what says when the requests of a worker's plan are due */
export function createPacer({ load, stripe, endNs }: WorkerPlan): Pacer {
  if (load.model === "closed") {
    return new ClosedPacer(load.requestCount ?? Infinity, endNs ?? Infinity);
  }
  const { arrivals, end, catchUp } = load;
  const phases = createPhaseCursor(arrivals, stripe);
  const cursor = new ArrivalCursor(phases, createIntensity(arrivals.intensity));
  return new OpenPacer(cursor, end, catchUp);
}

/** @returns the drive loop of a worker's plan, around the parts that it is given */
export function createDriveLoop(
  plan: WorkerPlan,
  parts: {
    readonly clock: Clock;
    readonly pacer: Pacer;
    readonly transport: Transport;
    readonly watch: LoopWatch;
    readonly recorder: Recorder;
  },
): DriveLoop {
  return new DriveLoop({
    ...parts,
    model: plan.load.model,
    windowStartNs: plan.warmupNs,
    windowEndNs: plan.endNs ?? Infinity,
    maxPending: plan.load.model === "open" ? plan.load.maxPending : 0,
    requestTimeoutNs: plan.requestTimeoutNs,
  });
}
