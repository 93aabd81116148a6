import type { Clock, Transport } from "../engine/core/index.js";
import type { LoopWatch } from "./loop-watch.js";
import type { Pacer } from "./pacer.js";
import type { Recorder } from "./recorder.js";

/** What a drive loop is put together from. */
export interface DriveLoopParts {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly transport: Transport;
  readonly recorder: Recorder;
  readonly watch: LoopWatch;
  /** A request belongs to the window by its intended start (open) or by its first `sent` (closed). */
  readonly model: "open" | "closed";
  readonly windowStartNs: number;
  readonly windowEndNs: number;
  readonly maxPending: number;
  readonly requestTimeoutNs: number;
}
