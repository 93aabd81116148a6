import { readFileSync } from "node:fs";
import { PerformanceObserver, performance } from "node:perf_hooks";
import type { Clock, SelfObservation } from "../engine/core/index.js";
import { msToNs } from "../engine/core/index.js";

// Node 20 has no per-thread CPU time of its own; the kernel's file has ns on a core and ns spent waiting for one.
const SCHEDSTAT_PATH = "/proc/thread-self/schedstat";

/** Watches this thread: CPU, event loop, garbage collection. */
export class SelfObserver {
  readonly #clock: Clock;
  readonly #observer: PerformanceObserver;
  #gcPauseCount = 0;
  #gcPauseNsMax = 0;
  #gcPauseAtNs = 0;
  #begunSchedstat = readSchedstat();
  #schedstat = this.#begunSchedstat;
  #begunLoop = performance.eventLoopUtilization();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) this.#onPause(msToNs(entry.duration));
    });
  }

  /** Begins to observe: what was before does not count. */
  begin(): void {
    this.#observer.observe({ entryTypes: ["gc"] });
    this.#begunSchedstat = readSchedstat();
    this.#schedstat = this.#begunSchedstat;
    this.#begunLoop = performance.eventLoopUtilization();
  }

  /** Reads the thread's CPU time: a system call or three, so not at every tick. */
  readCpu(): void {
    this.#schedstat = readSchedstat();
  }

  /** @returns what was seen since {@link SelfObserver.begin}; the CPU as of the last {@link SelfObserver.readCpu} */
  read(): SelfObservation {
    const schedstat = this.#schedstat;
    const loop = performance.eventLoopUtilization(this.#begunLoop);
    return {
      cpuNs: schedstat.cpuNs - this.#begunSchedstat.cpuNs,
      runDelayNs: schedstat.runDelayNs - this.#begunSchedstat.runDelayNs,
      loopActiveNs: msToNs(loop.active),
      loopIdleNs: msToNs(loop.idle),
      gcPauseCount: this.#gcPauseCount,
      gcPauseNsMax: this.#gcPauseNsMax,
      gcPauseAtNs: this.#gcPauseAtNs,
    };
  }

  /** Ends the observation. */
  close(): void {
    this.#observer.disconnect();
  }

  #onPause(pauseNs: number): void {
    this.#gcPauseCount++;
    if (pauseNs <= this.#gcPauseNsMax) return;
    this.#gcPauseNsMax = pauseNs;
    this.#gcPauseAtNs = this.#clock.nowNs();
  }
}

function readSchedstat(): { readonly cpuNs: number; readonly runDelayNs: number } {
  try {
    const [cpu, runDelay] = readFileSync(SCHEDSTAT_PATH, "utf8").split(" ");
    return { cpuNs: Number(cpu), runDelayNs: Number(runDelay) };
  } catch {
    // Not Linux, or a kernel without the statistics: unknown, which is not zero.
    return { cpuNs: Number.NaN, runDelayNs: Number.NaN };
  }
}
