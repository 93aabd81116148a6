import type { SloVerdict } from "../../core/slo.js";
import { intervalText } from "../../core/text/index.js";
import { verdictOfRange } from "../slo/verdict.js";
import type { Judgement, ObjectiveFacts, ProbeFacts } from "./probe.js";

/** A probe that is shorter has not seen enough of what a target in steady state does. */
const AUTOCORRELATION_TIMES_MIN = 20;

/**
 * What a probe says of its rate.
 *
 * It passes only if every objective holds at the outer end of its confidence interval, the backlog has no upward trend, and
 * the probe lasted 20 autocorrelation times. It fails if an objective is missed at the inner end, or if the backlog grows: no
 * percentile of an overloaded target is that of a steady state. Everything else is uncertain, and so is whatever the
 * generator had a hand in.
 */
export function judgeProbe(facts: ProbeFacts): Judgement {
  if (facts.generatorLimit !== null) {
    return { verdict: "uncertain", isGeneratorLimited: true, reasons: [facts.generatorLimit] };
  }
  const failures = failuresOf(facts);
  if (failures.length > 0) return judgement("failed", failures);
  const doubts = doubtsOf(facts);
  if (doubts.length > 0) return judgement("uncertain", doubts);
  return judgement("passed", facts.objectives.map(holdsText));
}

function judgement(verdict: Judgement["verdict"], reasons: readonly string[]): Judgement {
  return { verdict, isGeneratorLimited: false, reasons };
}

function failuresOf({ objectives, backlog }: ProbeFacts): readonly string[] {
  const missed = objectives
    .filter(isMissed)
    .map((objective) => `${objective.expression} is missed: ${endsText(objective)}`);
  if (backlog.kind !== "growing") return missed;
  const growth = (backlog.requestsPerSecond ?? 0).toPrecision(3);
  return [`the backlog grows by ${growth} requests a second`, ...missed];
}

function doubtsOf({ objectives, backlog, autocorrelationTimes }: ProbeFacts): readonly string[] {
  const doubts = objectives.filter((objective) => !isHeld(objective)).map(doubtText);
  if (backlog.kind === "creeping") doubts.push("the backlog has an upward trend");
  if (backlog.kind === "unknown") doubts.push("too short to tell whether the backlog grows");
  if (autocorrelationTimes === null) {
    doubts.push("too short for its autocorrelation time to be known");
  } else if (autocorrelationTimes < AUTOCORRELATION_TIMES_MIN) {
    doubts.push(
      `lasted ${autocorrelationTimes.toFixed(1)} autocorrelation times of at least ${AUTOCORRELATION_TIMES_MIN}`,
    );
  }
  return doubts;
}

function isHeld(objective: ObjectiveFacts): boolean {
  return verdictOf(objective) === "passed";
}

function isMissed(objective: ObjectiveFacts): boolean {
  return verdictOf(objective) === "failed";
}

/** What every value in the confidence interval says; an end that is not known may be anywhere. */
function verdictOf(objective: ObjectiveFacts): SloVerdict {
  const { doubt, isEndless, comparison, low, high, bound } = objective;
  if (doubt !== null) return "inconclusive";
  if (isEndless) return verdictOfRange({ low: Infinity, high: Infinity }, comparison, bound);
  return verdictOfRange({ low: low ?? -Infinity, high: high ?? Infinity }, comparison, bound);
}

function holdsText(objective: ObjectiveFacts): string {
  return `${objective.expression} holds: ${endsText(objective)}`;
}

function doubtText(objective: ObjectiveFacts): string {
  const { expression, doubt } = objective;
  if (doubt !== null) return `${expression} can't be told: ${doubt}`;
  return `${expression} is too near to be told: ${endsText(objective)}`;
}

function endsText(objective: ObjectiveFacts): string {
  const { unit, low, high, isEndless } = objective;
  if (isEndless) return "without an upper end";
  return low === null && high === null ? "of unknown ends" : intervalText(objective, unit);
}
