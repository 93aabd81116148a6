import type { RunResult } from "../../core/frame.js";

/** The part of a result that is compared with a target's log. */
export type ComparableResult = Pick<
  RunResult,
  "id" | "spec" | "startedAt" | "measuredSeconds" | "requests" | "clock"
> & {
  readonly latency: Pick<RunResult["latency"], "response" | "service">;
  readonly load: Pick<RunResult["load"], "rateChanges">;
};
