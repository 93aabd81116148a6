import {
  intervalText,
  observedText,
  rateText,
  secondsText,
  sloSubjectOf,
} from "../../engine/index.js";
import type { ObjectiveFacts, Probe } from "../../engine/index.js";

const RATE_COLUMNS = 10;
const SECONDS_COLUMNS = 7;

/** @returns a probe in a line: rate, length, what was observed of each objective, the verdict, and why where it did not pass */
export function probeText(probe: Probe): string {
  const { request, facts, verdict, reasons } = probe;
  const why = verdict === "passed" ? "" : `: ${reasons.join("; ")}`;
  const observed = facts.objectives.map(
    (objective) => `${sloSubjectOf(objective.expression)} ${withInterval(objective)}`,
  );
  return [
    rateText(request.ratePerSecond).padStart(RATE_COLUMNS),
    secondsText(request.seconds).padStart(SECONDS_COLUMNS),
    request.purpose === "confirm" ? "confirming" : "",
    `${observed.join(", ")} `,
    `${verdict}${why}`,
  ]
    .filter((part) => part !== "")
    .join("  ");
}

/** An observed value with its interval: `8.21ms (7.90ms…8.55ms)`. */
function withInterval(objective: ObjectiveFacts): string {
  const { observed, unit, isEndless } = objective;
  if (isEndless) return "without an upper end";
  return `${observedText(observed, unit)} (${intervalText(objective, unit)})`;
}
