import type { ChoicePlan } from "../engine/core/index.js";
import { SLOT_BUSY, SLOT_LOST, SLOT_READY, createReadySlots } from "./ready/index.js";
import type { ReadySlots } from "./ready/index.js";

export { SLOT_AWAITED, SLOT_BUSY, SLOT_LOST, SLOT_READY } from "./ready/index.js";

/** The request belongs to the measured window. */
export const FLAG_MEASURED = 1;
/** The request had to wait for a slot. */
export const FLAG_WAITED = 2;
/** The request was sent before, and the target did nothing with it. */
export const FLAG_RESENT = 4;
/** The request's read delay is that of the last read of its response, not of the first. */
export const FLAG_BODY_LATE = 8;
/** The response has a status that is a success, and has failed a check. */
export const FLAG_CHECK_FAILED = 16;

/**
 * The requests under way, one per slot: parallel arrays, fixed from the start. An instant is valid while the slot is busy;
 * `firstByteNs` is −1 until bytes of the final response arrive.
 */
export class Slots {
  readonly count: number;
  readonly state: Uint8Array;
  readonly flags: Uint8Array;
  readonly isNewConnection: Uint8Array;
  readonly arrivalIndex: Float64Array;
  readonly scenarioIndex: Uint8Array;
  readonly intendedStartNs: Float64Array;
  readonly dispatchedNs: Float64Array;
  readonly sentNs: Float64Array;
  readonly firstByteNs: Float64Array;
  readonly readDelayNs: Float64Array;
  /** Slots that have a connection. */
  connectedCount = 0;

  readonly #ready: ReadySlots;

  /** @param streams - slots of each connection: connection c has the slots c × streams and those after it */
  constructor(count: number, choice: ChoicePlan, streams = 1) {
    this.count = count;
    this.state = new Uint8Array(count);
    this.flags = new Uint8Array(count);
    this.isNewConnection = new Uint8Array(count);
    this.arrivalIndex = new Float64Array(count);
    this.scenarioIndex = new Uint8Array(count);
    this.intendedStartNs = new Float64Array(count);
    this.dispatchedNs = new Float64Array(count);
    this.sentNs = new Float64Array(count);
    this.firstByteNs = new Float64Array(count).fill(-1);
    this.readDelayNs = new Float64Array(count);
    this.#ready = createReadySlots(this.state, choice, streams);
  }

  /** The slot waits for a request. */
  putReady(slot: number): void {
    this.state[slot] = SLOT_READY;
    this.#ready.put(slot);
  }

  /** @returns a slot that is ready, by the choice; −1 when none is */
  takeReady(): number {
    return this.#ready.take();
  }

  /** The slot carries a request from now on. */
  begin(slot: number): void {
    this.state[slot] = SLOT_BUSY;
    this.#ready.onBegun(slot);
  }

  /** The slot's request has ended; what becomes of the slot is told next. */
  end(slot: number): void {
    this.#ready.onEnded(slot);
  }

  /** The slot has no connection any more. */
  lose(slot: number): void {
    this.state[slot] = SLOT_LOST;
    this.#ready.onLost(slot);
  }

  /** @returns when the oldest request under way was intended; Infinity when there is none */
  oldestIntendedStartNs(): number {
    let oldestNs = Infinity;
    for (let slot = 0; slot < this.count; slot++) {
      if (this.state[slot] === SLOT_BUSY && this.intendedStartNs[slot]! < oldestNs) {
        oldestNs = this.intendedStartNs[slot]!;
      }
    }
    return oldestNs;
  }
}
