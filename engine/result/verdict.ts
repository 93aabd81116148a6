import type { GeneratorVerdict, Verdict, VerdictReason } from "../core/frame.js";
import type { VerdictThresholds } from "../core/verdict-thresholds.js";
import type { VerdictFacts } from "../run/run-facts.js";
import { checkAudit, checkWorkers } from "./checks/books.js";
import type { Check } from "./checks/check.js";
import { checkConnections, checkDescriptors, checkPorts } from "./checks/connections.js";
import { checkNotSent, checkSkipped, checkWarmupBacklog } from "./checks/load.js";
import { checkMachineFull, checkSteal, checkThrottling } from "./checks/machine.js";
import { checkGeneratorBound, checkOwnShare } from "./checks/own-share.js";
import { checkCoreContention, checkGarbageCollection, checkLoopDelay } from "./checks/threads.js";
import { VERDICT_THRESHOLDS } from "./verdict-thresholds.js";

/**
 * Passes judgement on the generator: can its result be believed?
 *
 * @see `docs/measurement.md`, "Is this result to be believed?"
 */
export function judge(
  facts: VerdictFacts,
  thresholds: VerdictThresholds = VERDICT_THRESHOLDS,
): GeneratorVerdict {
  const reasons: VerdictReason[] = [];
  for (const check of CHECKS) {
    const reason = check(facts, thresholds);
    if (reason !== undefined) reasons.push(reason);
  }
  return { verdict: worstOf(reasons), reasons };
}

const CHECKS: readonly Check[] = [
  checkWorkers,
  checkAudit,
  checkOwnShare,
  checkGeneratorBound,
  checkNotSent,
  checkThrottling,
  checkSteal,
  checkSkipped,
  checkConnections,
  checkDescriptors,
  checkPorts,
  checkWarmupBacklog,
  checkGarbageCollection,
  checkLoopDelay,
  checkCoreContention,
  checkMachineFull,
];

function worstOf(reasons: readonly VerdictReason[]): Verdict {
  if (reasons.some(({ severity }) => severity === "invalid")) return "invalid";
  return reasons.length > 0 ? "suspect" : "valid";
}
