import { Type } from "@sinclair/typebox";
import type { AnalysisPlan } from "../../core/bundle.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import { instant } from "./record-parts.js";

/** The schema of {@link AnalysisPlan}, as far as it is read. */
export const analysisRecord = Type.Object(
  { fixedAt: instant },
  { additionalProperties: true, wanted: "an object of an analysis plan" },
);

/** @returns what will be read off a run of this spec */
export function planAnalysis(
  spec: ResolvedSpec,
  thresholds: VerdictThresholds,
  fixedAt: Date,
): AnalysisPlan {
  return {
    fixedAt: fixedAt.toISOString(),
    percentiles: spec.percentiles,
    successStatus: spec.success.status,
    warmup: spec.warmup,
    timeout: spec.timeout,
    drain: spec.drain,
    interval: spec.interval,
    until: spec.until ?? null,
    slo: spec.slo ?? [],
    abortOn: spec.abortOn ?? [],
    verdictThresholds: thresholds,
  };
}
