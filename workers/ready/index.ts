export { createReadySlots } from "./create-ready-slots.js";
export type { ReadySlots } from "./ready-slots.js";
export { SLOT_AWAITED, SLOT_BUSY, SLOT_LOST, SLOT_READY } from "./slot-state.js";
