import type { MessagePort } from "node:worker_threads";
import { Piscina } from "piscina";
import { LoadError } from "../core/errors.js";
import type { WorkerPlan } from "../core/worker-plan.js";

/** Threads that do the workers' shares of runs. */
export interface WorkerPool {
  /** Threads there can be at most. */
  readonly threadLimit: number;
  /**
   * Sets threads aside for a run, all or none.
   *
   * @throws LoadError MB_RUN_LIMIT when there are not enough free ones
   */
  reserve(threadCount: number): ThreadReservation;
  close(): Promise<void>;
}

/** Threads that belong to one run. */
export interface ThreadReservation {
  /**
   * Runs one worker's share on one of the threads.
   *
   * @returns when the worker has closed everything
   * @throws Error when the thread was lost
   */
  run(plan: WorkerPlan, port: MessagePort): Promise<void>;
  /** Gives the threads back; only after every `run` has ended. */
  release(): void;
}

/** The local pool: threads are started when first needed and kept for the runs that follow. */
export class PiscinaPool implements WorkerPool {
  readonly threadLimit: number;
  readonly #piscina: Piscina;
  #reservedCount = 0;

  /** @param threadLimit - at least 1 */
  constructor(threadLimit: number) {
    this.threadLimit = threadLimit;
    this.#piscina = new Piscina({
      filename: new URL("../../workers/index.js", import.meta.url).href,
      minThreads: 0,
      maxThreads: threadLimit,
      concurrentTasksPerWorker: 1,
      idleTimeout: Infinity,
      // The default pauses a thread between its tasks with Atomics.wait, and with it the sockets and timers of whatever
      // still closes there.
      atomics: "disabled",
      recordTiming: false,
    });
  }

  reserve(threadCount: number): ThreadReservation {
    const freeCount = this.threadLimit - this.#reservedCount;
    if (threadCount > freeCount) {
      throw new LoadError(
        "MB_RUN_LIMIT",
        `the run needs ${threadCount} worker threads; ${freeCount} of ${this.threadLimit} are free: wait for a run to end`,
      );
    }
    this.#reservedCount += threadCount;
    let isReleased = false;
    return {
      run: async (plan, port) => {
        await this.#piscina.run({ plan, port }, { transferList: [port] });
      },
      release: () => {
        if (!isReleased) this.#reservedCount -= threadCount;
        isReleased = true;
      },
    };
  }

  async close(): Promise<void> {
    await this.#piscina.destroy();
  }
}
