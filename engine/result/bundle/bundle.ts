import { Type } from "@sinclair/typebox";
import type { AnalysisPlan, RunBundle } from "../../core/bundle.js";
import type { RunResult } from "../../core/frame.js";
import type { RunFacts } from "../../run/run-facts.js";
import { nullable } from "../schema/schema-parts.js";
import { analysisRecord } from "./analysis-plan.js";
import { factsRecord, toFactsRecord } from "./facts-record.js";
import { scheduleRecord, toScheduleRecord } from "./schedule-record.js";

/** The name of the only version so far. */
export const BUNDLE_SCHEMA_NAME = "mesh-bench/bundle/v1";

/** The schema of a bundle; what is only passed on is left open. */
export const bundleRecord = Type.Object(
  {
    schema: Type.Literal(BUNDLE_SCHEMA_NAME, { wanted: JSON.stringify(BUNDLE_SCHEMA_NAME) }),
    analysis: analysisRecord,
    schedule: nullable(scheduleRecord),
    facts: factsRecord,
    result: Type.Object({}, { additionalProperties: true, wanted: "a result" }),
  },
  { additionalProperties: false, wanted: "an object" },
);

/** Puts together all that a result was computed from, and the result. */
export function toBundle(facts: RunFacts, analysis: AnalysisPlan, result: RunResult): RunBundle {
  return {
    schema: BUNDLE_SCHEMA_NAME,
    analysis,
    schedule: toScheduleRecord(result, facts.recordedNs),
    facts: toFactsRecord(facts),
    result,
  };
}
