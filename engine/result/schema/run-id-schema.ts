import { Type } from "@sinclair/typebox";
import { RUN_ID_PATTERN } from "../../core/run-id.js";
import type { RunId } from "../../core/run-id.js";

/** The schema of a run's name. */
export const runId = Type.Unsafe<RunId>(
  Type.String({
    pattern: RUN_ID_PATTERN,
    description: "YYYYMMDD-HHMMSS-xxxxxx, UTC.",
    wanted: "the id of a run, such as 20260131-120000-a1b2c3",
  }),
);
