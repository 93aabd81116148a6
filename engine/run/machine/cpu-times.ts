import type { KernelFiles } from "./kernel-files.js";

/** What the cores that we may run on did since the machine began, in the kernel's ticks. */
export interface CpuTimes {
  /** Something ran; a core that the hypervisor took away is not busy. */
  readonly busyTicks: number;
  readonly stealTicks: number;
  readonly totalTicks: number;
}

// user nice system idle iowait irq softirq steal; guest time, which follows, is in user already.
const COLUMN_COUNT = 8;
const IDLE = 3;
const IO_WAIT = 4;
const STEAL = 7;

/**
 * Reads the sum over the cores that we may run on: what happens on the others is none of our business.
 *
 * @returns undefined where the kernel does not say
 * @see `man 5 proc_stat`
 */
export function readCpuTimes(files: KernelFiles): CpuTimes | undefined {
  const allowed = allowedCores(files);
  const lines = (files.text("/proc/stat") ?? "").split("\n");
  const cores = lines.flatMap((line) => {
    const [, core, columns] = /^cpu(\d+) +([\d ]+)$/.exec(line) ?? [];
    if (core === undefined || columns === undefined) return [];
    const ticks = columns.split(" ").slice(0, COLUMN_COUNT).map(Number);
    const isOurs = allowed === undefined || allowed.has(Number(core));
    return isOurs && ticks.length === COLUMN_COUNT ? [ticks] : [];
  });
  if (cores.length === 0) return undefined;
  const sum = (columnOf: (ticks: readonly number[]) => number): number =>
    cores.reduce((total, ticks) => total + columnOf(ticks), 0);
  const stealTicks = sum((ticks) => ticks[STEAL] ?? 0);
  const totalTicks = sum((ticks) => ticks.reduce((total, each) => total + each, 0));
  const idleTicks = sum((ticks) => (ticks[IDLE] ?? 0) + (ticks[IO_WAIT] ?? 0));
  return { busyTicks: totalTicks - idleTicks - stealTicks, stealTicks, totalTicks };
}

/** @returns the numbers of the cores; undefined where the kernel does not say */
function allowedCores(files: KernelFiles): ReadonlySet<number> | undefined {
  const [, list] =
    /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(files.text("/proc/self/status") ?? "") ?? [];
  if (list === undefined) return undefined;
  const cores = new Set<number>();
  for (const range of list.split(",")) {
    const [first = 0, last = first] = range.split("-").map(Number);
    for (let core = first; core <= last; core++) cores.add(core);
  }
  return cores;
}
