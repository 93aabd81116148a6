import { reasonText as textOfReason } from "../../engine/core/index.js";
import type { VerdictReason } from "../../engine/core/index.js";
import { printable } from "../printable.js";

/** @returns a reason with the stretch of the run that is to blame */
export function reasonText(reason: VerdictReason): string {
  return printable(textOfReason(reason));
}
