import { SLO_TICK_NS } from "../slo-windows.js";
import { abortConditionsOf } from "./abort.js";
import type { AbortCondition } from "./abort.js";
import type { Objection } from "./arrivals-issues.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";
import { slosOf } from "./slo.js";

/** Objects to conditions that nothing could ever meet, or that can't be looked for. */
export function checkAbortConditions(spec: RunSpecWithDefaults, object: Objection): void {
  for (const [index, condition] of abortConditionsOf(spec).entries()) {
    const wanted = wantedOf(condition, spec);
    if (wanted === undefined) continue;
    object(`/abortOn/${index}`, `is ${JSON.stringify(condition.expression)}; it must be ${wanted}`);
  }
}

function wantedOf(condition: AbortCondition, spec: RunSpecWithDefaults): string | undefined {
  if (condition.kind === "errors" && condition.slo.windowNs % SLO_TICK_NS !== 0) {
    return "over a multiple of 100ms, by which windows slide";
  }
  if (condition.kind !== "slo" || slosOf(spec).some(({ windowNs }) => windowNs !== null)) {
    return undefined;
  }
  return 'given together with an objective over a window, such as "p99 < 10ms over 10s", which can fail before the end';
}
