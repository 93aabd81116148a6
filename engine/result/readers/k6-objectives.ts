import type { AnyObjective } from "../../core/any-result.js";
import { NS_PER_MS } from "../../core/duration.js";
import type { K6Metrics, K6Threshold } from "./k6-metrics.js";

const EXPRESSION =
  /^\s*(avg|min|med|max|rate|p\(\d+(?:\.\d+)?\))\s*(<=|>=|<|>)\s*(\d+(?:\.\d+)?)\s*$/;

/** Metrics whose thresholds are objectives here too, and in which units. */
const UNITS: Readonly<
  Record<string, { readonly unit: AnyObjective["unit"]; readonly factor: number }>
> = {
  http_req_duration: { unit: "ns", factor: NS_PER_MS },
  http_req_failed: { unit: "percent", factor: 100 },
  http_reqs: { unit: "perSecond", factor: 1 },
};
/** What the older shape calls the rate of a metric that is nothing else. */
const OLDER_RATE = "value";

/** Thresholds of a k6 summary. */
export interface K6Objectives {
  readonly objectives: readonly AnyObjective[];
  /** Those of metrics that a result of ours does not know. */
  readonly others: readonly K6Threshold[];
}

/** @returns its thresholds, told as objectives where they are about latency, failures or the rate of all requests */
export function objectivesOf(metrics: K6Metrics): K6Objectives {
  const objectives: AnyObjective[] = [];
  const others: K6Threshold[] = [];
  for (const threshold of metrics.thresholds()) {
    const objective = toObjective(threshold, metrics);
    if (objective === undefined) others.push(threshold);
    else objectives.push(objective);
  }
  return { objectives, others };
}

function toObjective(
  { metric, expression, isMet }: K6Threshold,
  metrics: K6Metrics,
): AnyObjective | undefined {
  const [, statistic = "", comparison, bound] = EXPRESSION.exec(expression) ?? [];
  const measure = UNITS[metric];
  if (measure === undefined || !isComparison(comparison)) return undefined;
  if ((statistic === "rate") === (measure.unit === "ns")) return undefined;
  const observed =
    metrics.numberOf(metric, statistic) ??
    (measure.unit === "percent" ? metrics.numberOf(metric, OLDER_RATE) : null);
  return {
    expression: `${metric}: ${expression}`,
    verdict: isMet ? "passed" : "failed",
    unit: measure.unit,
    comparison,
    bound: Number(bound) * measure.factor,
    observed: observed === null ? null : observed * measure.factor,
  };
}

function isComparison(text: string | undefined): text is AnyObjective["comparison"] {
  return text === "<" || text === "<=" || text === ">" || text === ">=";
}
