import { formatNs } from "../../core/duration.js";
import type { VerdictReason } from "../../core/frame.js";
import { percentilesOf } from "../../core/histogram/index.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { VerdictFacts } from "../../run/run-facts.js";

/** Arrivals that were noticed too late to be sent in the window. */
export function checkNotSent(
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

/** Arrivals that were never sent. */
export function checkSkipped({ recorded }: VerdictFacts): VerdictReason | undefined {
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

/** What the warm-up left behind. */
export function checkWarmupBacklog(facts: VerdictFacts): VerdictReason | undefined {
  const { warmupBacklog, warmupOldestAgeNs, recorded, spec } = facts;
  // In the closed model every slot is always busy: that is no backlog.
  if (warmupBacklog === undefined || spec.load.model === "closed") return undefined;
  const count = warmupBacklog.inFlight + warmupBacklog.queued;
  const serviceP99Ns = percentilesOf(recorded.histogram("service"), [99])[0] ?? Infinity;
  const isOld =
    warmupOldestAgeNs !== null && warmupOldestAgeNs > serviceP99Ns && warmupBacklog.queued > 0;
  if (count <= spec.connections * spec.streams && !isOld) return undefined;
  return {
    code: "warmupBacklog",
    severity: "suspect",
    message: `${count} requests of the warm-up were still under way when the measured window began, the oldest ${formatNs(warmupOldestAgeNs ?? 0)} old: they weigh on its first requests`,
  };
}
