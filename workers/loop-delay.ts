import type { Recorder } from "./recorder.js";

/**
 * How long the turns of a worker's event loop took while something waited for it: an arrival that was due, or the answer to
 * a request in flight. So long the loop stayed away from its sockets, or from its schedule.
 *
 * Only turns that end in the measured window count.
 */
export class LoopDelay {
  readonly #recorder: Recorder;
  /** −1 while there was none. */
  longestNs = -1;
  /** When the longest turn ended. */
  longestAtNs = 0;

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
  }

  /** A turn took so long, and ended at this instant. */
  onTurn(turnNs: number, nowNs: number): void {
    if (!this.#recorder.isInWindow(nowNs)) return;
    this.#recorder.onLoopDelay(turnNs);
    if (turnNs <= this.longestNs) return;
    this.longestNs = turnNs;
    this.longestAtNs = nowNs;
  }
}
