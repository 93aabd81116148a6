import type { PackedRecording, SelfObservation, WorkerMessage } from "../engine/core/index.js";
import { packDelta } from "../engine/core/index.js";
import type { AccessRecords } from "./access-records.js";
import type { DriveLoop } from "./drive-loop.js";
import type { Recorder } from "./recorder.js";

/** What a teller takes its news from, and where it brings them. */
export interface DeltaTellerParts {
  readonly drive: DriveLoop;
  /** By scenario. */
  readonly recorders: readonly Recorder[];
  /** Null unless an access log was asked for. */
  readonly access: AccessRecords | null;
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
  #recorded: PackedRecording[] = [];

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
    const recorder = this.#parts.recorders[this.#recorded.length];
    if (recorder !== undefined) {
      if (!recorder.readOutNext()) this.#packCut(recorder);
      return false;
    }
    const { access, send } = this.#parts;
    if (access?.sendNext(send) === true) return false;
    this.#sendRecorded();
    return true;
  }

  /** Tells what is left at once: nothing is under way any more that could be late for it. */
  tellRest(): void {
    if (this.#isTelling) this.#tellCut();
    this.#parts.drive.cutDelta();
    this.#parts.access?.sendRest(this.#parts.send);
    this.#tellCut();
  }

  #tellCut(): void {
    for (const recorder of this.#parts.recorders.slice(this.#recorded.length)) {
      this.#packCut(recorder);
    }
    this.#sendRecorded();
  }

  #packCut(recorder: Recorder): void {
    const delta = recorder.takeCut();
    if (delta === null) return;
    this.#recorded.push({ packed: packDelta(delta), errorSamples: delta.errorSamples });
  }

  #sendRecorded(): void {
    const recorded = this.#recorded;
    this.#recorded = [];
    this.#isTelling = false;
    const message: WorkerMessage = {
      v: 1,
      kind: "delta",
      recorded,
      gauges: this.#parts.drive.gauges(),
      self: this.#parts.observeSelf(),
      isDraining: this.#parts.isDraining(),
    };
    // An array made by its length lies on a buffer of its own, never on a shared one.
    this.#parts.send(
      message,
      recorded.map(({ packed }) => packed.buffer as ArrayBuffer),
    );
  }
}
