import type { TailAttribution } from "../attribution.js";
import type { ResolvedSpec } from "../spec/run-spec.js";
import type { StageName } from "../stages/index.js";

const TITLES: Readonly<Record<StageName, string>> = {
  lateness: "lateness",
  queue: "queue",
  firstByte: "first byte",
  body: "body",
  readDelay: "read delay",
};

/** @returns the name of a part of a response time: a closed run has no plan to be late for, and its lateness is turnaround */
export function stageText(stage: StageName, model: ResolvedSpec["load"]["model"]): string {
  return stage === "lateness" && model === "closed" ? "turnaround" : TITLES[stage];
}

/** @returns which share of a tail's mean time a part of it is, 0 to 1 */
export function stageShareOf({ response, parts }: TailAttribution, stage: StageName): number {
  return response === 0 ? 0 : parts[stage] / response;
}
