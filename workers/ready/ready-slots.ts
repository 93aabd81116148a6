/**
 * The slots that are ready, and which of them is next. Whatever becomes of a slot is told here, also of one that was never
 * taken: some requests go to a certain slot.
 */
export interface ReadySlots {
  /** The slot waits for a request. One that does so already may be put again. */
  put(slot: number): void;
  /** Takes out the slot that is next. @returns −1 when none is ready */
  take(): number;
  /** A request has begun on the slot. */
  onBegun(slot: number): void;
  /** The request on the slot has ended. */
  onEnded(slot: number): void;
  /** The slot has no connection any more. */
  onLost(slot: number): void;
}
