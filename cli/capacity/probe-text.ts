import { NOTHING, formatNs, rateText, secondsText } from "../../engine/core/index.js";
import type { Probe } from "../../engine/index.js";

/** One objective of a probe, or of a point of the curve. */
export type Observed = Pick<
  Probe["facts"]["objectives"][number],
  "expression" | "unit" | "observed" | "low" | "high"
>;

const RATE_COLUMNS = 10;
const SECONDS_COLUMNS = 7;

/** @returns a probe in a line: rate, length, what was observed of each objective, the verdict, and why where it did not pass */
export function probeText(probe: Probe): string {
  const { request, facts, verdict, reasons } = probe;
  const why = verdict === "passed" ? "" : `: ${reasons.join("; ")}`;
  const observed = facts.objectives.map(
    (objective) => `${subjectOf(objective.expression)} ${observedText(objective)}`,
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

/** @returns an observed value with its interval: `8.21ms (7.90ms…8.55ms)` */
export function observedText(objective: Observed): string {
  const value =
    objective.observed === null ? NOTHING : valueText(objective.observed, objective.unit);
  return `${value} (${endsText(objective)})`;
}

/** @returns the ends of the confidence interval: `7.90ms…8.55ms`; a dash for one that is not known */
export function endsText({ low, high, unit }: Observed): string {
  if (low === Infinity) return "without an upper end";
  if (low === null && high === null) return NOTHING;
  if (high === null) return `≥ ${valueText(low ?? 0, unit)}`;
  return low === null
    ? `≤ ${valueText(high, unit)}`
    : `${valueText(low, unit)}…${valueText(high, unit)}`;
}

/** @returns what an objective is about: `p99` of `p99 < 10ms` */
export function subjectOf(expression: string): string {
  return expression.split(/\s*[<>]/, 1)[0]?.trim() ?? "";
}

/** @returns a time or a share for people */
export function valueText(value: number, unit: Observed["unit"]): string {
  return unit === "ns" ? formatNs(value) : `${Number(value.toPrecision(3))} %`;
}
