import { NS_PER_SECOND, formatNs } from "../core/duration.js";
import type { GeneratorVerdict, Verdict, VerdictReason } from "../core/frame.js";
import { percentilesOf } from "../core/histogram/index.js";
import type { VerdictFacts } from "../run/run-facts.js";
import { ownSharesOf } from "./own-share.js";
import { VERDICT_THRESHOLDS } from "./verdict-thresholds.js";
import type { VerdictThresholds } from "./verdict-thresholds.js";

/** Looks for one thing that makes a result less believable. */
type Check = (facts: VerdictFacts, thresholds: VerdictThresholds) => VerdictReason | undefined;

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
  checkWarmupBacklog,
  checkGarbageCollection,
];

function worstOf(reasons: readonly VerdictReason[]): Verdict {
  if (reasons.some(({ severity }) => severity === "invalid")) return "invalid";
  return reasons.length > 0 ? "suspect" : "valid";
}

function checkWorkers({ workers }: VerdictFacts): VerdictReason | undefined {
  const lost = workers.filter(({ isLost }) => isLost).map(({ index }) => index);
  if (lost.length === 0) return undefined;
  return {
    code: "workerLost",
    severity: "invalid",
    message: `worker ${lost.join(", ")} of ${workers.length} was lost with its share of the load`,
  };
}

/** Little's law, and the conservation law: the books must balance exactly, whatever the target did. */
function checkAudit(facts: VerdictFacts): VerdictReason | undefined {
  if (!facts.isFinal || facts.workers.some(({ isLost }) => isLost)) return undefined;
  const { recorded } = facts;
  const faults: string[] = [];
  const balance = (what: string, left: bigint | number, right: bigint | number): void => {
    if (left !== right) faults.push(`${what}: ${left} ≠ ${right}`);
  };
  balance(
    "planned and the sum of outcomes",
    recorded.counter("planned"),
    recorded.counter("completed") +
      recorded.counter("failed") +
      recorded.counter("timedOut") +
      recorded.counter("unfinished") +
      recorded.skippedCount,
  );
  balance(
    "requests in flight over time and the sum of their stays",
    recorded.exactNs("inFlightIntegralNs"),
    recorded.exactNs("serviceClippedNs"),
  );
  balance(
    "requests queued over time and the sum of their stays",
    recorded.exactNs("queuedIntegralNs"),
    recorded.exactNs("queueClippedNs"),
  );
  if (faults.length === 0) return undefined;
  return {
    code: "auditMismatch",
    severity: "invalid",
    message: `the books do not balance, which is a defect of mesh-bench: ${faults.join("; ")}`,
  };
}

function checkOwnShare(
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

function checkGeneratorBound(
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

function checkNotSent(
  { recorded }: VerdictFacts,
  { notSentShare }: VerdictThresholds,
): VerdictReason | undefined {
  const planned = recorded.counter("planned");
  const lateCount = recorded.counter("noticedAfterWindow");
  const skippedCount = recorded.counter("skippedLate");
  if (planned === 0 || (lateCount + skippedCount) / planned <= notSentShare) return undefined;
  const faults = [
    ...(lateCount === 0
      ? []
      : [`${lateCount} were only noticed after the measured window had ended`]),
    ...(skippedCount === 0 ? [] : [`${skippedCount} were noticed too late and skipped`]),
  ];
  return {
    code: "notSent",
    severity: "invalid",
    message: `of ${planned} planned arrivals ${faults.join(" and ")}: the generator can't keep up with the rate`,
  };
}

function checkThrottling(
  { environment, measuredSeconds }: VerdictFacts,
  { throttledShare }: VerdictThresholds,
): VerdictReason | undefined {
  const throttledSeconds = environment?.cgroup.throttledSeconds ?? 0;
  if (measuredSeconds === 0 || throttledSeconds / measuredSeconds <= throttledShare)
    return undefined;
  return {
    code: "throttled",
    severity: "invalid",
    message: `a cgroup limit took the processor away for ${formatNs(throttledSeconds * NS_PER_SECOND)} in ${measuredSeconds.toFixed(1)} s: give the generator more CPU`,
  };
}

function checkSteal(
  { environment }: VerdictFacts,
  thresholds: VerdictThresholds,
): VerdictReason | undefined {
  const steal = environment?.stealPercent ?? 0;
  if (steal <= thresholds.stealPercent) return undefined;
  return {
    code: "steal",
    severity: "invalid",
    message: `the hypervisor took ${steal.toFixed(1)} % of this machine's time for others`,
  };
}

function checkSkipped({ recorded }: VerdictFacts): VerdictReason | undefined {
  const queueFullCount = recorded.counter("skippedQueueFull");
  const lateCount = recorded.counter("skippedLate");
  if (queueFullCount + lateCount === 0) return undefined;
  const causes = [
    ...(queueFullCount === 0
      ? []
      : [`${queueFullCount} because more were waiting for a connection than maxPending allows`]),
    ...(lateCount === 0
      ? []
      : [`${lateCount} because the generator noticed them later than catchUp allows`]),
  ];
  return {
    code: "skippedArrivals",
    severity: "suspect",
    message: `${queueFullCount + lateCount} arrivals were never sent: ${causes.join(", ")}`,
  };
}

function checkConnections({
  spec,
  initialConnectionCount,
}: VerdictFacts): VerdictReason | undefined {
  if (initialConnectionCount === undefined || initialConnectionCount >= spec.connections)
    return undefined;
  return {
    code: "connectionsMissing",
    severity: "suspect",
    message: `${initialConnectionCount} of ${spec.connections} connections stood when the schedule began`,
  };
}

function checkWarmupBacklog(facts: VerdictFacts): VerdictReason | undefined {
  const { warmupBacklog, warmupOldestAgeNs, recorded, spec } = facts;
  // In the closed model every slot is always busy: that is no backlog.
  if (warmupBacklog === undefined || spec.load.model === "closed") return undefined;
  const count = warmupBacklog.inFlight + warmupBacklog.queued;
  const serviceP99Ns = percentilesOf(recorded.histogram("service"), [99])[0] ?? Infinity;
  const isOld =
    warmupOldestAgeNs !== null && warmupOldestAgeNs > serviceP99Ns && warmupBacklog.queued > 0;
  if (count <= spec.connections && !isOld) return undefined;
  return {
    code: "warmupBacklog",
    severity: "suspect",
    message: `${count} requests of the warm-up were still under way when the measured window began, the oldest ${formatNs(warmupOldestAgeNs ?? 0)} old: they weigh on its first requests`,
  };
}

function checkGarbageCollection(
  { workers }: VerdictFacts,
  { gcPauseNs }: VerdictThresholds,
): VerdictReason | undefined {
  const [longest] = [...workers].sort((a, b) => b.self.gcPauseNsMax - a.self.gcPauseNsMax);
  if (longest === undefined || longest.self.gcPauseNsMax <= gcPauseNs) return undefined;
  const { gcPauseNsMax, gcPauseAtNs } = longest.self;
  return {
    code: "gcPause",
    severity: "suspect",
    message: `garbage collection stopped worker ${longest.index} for ${formatNs(gcPauseNsMax)}`,
    fromSeconds: Math.max(0, gcPauseAtNs - gcPauseNsMax) / NS_PER_SECOND,
    toSeconds: gcPauseAtNs / NS_PER_SECOND,
  };
}
