import type { VerdictReason } from "../../core/frame.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { VerdictFacts } from "../../run/run-facts.js";

/**
 * Looks for one thing that makes a result less believable.
 *
 * @returns the reason; undefined when there is none, or when it is not known
 */
export type Check = (
  facts: VerdictFacts,
  thresholds: VerdictThresholds,
) => VerdictReason | undefined;
