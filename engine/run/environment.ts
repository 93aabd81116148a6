import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, cpus, release } from "node:os";
import type { EnvironmentReport } from "../core/frame.js";
import { NS_PER_SECOND } from "../core/duration.js";

/** Counters of the machine that only grow; two readings tell what happened in between. */
export interface MachineReading {
  readonly stealTicks: number | null;
  readonly totalTicks: number | null;
  readonly throttledNs: number | null;
}

/** @returns the machine's counters now; null where the kernel does not have them */
export function readMachine(): MachineReading {
  const cpu = readText("/proc/stat")?.split("\n", 1)[0]?.trim().split(/\s+/).slice(1).map(Number);
  // user nice system idle iowait irq softirq steal: guest time is in user already.
  const ticks = cpu?.slice(0, 8);
  return {
    stealTicks: ticks?.[7] ?? null,
    totalTicks: ticks?.reduce((sum, value) => sum + value, 0) ?? null,
    throttledNs: readThrottledNs(),
  };
}

/** @returns where and on what the run was made, with what the machine took from it between two readings */
export function describeEnvironment(
  begun: MachineReading,
  ended: MachineReading,
): EnvironmentReport {
  return {
    version: packageVersion(),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    kernel: release(),
    cgroup: {
      version: cgroupVersion(),
      cpuLimit: readCpuLimit(),
      throttledSeconds: difference(ended.throttledNs, begun.throttledNs, NS_PER_SECOND),
    },
    stealPercent: stealPercent(begun, ended),
  };
}

/** @returns the package's version */
export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("mesh-bench/package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}

function stealPercent(begun: MachineReading, ended: MachineReading): number | null {
  const steal = difference(ended.stealTicks, begun.stealTicks, 1);
  const total = difference(ended.totalTicks, begun.totalTicks, 1);
  return steal === null || total === null || total === 0 ? null : (100 * steal) / total;
}

function difference(later: number | null, earlier: number | null, unit: number): number | null {
  return later === null || earlier === null ? null : (later - earlier) / unit;
}

const V2_STAT = "/sys/fs/cgroup/cpu.stat";
const V1_STATS = ["/sys/fs/cgroup/cpu/cpu.stat", "/sys/fs/cgroup/cpu,cpuacct/cpu.stat"];

function readThrottledNs(): number | null {
  const v2 = /^throttled_usec (\d+)$/m.exec(readText(V2_STAT) ?? "");
  if (v2 !== null) return Number(v2[1]) * 1e3;
  for (const path of V1_STATS) {
    const v1 = /^throttled_time (\d+)$/m.exec(readText(path) ?? "");
    if (v1 !== null) return Number(v1[1]);
  }
  return null;
}

function cgroupVersion(): 1 | 2 | null {
  if (readText("/sys/fs/cgroup/cgroup.controllers") !== undefined) return 2;
  return V1_STATS.some((path) => readText(path) !== undefined) ? 1 : null;
}

function readCpuLimit(): number | null {
  const [quota, period] = (readText("/sys/fs/cgroup/cpu.max") ?? "").trim().split(" ");
  if (quota !== undefined && period !== undefined) {
    return quota === "max" ? null : Number(quota) / Number(period);
  }
  const v1Quota = Number(readText("/sys/fs/cgroup/cpu/cpu.cfs_quota_us") ?? -1);
  const v1Period = Number(readText("/sys/fs/cgroup/cpu/cpu.cfs_period_us") ?? 0);
  return v1Quota > 0 && v1Period > 0 ? v1Quota / v1Period : null;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Another kernel, another cgroup version: the fact is unknown here.
    return undefined;
  }
}
