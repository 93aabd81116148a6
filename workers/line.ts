/**
 * Arrivals that wait for a slot, first in, first out. Whether any slot will do or a certain one is the line's own matter:
 * everybody names the slot.
 *
 * Full is an answer: the caller skips the arrival and counts it. An unbounded queue would hide the target's stall in our
 * own memory.
 */
export interface Line {
  readonly capacity: number;
  readonly count: number;
  /** @returns whether somebody waits whom this slot can serve */
  hasFor(slot: number): boolean;
  /** @param slot - the slot that is waited for, −1 for any; @returns false when the line is full */
  put(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean;
  /** Puts an arrival before all others: one that is sent again. @returns false when the line is full */
  putFirst(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    enteredNs: number,
    arrivalIndex: number,
    flags: number,
  ): boolean;
  /** Takes out who has waited for longest for the slot, into the `taken…` fields. Only when there is one. */
  take(slot: number): void;
  readonly takenIntendedStartNs: number;
  readonly takenDispatchedNs: number;
  /** When it was put here: a request that is sent again enters later than it was dispatched. */
  readonly takenEnteredNs: number;
  readonly takenArrivalIndex: number;
  readonly takenFlags: number;
  /** @returns a slot for which somebody waits; −1 when nobody does */
  firstSlot(): number;
  /** @returns when the one who would be taken next for the slot was dispatched; Infinity when nobody waits for it */
  oldestDispatchedNs(slot: number): number;
  /** @returns when the oldest waiting arrival was intended; Infinity when none waits */
  oldestIntendedStartNs(): number;
}
