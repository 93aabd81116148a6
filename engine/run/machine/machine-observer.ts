import { cpuUsage, resourceUsage } from "node:process";
import { performance } from "node:perf_hooks";
import type { EventLoopUtilization } from "node:perf_hooks";
import { NS_PER_SECOND } from "../../core/duration.js";
import type {
  EnvironmentReport,
  ProcessReport,
  ResourceLimits,
} from "../../core/generator-report.js";
import { findControlGroup, readCpuLimit, readThrottling } from "./control-group.js";
import type { ControlGroup, ThrottlingReading } from "./control-group.js";
import { readCpuTimes } from "./cpu-times.js";
import type { CpuTimes } from "./cpu-times.js";
import { KernelFiles } from "./kernel-files.js";
import { readResourceLimits } from "./resource-limits.js";

/** What was seen of the machine and of this process. */
export interface MachineReport {
  readonly machine: Pick<
    EnvironmentReport,
    "cgroup" | "stealPercent" | "busyPercent" | "othersPercent" | "limits"
  >;
  readonly process: ProcessReport;
}

interface Reading {
  readonly atMs: number;
  readonly cpuTimes: CpuTimes | undefined;
  readonly throttling: readonly ThrottlingReading[];
  readonly cpu: NodeJS.CpuUsage;
  readonly loop: EventLoopUtilization;
}

/** A timer of Node with a longer delay would fire at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;
const US_PER_SECOND = 1e6;
/** The kernel counts in hundredths of a second wherever it tells a program: `man 5 proc_stat`, USER_HZ. */
const US_PER_TICK = 1e4;
const BYTES_PER_KIB = 1024;

/**
 * Watches the machine and this process over a run's measured window: one reading right before it, one right after it, a
 * fraction of a millisecond each on the thread that the engine runs on.
 */
export class MachineObserver {
  readonly #files: KernelFiles;
  readonly #group: ControlGroup | undefined;
  // Read before the run opens anything: what is open now is not its own.
  readonly #limits: ResourceLimits;
  #begun: Reading | undefined;
  #ended: Reading | undefined;
  #beginTimer: NodeJS.Timeout | undefined;
  #endTimer: NodeJS.Timeout | undefined;

  constructor(files: KernelFiles = new KernelFiles()) {
    this.#files = files;
    this.#group = findControlGroup(files);
    this.#limits = readResourceLimits(files);
  }

  /** The window begins in so many milliseconds. Zero: now. */
  beginIn(delayMs: number): void {
    if (delayMs === 0) this.#begin();
    else this.#beginTimer = setTimeout(this.#begin.bind(this), Math.min(delayMs, TIMER_MS_MAX));
  }

  /** The window ends in so many milliseconds, and not when it was said before. */
  endIn(delayMs: number): void {
    clearTimeout(this.#endTimer);
    this.#endTimer = setTimeout(this.end.bind(this), Math.min(delayMs, TIMER_MS_MAX));
  }

  /** The window is over; it never was if it has not begun by now. Again: no further effect. */
  end(): void {
    clearTimeout(this.#beginTimer);
    clearTimeout(this.#endTimer);
    if (this.#begun !== undefined) this.#ended ??= this.#read();
  }

  /** @returns what was seen; call {@link MachineObserver.end} before */
  report(): MachineReport {
    const begun = this.#begun;
    const ended = this.#ended;
    const group = this.#group;
    return {
      machine: {
        cgroup: {
          version: group?.version ?? null,
          cpuLimit: group === undefined ? null : readCpuLimit(group, this.#files),
          ...throttledBetween(begun?.throttling ?? [], ended?.throttling ?? []),
        },
        ...sharesBetween(begun, ended),
        limits: this.#limits,
      },
      process: processBetween(begun, ended),
    };
  }

  #begin(): void {
    this.#begun = this.#read();
  }

  #read(): Reading {
    return {
      atMs: performance.now(),
      cpuTimes: readCpuTimes(this.#files),
      throttling: this.#group === undefined ? [] : readThrottling(this.#group, this.#files),
      cpu: cpuUsage(),
      loop: performance.eventLoopUtilization(),
    };
  }
}

/** A group that lies in another one can be throttled by both at once: the worst of them counts, and not their sum. */
function throttledBetween(
  begun: readonly ThrottlingReading[],
  ended: readonly ThrottlingReading[],
): Pick<EnvironmentReport["cgroup"], "throttledSeconds" | "throttledCount"> {
  const largest = (of: (reading: ThrottlingReading) => number | null): number | null => {
    const known = ended.flatMap((later, index) => {
      const earlier = begun[index];
      const before = earlier === undefined ? null : of(earlier);
      const after = of(later);
      return before === null || after === null ? [] : [after - before];
    });
    return known.length === 0 ? null : Math.max(...known);
  };
  const throttledNs = largest((reading) => reading.throttledNs);
  return {
    throttledSeconds: throttledNs === null ? null : throttledNs / NS_PER_SECOND,
    throttledCount: largest((reading) => reading.throttledCount),
  };
}

function sharesBetween(
  begun: Reading | undefined,
  ended: Reading | undefined,
): Pick<EnvironmentReport, "stealPercent" | "busyPercent" | "othersPercent"> {
  const earlier = begun?.cpuTimes;
  const later = ended?.cpuTimes;
  const totalTicks = (later?.totalTicks ?? 0) - (earlier?.totalTicks ?? 0);
  const isKnown = begun !== undefined && ended !== undefined && earlier !== undefined;
  // A window may be shorter than a tick.
  if (!isKnown || later === undefined || totalTicks <= 0) {
    return { stealPercent: null, busyPercent: null, othersPercent: null };
  }
  const percentOf = (ticks: number): number => (100 * ticks) / totalTicks;
  const busyPercent = percentOf(later.busyTicks - earlier.busyTicks);
  const ownUs = ended.cpu.user + ended.cpu.system - begun.cpu.user - begun.cpu.system;
  return {
    stealPercent: percentOf(later.stealTicks - earlier.stealTicks),
    busyPercent,
    // The kernel counts whole ticks, and our own time finer: alone on a machine we may seem to have taken more than all.
    othersPercent: Math.max(0, busyPercent - percentOf(ownUs / US_PER_TICK)),
  };
}

function processBetween(begun: Reading | undefined, ended: Reading | undefined): ProcessReport {
  const memoryPeakBytes = resourceUsage().maxRSS * BYTES_PER_KIB;
  if (begun === undefined || ended === undefined) {
    return {
      seconds: null,
      cpuUserSeconds: null,
      cpuSystemSeconds: null,
      mainUtilization: null,
      memoryPeakBytes,
    };
  }
  return {
    seconds: (ended.atMs - begun.atMs) / 1e3,
    cpuUserSeconds: (ended.cpu.user - begun.cpu.user) / US_PER_SECOND,
    cpuSystemSeconds: (ended.cpu.system - begun.cpu.system) / US_PER_SECOND,
    mainUtilization: performance.eventLoopUtilization(ended.loop, begun.loop).utilization,
    memoryPeakBytes,
  };
}
