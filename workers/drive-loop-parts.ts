import type { ChoicePlan, Clock, Transport } from "../engine/core/index.js";
import type { Line } from "./line.js";
import type { LoopWatch } from "./loop-watch.js";
import type { Pacer } from "./pacer.js";
import type { ScenarioBooks } from "./scenario-books.js";

/** What a drive loop is put together from. */
export interface DriveLoopParts {
  readonly clock: Clock;
  readonly pacer: Pacer;
  readonly transport: Transport;
  readonly books: ScenarioBooks;
  readonly watch: LoopWatch;
  /**
   * A request belongs to the window by its intended start (open, paced) or by its first `sent` (closed). Paced arrivals
   * belong to one slot each.
   */
  readonly model: "open" | "closed" | "paced";
  /** Whether connections are opened before the start, or when a request needs one. */
  readonly connect: "before" | "lazy";
  /** Which connection that has a place free gets the next arrival. */
  readonly choice: ChoicePlan;
  /** The transport's slots on each connection. */
  readonly streams: number;
  /** Where arrivals wait for a slot. */
  readonly line: Line;
  readonly windowStartNs: number;
  readonly windowEndNs: number;
  readonly maxPending: number;
  readonly requestTimeoutNs: number;
  /** How long an arrival may wait for a slot; Infinity for no limit. */
  readonly queueTimeoutNs: number;
}
