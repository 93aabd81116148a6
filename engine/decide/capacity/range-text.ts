import { rateText } from "../../core/text/index.js";
import type { CapacityAnswer } from "./answer.js";

/** @returns where the capacity lies, for people: `between 1,000/s and 1,040/s` */
export function capacityRangeText({
  lowPerSecond: low,
  highPerSecond: high,
}: Pick<CapacityAnswer, "lowPerSecond" | "highPerSecond">): string {
  if (low === null) return high === null ? "not known" : `below ${rateText(high)}`;
  return high === null
    ? `at least ${rateText(low)}`
    : `between ${rateText(low)} and ${rateText(high)}`;
}
