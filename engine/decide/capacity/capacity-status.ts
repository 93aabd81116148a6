import type { Frame, RunState } from "../../core/frame.js";
import type { RunId } from "../../core/run-id.js";
import type { ResolvedSpec } from "../../core/spec/run-spec.js";
import type { KneeInterval } from "./knee-interval.js";
import type { SearchOptions } from "./knee-search.js";
import type { Probe, ProbeRequest } from "./probe.js";
import type { CapacityReport } from "./report.js";

/** Where a search stands; `stopping`: asked to end, its last probe is being dropped. The last three are final. */
export type CapacityState = "running" | "stopping" | CapacityReport["state"];

/** The probe that is under way. */
export interface RunningProbe {
  /** From 0, in the order of the search. */
  readonly index: number;
  readonly request: ProbeRequest;
  /** Of its run. */
  readonly state: RunState;
  /** The newest one of its run, whose `phase` says whether it is warm; absent before its load begins. */
  readonly frame?: Frame;
}

/** Where a search stands, for those who poll. */
export interface CapacityStatus {
  readonly id: RunId;
  readonly state: CapacityState;
  /** Why it failed, or ended early. */
  readonly reason?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Of the first probe, the others differ in rate and length; with the seed that theirs are made from. Secrets masked. */
  readonly spec: ResolvedSpec;
  readonly slo: readonly string[];
  /** `secondsMax` of it is what the search may take. */
  readonly search: SearchOptions;
  readonly startedAt: string;
  readonly elapsedSeconds: number;
  /** What is known of the answer by now. */
  readonly interval: KneeInterval;
  /** All that were judged, in the order of the search. */
  readonly probes: readonly Probe[];
  readonly running?: RunningProbe;
}
