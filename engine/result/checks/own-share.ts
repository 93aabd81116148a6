import { formatNs } from "../../core/duration.js";
import type { VerdictReason } from "../../core/frame.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { VerdictFacts } from "../../run/run-facts.js";
import { ownSharesOf } from "../own-share.js";

/** How much of the printed percentiles, and of the maximum, is the generator's own delay. */
export function checkOwnShare(
  facts: VerdictFacts,
  thresholds: VerdictThresholds,
): VerdictReason | undefined {
  const { ownShare } = thresholds;
  const allowed = (limit: { share: number; floorNs: number }, responseNs: number): number =>
    Math.max(limit.share * responseNs, limit.floorNs);
  const excess = ownSharesOf(facts.recorded, facts.spec.percentiles)
    .filter(({ ownNs, responseNs }) => ownNs > allowed(ownShare.valid, responseNs))
    .sort((a, b) => b.ownNs / b.responseNs - a.ownNs / a.responseNs);
  const [worst] = excess;
  if (worst === undefined) return undefined;
  const isInvalid = excess.some(
    ({ ownNs, responseNs }) => ownNs > allowed(ownShare.suspect, responseNs),
  );
  const name = worst.percentile === 100 ? "the maximum" : `p${worst.percentile}`;
  return {
    code: "generatorOwnShare",
    // A closed run whose own core is full says so by `generatorBound`: its latency is that of the saturation it asked for.
    severity: isInvalid && !isGeneratorBound(facts, thresholds) ? "invalid" : "suspect",
    message: `the generator's own delays are ${formatNs(worst.ownNs)} of ${name} of the response time (${formatNs(worst.responseNs)})`,
    ...(facts.worst === undefined
      ? {}
      : { fromSeconds: facts.worst.fromSeconds, toSeconds: facts.worst.toSeconds }),
  };
}

/** A closed run on a full core measures that core. */
export function checkGeneratorBound(
  facts: VerdictFacts,
  thresholds: VerdictThresholds,
): VerdictReason | undefined {
  if (!isGeneratorBound(facts, thresholds)) return undefined;
  return {
    code: "generatorBound",
    severity: "suspect",
    message:
      "the generator's own core is full: the throughput is the generator's limit, not the target's; more workers or cores would tell",
  };
}

function isGeneratorBound(facts: VerdictFacts, thresholds: VerdictThresholds): boolean {
  if (facts.spec.load.model !== "closed") return false;
  return facts.workers.some(({ self }) => {
    const lifeNs = self.loopActiveNs + self.loopIdleNs;
    return lifeNs > 0 && self.loopActiveNs / lifeNs >= thresholds.boundUtilization;
  });
}
