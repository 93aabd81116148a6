import type {
  PackedDelta,
  RecordingDelta,
  SelfObservation,
  WorkerMessage,
} from "../engine/core/index.js";
import { packDelta } from "../engine/core/index.js";
import type { DriveLoop } from "./drive-loop.js";
import type { Recorder } from "./recorder.js";

/** What a teller takes its news from, and where it brings them. */
export interface DeltaTellerParts {
  readonly drive: DriveLoop;
  readonly recorder: Recorder;
  readonly observeSelf: () => SelfObservation;
  readonly isDraining: () => boolean;
  readonly send: (message: WorkerMessage, transfer: ArrayBuffer[]) => void;
}

/**
 * Tells the run what a worker has recorded since the last time, in slices of a few microseconds: reading out all at once
 * made requests half a millisecond late at each tick.
 */
export class DeltaTeller {
  readonly #parts: DeltaTellerParts;
  #isTelling = false;
  #packed: PackedDelta | undefined;
  #errorSamples: RecordingDelta["errorSamples"] = [];

  constructor(parts: DeltaTellerParts) {
    this.#parts = parts;
  }

  /** Does the next slice. @returns whether all of this tick is told */
  tellSlice(): boolean {
    if (!this.#isTelling) {
      this.#parts.drive.cutDelta();
      this.#isTelling = true;
      return false;
    }
    if (this.#packed === undefined) {
      if (!this.#parts.recorder.readOutNext()) this.#packCut();
      return false;
    }
    this.#sendPacked();
    return true;
  }

  /** Tells what is left at once: nothing is under way any more that could be late for it. */
  tellRest(): void {
    if (this.#packed === undefined) this.#packCut();
    this.#sendPacked();
    this.#parts.drive.cutDelta();
    this.#packCut();
    this.#sendPacked();
  }

  #packCut(): void {
    const delta = this.#parts.recorder.takeCut();
    if (delta === null) return;
    this.#packed = packDelta(delta);
    this.#errorSamples = delta.errorSamples;
  }

  #sendPacked(): void {
    const packed = this.#packed;
    if (packed === undefined) return;
    this.#packed = undefined;
    this.#isTelling = false;
    this.#parts.send(
      {
        v: 1,
        kind: "delta",
        packed,
        errorSamples: this.#errorSamples,
        gauges: this.#parts.drive.gauges(),
        self: this.#parts.observeSelf(),
        isDraining: this.#parts.isDraining(),
      },
      // An array made by its length lies on a buffer of its own, never on a shared one.
      [packed.buffer as ArrayBuffer],
    );
  }
}
