import { NS_PER_SECOND, formatNs } from "../../core/duration.js";
import type { VerdictReason } from "../../core/frame.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { VerdictFacts } from "../../run/run-facts.js";

/** A limit of a control group took the processor away. */
export function checkThrottling(
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

/** The hypervisor took the processor away. */
export function checkSteal(
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

/** The cores were full, and not with the generator alone: nobody can say what the target would have done with more of them. */
export function checkMachineFull(
  { environment }: VerdictFacts,
  { machineBusyPercent, machineOthersPercent }: VerdictThresholds,
): VerdictReason | undefined {
  const busyPercent = environment?.busyPercent ?? 0;
  const othersPercent = environment?.othersPercent ?? 0;
  if (busyPercent <= machineBusyPercent || othersPercent <= machineOthersPercent) return undefined;
  return {
    code: "machineFull",
    severity: "suspect",
    message: `the cores of this machine were busy for ${busyPercent.toFixed(1)} % of the time, for ${othersPercent.toFixed(1)} % with other programs than the generator: a target among them had to share`,
  };
}
