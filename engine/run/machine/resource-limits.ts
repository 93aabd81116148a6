import type { ResourceLimits } from "../../core/generator-report.js";
import type { KernelFiles } from "./kernel-files.js";
import { wholeNumber } from "./kernel-files.js";

/**
 * Reads what the process may have of descriptors and ports, and what of it is taken. The soft limit of descriptors is as
 * high as it gets: Node raises it to the hard limit when it starts.
 */
export function readResourceLimits(files: KernelFiles): ResourceLimits {
  const limits = files.text("/proc/self/limits") ?? "";
  const [, soft] = /^Max open files +(\S+)/m.exec(limits) ?? [];
  const [, timeWait] = /^TCP:.* tw (\d+)/m.exec(files.text("/proc/net/sockstat") ?? "") ?? [];
  return {
    descriptorLimit: wholeNumber(soft),
    descriptorsOpen: files.entryCount("/proc/self/fd"),
    portCount: readPortCount(files),
    timeWaitCount: wholeNumber(timeWait),
  };
}

/** @see `man 7 ip`, ip_local_port_range: the first and the last port that are given out, both included */
function readPortCount(files: KernelFiles): number | null {
  const text = files.text("/proc/sys/net/ipv4/ip_local_port_range") ?? "";
  const [first, last] = text.trim().split(/\s+/).map(wholeNumber);
  if (first == null || last == null || last < first) return null;
  return last - first + 1;
}
