import type { RunId } from "../../core/run-id.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import type { CapacityAnswer } from "./answer.js";
import type { CurvePoint } from "./curve.js";
import type { SearchOptions } from "./knee-search.js";
import type { Probe } from "./probe.js";

/** Everything a finished capacity search has to say. */
export interface CapacityReport {
  readonly schema: "mesh-bench/capacity/v1";
  readonly id: RunId;
  /** `failed`: a probe could not be made. `stopped`: ended early; what is known by then is told. */
  readonly state: "completed" | "stopped" | "failed";
  /** Why it failed, or ended early. */
  readonly reason?: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Of the first probe, the others differ in rate and length; with the seed that theirs are made from. */
  readonly spec: ResolvedSpec;
  readonly slo: readonly string[];
  readonly search: SearchOptions;
  readonly answer: CapacityAnswer;
  /** Latency against rate, by rate. */
  readonly curve: readonly CurvePoint[];
  /** In the order in which they were made, with what each one says and why. */
  readonly probes: readonly Probe[];
}
