import type { ArrivalCursor, CatchUp, ScheduleEnd } from "../engine/core/index.js";
import { OpenPacer } from "./open-pacer.js";
import type { Pacer } from "./pacer.js";

/** How the arrivals of a paced run are dealt: each connection has its share of the rate, and waits for nobody else. */
export interface ConnectionShare {
  /** Connections of the whole run. */
  readonly connectionCount: number;
  readonly stripeIndex: number;
  readonly stripeCount: number;
  readonly ratePerSecond: number;
}

/**
 * Planned arrivals of which each belongs to one connection: arrival k to connection k mod c, at most one under way on each
 * (fortio's meaning of a rate). Those whose connection is busy are late as those are that the pacer noticed late, and the
 * same policy catches up.
 */
export class PacedPacer implements Pacer {
  readonly #arrivals: OpenPacer;
  readonly #share: ConnectionShare;
  readonly #latenessNsMax: number;
  readonly #catchUpGapNs: number;

  constructor(cursor: ArrivalCursor, end: ScheduleEnd, catchUp: CatchUp, share: ConnectionShare) {
    this.#arrivals = new OpenPacer(cursor, end, catchUp);
    this.#share = share;
    this.#latenessNsMax = catchUp.kind === "skip" ? catchUp.latenessNsMax : Infinity;
    const gapNs = (share.connectionCount / share.ratePerSecond) * 1e9;
    this.#catchUpGapNs = catchUp.kind === "paced" ? gapNs / catchUp.speed : -Infinity;
  }

  get nextDueNs(): number {
    return this.#arrivals.nextDueNs;
  }

  get nextIntendedStartNs(): number {
    return this.#arrivals.nextIntendedStartNs;
  }

  get nextIndex(): number {
    return this.#arrivals.nextIndex;
  }

  get nextSlot(): number {
    const { connectionCount, stripeIndex, stripeCount } = this.#share;
    return ((this.#arrivals.nextIndex % connectionCount) - stripeIndex) / stripeCount;
  }

  get endNs(): number {
    return this.#arrivals.endNs;
  }

  take(noticedNs: number): boolean {
    return this.#arrivals.take(noticedNs);
  }

  isTooLate(intendedStartNs: number, nowNs: number): boolean {
    return nowNs - intendedStartNs > this.#latenessNsMax;
  }

  pauseUntilNs(sentNs: number): number {
    return sentNs + this.#catchUpGapNs;
  }

  followOnNs(): number {
    return -1;
  }

  mayBegin(): boolean {
    return false;
  }

  onBegun(): void {
    // The schedule alone decides what is begun.
  }

  isOver(nowNs: number): boolean {
    return this.#arrivals.isOver(nowNs);
  }

  stopAt(endNs: number): void {
    this.#arrivals.stopAt(endNs);
  }

  changeRate(atNs: number, factor: number): void {
    this.#arrivals.changeRate(atNs, factor);
  }
}
