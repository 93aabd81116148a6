import type { VerdictReason } from "../../engine/core/index.js";
import { printable } from "../printable.js";
import { secondsText } from "./figures.js";

/** @returns a reason with the stretch of the run that is to blame */
export function reasonText({ message, fromSeconds, toSeconds }: VerdictReason): string {
  if (fromSeconds === undefined || toSeconds === undefined) return printable(message);
  return `${printable(message)} [${secondsText(fromSeconds)} to ${secondsText(toSeconds)}]`;
}
