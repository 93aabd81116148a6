import type { RunBundle } from "./bundle.js";
import type { Frame, RunResult, RunState } from "./frame.js";
import type { RateChange } from "./rate-change.js";
import type { RunId } from "./run-id.js";
import type { ResolvedSpec } from "./spec/run-spec.js";

/** How a stopped run ends: finish what is under way (up to the drain time), or drop it as unfinished. */
export type StopMode = "drain" | "abort";

/** What to subscribe to. */
export interface FrameOptions {
  /** From 100 ms to 10 s in steps of 100 ms; default: the spec's. */
  readonly interval?: string;
  /** Encoded histograms in every frame. */
  readonly histograms?: boolean;
}

/** Where a run stands, for those who poll. */
export interface RunStatus {
  readonly id: RunId;
  readonly state: RunState;
  readonly reason?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Secrets masked. */
  readonly spec: ResolvedSpec;
  readonly startedAt?: string;
  /** 0 to 1; null when the end is not known beforehand. A run that goes on until it is precise may end before. */
  readonly progress: number | null;
  /** The newest frame at the spec's interval. */
  readonly frame?: Frame;
}

/**
 * One execution of a spec. It says nothing of threads: the same interface stands for a fleet.
 *
 * Iterating gives one frame per interval of the spec and at last the `final` one. A consumer that is slow gets merged
 * frames, never a queue of them: the sum of all intervals it sees is the total.
 */
export interface Run extends AsyncIterable<Frame> {
  readonly id: RunId;
  readonly status: RunStatus;
  /** Always resolves once the run has ended, however it ended. */
  readonly result: Promise<RunResult>;
  /**
   * @returns frames at another interval; the first one comes at once and covers all since the start
   * @throws LoadError MB_STREAM_INTERVAL when the interval is not one of those allowed
   */
  frames(options?: FrameOptions): AsyncIterableIterator<Frame>;
  /**
   * Changes the rate of an open run while it goes on, without a gap or a burst: the plan goes on from where it stands.
   *
   * @param rate - requests per second; where the plan has a shape (ramp, stages, sine, replay), a factor of it; 0 pauses
   * @throws LoadError MB_RUN_RATE when the rate is out of range, MB_RUN_STATE when the run is closed or its schedule is over
   */
  setRate(rate: number): RateChange;
  /**
   * Everything that the result was computed from, with the result; once the run has ended.
   *
   * @throws LoadError MB_RUN_STATE when the spec does not ask for it (`bundle: true`)
   */
  bundle(): Promise<RunBundle>;
  /** Ends the run early; again: no effect. @throws LoadError MB_RUN_STATE when it has already ended */
  stop(mode?: StopMode): void;
}
