/** Says when requests are due. The drive loop asks; a pacer knows nothing of sockets or time itself. */
export interface Pacer {
  /** When the next planned arrival is to be noticed; Infinity when there is none. */
  readonly nextDueNs: number;
  /** When the plan wants it: before `nextDueNs` only while a slow catch-up is under way. */
  readonly nextIntendedStartNs: number;
  /** Its index in the run's schedule; in the closed model that of the next request that is begun. */
  readonly nextIndex: number;
  /** The slot that it belongs to; −1 when any will do. */
  readonly nextSlot: number;
  /**
   * Takes what is due next, which was noticed at this instant.
   *
   * @returns whether it is to be sent; if not, it has come too late and is skipped
   */
  take(noticedNs: number): boolean;
  /** @returns whether an arrival that was intended then is too late to be sent now */
  isTooLate(intendedStartNs: number, nowNs: number): boolean;
  /** @returns before when no further arrival may be sent on a slot that was given one now; −Infinity: at once */
  pauseUntilNs(sentNs: number): number;
  /**
   * The closed model's next request on a slot, whose predecessor has completed.
   *
   * @returns its intended start; −1 when no request follows
   */
  followOnNs(slot: number, slotFreedNs: number): number;
  /** @returns whether the closed model may begin a request on this slot at an instant */
  mayBegin(slot: number, nowNs: number): boolean;
  /** A request of the closed model was begun. @param isMeasured - it counts towards the run's number of requests */
  onBegun(isMeasured: boolean): void;
  /** @returns whether nothing will be begun at this instant or later */
  isOver(nowNs: number): boolean;
  /** When the schedule ends; Infinity while that is not known. */
  readonly endNs: number;
  /** Ends the schedule early: nothing is due at or after this instant. */
  stopAt(endNs: number): void;
  /**
   * Multiplies the planned rate from an instant on; 0 pauses. It may move the end of a schedule that is limited by count.
   *
   * @see `docs/measurement.md`: the phase goes on from where it stands
   */
  changeRate(atNs: number, factor: number): void;
}
