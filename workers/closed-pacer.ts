import type { ConnectionSchedule, WorkerPlan } from "../engine/core/index.js";
import { shareOf } from "../engine/core/index.js";
import type { Pacer } from "./pacer.js";

type Stripe = WorkerPlan["stripe"];

/** What bounds a closed run on one worker. */
export interface ClosedPacerOptions {
  /** How many requests of the measured window this worker may begin; Infinity for no limit. */
  readonly requestCount: number;
  /** When no further request may begin; Infinity for no limit. */
  readonly endNs: number;
  /** From the completion of a request to the intended start of the next one on its slot. */
  readonly thinkTimeNs: number;
  /** Connections in use, of the whole run. */
  readonly connections: ConnectionSchedule;
  readonly stripe: Stripe;
  /** Slots of each connection. */
  readonly streams: number;
}

/**
 * The closed model: each slot's next request is due when the one before it has completed, after the think time. Slots take
 * part from the instant on at which the schedule of connections comes to them; such instants are what is due here.
 */
export class ClosedPacer implements Pacer {
  readonly nextSlot = -1;
  readonly #thinkTimeNs: number;
  readonly #connections: ConnectionSchedule;
  readonly #stripe: Stripe;
  readonly #streams: number;
  #leftCount: number;
  #changes = 0;
  /** Slots that take part: those of the first connections. */
  #activeCount: number;
  endNs: number;
  nextDueNs: number;
  nextIndex: number;

  constructor(options: ClosedPacerOptions) {
    this.#leftCount = options.requestCount;
    this.#thinkTimeNs = options.thinkTimeNs;
    this.#connections = options.connections;
    this.#stripe = options.stripe;
    this.#streams = options.streams;
    this.#activeCount = this.#countSlots();
    this.endNs = options.endNs;
    this.nextDueNs = options.connections.changeNs(0);
    this.nextIndex = options.stripe.stripeIndex;
  }

  get nextIntendedStartNs(): number {
    return this.nextDueNs;
  }

  take(): boolean {
    this.#changes++;
    this.#activeCount = this.#countSlots();
    this.nextDueNs = this.#connections.changeNs(this.#changes);
    return true;
  }

  isTooLate(): boolean {
    return false;
  }

  pauseUntilNs(): number {
    return -Infinity;
  }

  followOnNs(slot: number, slotFreedNs: number): number {
    const intendedStartNs = slotFreedNs + this.#thinkTimeNs;
    return this.mayBegin(slot, intendedStartNs) ? intendedStartNs : -1;
  }

  mayBegin(slot: number, nowNs: number): boolean {
    return slot < this.#activeCount && !this.isOver(nowNs);
  }

  onBegun(isMeasured: boolean): void {
    this.nextIndex += this.#stripe.stripeCount;
    if (isMeasured) this.#leftCount--;
  }

  isOver(nowNs: number): boolean {
    return this.#leftCount <= 0 || nowNs >= this.endNs;
  }

  stopAt(endNs: number): void {
    this.endNs = Math.min(this.endNs, endNs);
  }

  changeRate(): void {
    // There is no planned rate.
  }

  #countSlots(): number {
    return shareOf(this.#connections.countAfter(this.#changes), this.#stripe) * this.#streams;
  }
}
