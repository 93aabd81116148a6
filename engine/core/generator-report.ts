/** How the generator itself fared, per worker thread, over the measured window. Null where the kernel does not say. */
export interface WorkerReport {
  readonly index: number;
  readonly cpuSeconds: number | null;
  /** Seconds the thread was ready to run but had no core. */
  readonly runDelaySeconds: number | null;
  readonly eventLoopUtilization: number;
  /** What a turn of the event loop took while an arrival was due or an answer awaited; null when nothing ever was. */
  readonly loopDelayP99Ns: number | null;
  readonly loopDelayNsMax: number | null;
  readonly latenessP99Ns: number | null;
  readonly latenessNsMax: number | null;
  readonly readDelayP99Ns: number | null;
  readonly readDelayNsMax: number | null;
  readonly gcPauseCount: number;
  readonly gcPauseNsMax: number | null;
  readonly gcPauseNsTotal: number;
}

/**
 * The generator's process, all of its threads: whatever else the process does is in it as well, other runs included.
 *
 * Shares and sums are over the measured window, from one reading right before it to one right after it.
 */
export interface ProcessReport {
  /** The stretch between the two readings; null when the window never began. */
  readonly seconds: number | null;
  readonly cpuUserSeconds: number | null;
  readonly cpuSystemSeconds: number | null;
  /** Share of the time that the event loop of the engine's own thread was busy, 0 to 1. */
  readonly mainUtilization: number | null;
  /** Largest resident memory since the process began. */
  readonly memoryPeakBytes: number;
}

/** Where a run was made. Null where the kernel does not say. */
export interface EnvironmentReport {
  readonly version: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly kernel: string;
  /** Of our own control group, and of those that it lies in. */
  readonly cgroup: {
    readonly version: 1 | 2 | null;
    /** The tightest limit, in cores; null also when there is none. */
    readonly cpuLimit: number | null;
    /** Time without a processor because a limit was used up, over the measured window, summed over cores. */
    readonly throttledSeconds: number | null;
    /** Periods of the limit in which that happened. */
    readonly throttledCount: number | null;
  };
  /** Share of the measured window that the hypervisor took from the cores that we may run on. */
  readonly stealPercent: number | null;
  /** Share of the measured window in which these cores were busy, whoever kept them so. */
  readonly busyPercent: number | null;
  /** The part of it that was not this process: a target on the same machine, or other programs. */
  readonly othersPercent: number | null;
  /** What there was of descriptors and ports when the connections were opened. */
  readonly limits: ResourceLimits;
}

/** What a process may have of things that a connection takes one of. Null where the kernel does not say. */
export interface ResourceLimits {
  /** Files and sockets that the process may have open at once; null also when there is no limit. */
  readonly descriptorLimit: number | null;
  /** Those that were open before the run opened any. */
  readonly descriptorsOpen: number | null;
  /** Local ports for connections to one address and port. */
  readonly portCount: number | null;
  /** Sockets that are closed but still hold their port for a while. */
  readonly timeWaitCount: number | null;
}
