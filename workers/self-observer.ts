import { closeSync, openSync, readSync } from "node:fs";
import { PerformanceObserver, performance } from "node:perf_hooks";
import type { EventLoopUtilization, PerformanceEntry } from "node:perf_hooks";
import type { Clock, SelfObservation } from "../engine/core/index.js";
import { msToNs } from "../engine/core/index.js";
import type { LoopDelay } from "./loop-delay.js";

// Node 20 has no per-thread CPU time of its own; the kernel's file has ns on a core and ns spent waiting for one.
const SCHEDSTAT_PATH = "/proc/thread-self/schedstat";
/** Three numbers of at most 20 digits. */
const SCHEDSTAT_BYTES = 64;

interface CpuReading {
  readonly cpuNs: number;
  readonly runDelayNs: number;
}

const UNKNOWN_CPU: CpuReading = { cpuNs: Number.NaN, runDelayNs: Number.NaN };

/**
 * Watches this thread: CPU, event loop, garbage collection.
 *
 * ```
 *   begin ── warm-up ──▶ beginWindow ── measured ──▶ endWindow ── drain ──▶ close
 * ```
 * What was before the last of the first two does not count, and what comes after the third does not either.
 */
export class SelfObserver {
  readonly #clock: Clock;
  readonly #delay: LoopDelay;
  readonly #observer: PerformanceObserver;
  readonly #buffer = Buffer.alloc(SCHEDSTAT_BYTES);
  #schedstat = openSchedstat();
  #begunCpu = UNKNOWN_CPU;
  #begunLoop = performance.eventLoopUtilization();
  #endedCpu: CpuReading | undefined;
  #endedLoop: EventLoopUtilization | undefined;
  #windowStartNs = -Infinity;
  #windowEndNs = Infinity;
  #gcPauseCount = 0;
  #gcPauseNsTotal = 0;
  #gcPauseNsMax = -1;
  #gcPauseAtNs = 0;

  constructor(clock: Clock, delay: LoopDelay) {
    this.#clock = clock;
    this.#delay = delay;
    this.#observer = new PerformanceObserver((list) => {
      this.#onPauses(list.getEntries());
    });
  }

  /** Begins to observe. */
  begin(): void {
    this.#observer.observe({ entryTypes: ["gc"] });
    this.#beginReading();
  }

  /** The warm-up is over. */
  beginWindow(nowNs: number): void {
    this.#windowStartNs = nowNs;
    this.#gcPauseCount = 0;
    this.#gcPauseNsTotal = 0;
    this.#gcPauseNsMax = -1;
    this.#beginReading();
  }

  /** The schedule is over. Again: no further effect. */
  endWindow(nowNs: number): void {
    if (this.#endedCpu !== undefined) return;
    this.#windowEndNs = nowNs;
    this.#endedCpu = this.#readCpu();
    this.#endedLoop = performance.eventLoopUtilization(this.#begunLoop);
  }

  /**
   * @returns what was seen in the measured window; before it, since {@link SelfObserver.begin}. CPU and run delay are known at
   * its end: reading them is a system call, and ticks come while requests wait
   */
  read(): SelfObservation {
    const cpu = this.#endedCpu ?? UNKNOWN_CPU;
    const loop = this.#endedLoop ?? performance.eventLoopUtilization(this.#begunLoop);
    return {
      cpuNs: cpu.cpuNs - this.#begunCpu.cpuNs,
      runDelayNs: cpu.runDelayNs - this.#begunCpu.runDelayNs,
      loopActiveNs: msToNs(loop.active),
      loopIdleNs: msToNs(loop.idle),
      gcPauseCount: this.#gcPauseCount,
      gcPauseNsTotal: this.#gcPauseNsTotal,
      gcPauseNsMax: this.#gcPauseNsMax,
      gcPauseAtNs: this.#gcPauseAtNs,
      loopDelayNsMax: this.#delay.longestNs,
      loopDelayAtNs: this.#delay.longestAtNs,
    };
  }

  /** Ends the observation. */
  close(): void {
    // Pauses are told a while after they were: those of the window's end may not have been told yet.
    this.#onPauses(this.#observer.takeRecords());
    this.#observer.disconnect();
    if (this.#schedstat !== undefined) closeSync(this.#schedstat);
    this.#schedstat = undefined;
  }

  #onPauses(entries: readonly PerformanceEntry[]): void {
    for (const { startTime: startMs, duration: durationMs } of entries) {
      const agoMs = performance.now() - (startMs + durationMs);
      this.#onPause(msToNs(durationMs), this.#clock.nowNs() - msToNs(agoMs));
    }
  }

  #onPause(pauseNs: number, endedNs: number): void {
    if (endedNs < this.#windowStartNs || endedNs > this.#windowEndNs) return;
    this.#gcPauseCount++;
    this.#gcPauseNsTotal += pauseNs;
    if (pauseNs <= this.#gcPauseNsMax) return;
    this.#gcPauseNsMax = pauseNs;
    this.#gcPauseAtNs = endedNs;
  }

  #beginReading(): void {
    this.#begunCpu = this.#readCpu();
    this.#begunLoop = performance.eventLoopUtilization();
  }

  /** 7 µs: a file that is kept open costs one system call, where opening it each time takes four. */
  #readCpu(): CpuReading {
    if (this.#schedstat === undefined) return UNKNOWN_CPU;
    const byteCount = readSync(this.#schedstat, this.#buffer, 0, SCHEDSTAT_BYTES, 0);
    const [cpu, runDelay] = this.#buffer.toString("latin1", 0, byteCount).split(" ");
    return { cpuNs: Number(cpu), runDelayNs: Number(runDelay) };
  }
}

function openSchedstat(): number | undefined {
  try {
    return openSync(SCHEDSTAT_PATH, "r");
  } catch {
    // Not Linux, or a kernel without the statistics: unknown, which is not zero.
    return undefined;
  }
}
