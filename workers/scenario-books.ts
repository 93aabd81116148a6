import type { AccessRecords } from "./access-records.js";
import type { Recorder } from "./recorder.js";
import type { RequestMix } from "./request-mix.js";

/**
 * A recorder for each scenario of a run. What is of the run as a whole, and not of its requests, is in that of the first
 * one: connections, the event loop, the Little audit. All of them together are the run.
 */
export class ScenarioBooks {
  readonly recorders: readonly Recorder[];
  /** The single requests of all recorders; null unless an access log was asked for. */
  readonly access: AccessRecords | null;
  readonly #mix: RequestMix;
  readonly #scenarioOfRequest: Uint8Array;

  /** @param scenarioOfRequest - which recorder each request of the mix has */
  constructor(
    recorders: readonly Recorder[],
    mix: RequestMix,
    scenarioOfRequest: Uint8Array,
    access: AccessRecords | null = null,
  ) {
    this.recorders = recorders;
    this.access = access;
    this.#mix = mix;
    this.#scenarioOfRequest = scenarioOfRequest;
  }

  /** What is of the run as a whole. */
  get first(): Recorder {
    return this.recorders[0]!;
  }

  /** @returns which of the plan's requests an arrival is */
  requestOf(arrivalIndex: number): number {
    return this.#mix.requestOf(arrivalIndex);
  }

  /** @returns which scenario a request belongs to */
  scenarioOf(requestIndex: number): number {
    return this.#scenarioOfRequest[requestIndex]!;
  }

  /** @returns the recorder of an arrival */
  recorderOf(arrivalIndex: number): Recorder {
    const { recorders } = this;
    if (recorders.length === 1) return recorders[0]!;
    return recorders[this.scenarioOf(this.requestOf(arrivalIndex))]!;
  }

  /** The measured window ends at another instant. */
  moveWindowEnd(windowEndNs: number): void {
    for (const recorder of this.recorders) recorder.moveWindowEnd(windowEndNs);
  }

  /**
   * Ends a stretch of recording; the recorders then read it out piece by piece.
   *
   * @param plannedUntilNs - every arrival that was intended before it has been told as planned
   */
  cut(
    atNs: number,
    inFlightIntegralNs: number,
    queuedIntegralNs: number,
    plannedUntilNs: number,
  ): void {
    for (const recorder of this.recorders) {
      const isFirst = recorder === this.first;
      recorder.cut(
        atNs,
        isFirst ? inFlightIntegralNs : 0,
        isFirst ? queuedIntegralNs : 0,
        plannedUntilNs,
      );
    }
  }
}
