import type { VerdictReason } from "../frame.js";
import { secondsText } from "./figures.js";

/** @returns a reason of a verdict for people, with the stretch of the run that is to blame */
export function reasonText({ message, fromSeconds, toSeconds }: VerdictReason): string {
  if (fromSeconds === undefined || toSeconds === undefined) return message;
  return `${message} [${secondsText(fromSeconds)} to ${secondsText(toSeconds)}]`;
}
