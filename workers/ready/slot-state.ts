/** The slot has no connection. */
export const SLOT_LOST = 0;
/** The slot can carry a request. */
export const SLOT_READY = 1;
/** The slot carries a request. */
export const SLOT_BUSY = 2;
/** The slot has no connection, and in the closed model a request waits for the one that is to be opened. */
export const SLOT_AWAITED = 3;
