import { Type } from "@sinclair/typebox";

/** The schema of what became of the run's objectives; none can be given yet. */
export const sloReports = Type.Tuple([], {
  description: "What became of each objective.",
  wanted: "an empty list",
});
