import type { VerdictReason } from "../../core/frame.js";
import type { VerdictFacts } from "../../run/run-facts.js";

/** A worker that is lost takes what it measured with it. */
export function checkWorkers({ workers }: VerdictFacts): VerdictReason | undefined {
  const lost = workers.filter(({ isLost }) => isLost).map(({ index }) => index);
  if (lost.length === 0) return undefined;
  return {
    code: "workerLost",
    severity: "invalid",
    message: `worker ${lost.join(", ")} of ${workers.length} was lost with its share of the load`,
  };
}

/** Little's law, and the conservation law: the books must balance exactly, whatever the target did. */
export function checkAudit(facts: VerdictFacts): VerdictReason | undefined {
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
