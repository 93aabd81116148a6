import { MessageChannel } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { LoadError, assertNever, fromErrorRecord } from "../core/errors.js";
import type { WorkerCommand, WorkerMessage, WorkerPlan } from "../core/worker-plan.js";
import { createDeferred } from "./deferred.js";
import type { ThreadReservation } from "./worker-pool.js";

/** What a worker has recorded since its last message. */
export type WorkerDelta = Extract<WorkerMessage, { kind: "delta" }>;
/** What a worker has to say at its end. */
export type WorkerDone = Extract<WorkerMessage, { kind: "done" }>;
/** What was under way at a worker when the warm-up ended. */
export type WarmupEnded = Extract<WorkerMessage, { kind: "warmupEnded" }>;

/** How opening the connections went, over all workers. */
export interface Opened {
  readonly ready: number;
  readonly firstFailure: string | undefined;
}

interface Member {
  readonly index: number;
  readonly port: MessagePort;
  readonly opened: Promise<Opened>;
  readonly done: Promise<undefined>;
  readonly thread: Promise<void>;
}

/** The workers of one run: starts them, passes commands on, hears what they say. */
export class WorkerGroup {
  readonly #members: readonly Member[];
  readonly #onDelta: (index: number, message: WorkerDelta) => void;
  /** By worker; filled as they end. */
  readonly done: (WorkerDone | undefined)[] = [];
  readonly warmups: WarmupEnded[] = [];

  constructor(
    plans: readonly WorkerPlan[],
    threads: ThreadReservation,
    onDelta: (index: number, message: WorkerDelta) => void,
  ) {
    this.#onDelta = onDelta;
    this.#members = plans.map((plan, index) => this.#launch(plan, index, threads));
  }

  /** @returns when every worker has tried each of its connections; rejects when one was lost */
  async open(): Promise<Opened> {
    const opened = await Promise.all(this.#members.map((member) => member.opened));
    return {
      ready: opened.reduce((sum, { ready }) => sum + ready, 0),
      firstFailure: opened.find(({ firstFailure }) => firstFailure !== undefined)?.firstFailure,
    };
  }

  /** Tells all workers the same. */
  send(command: WorkerCommand): void {
    for (const { port } of this.#members) port.postMessage(command);
  }

  /** @returns when every worker has ended; rejects as soon as one was lost */
  async ended(): Promise<void> {
    await Promise.all(this.#members.map(({ done }) => done));
    await this.settled();
  }

  /** @returns when no thread works for this run any more, however it ended */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#members.map(({ thread }) => thread));
    for (const { port } of this.#members) port.close();
  }

  #launch(plan: WorkerPlan, index: number, threads: ThreadReservation): Member {
    const { port1: port, port2: workerPort } = new MessageChannel();
    const opened = createDeferred<Opened>();
    const done = createDeferred<undefined>();
    // Whoever waits for them hears of a failure; nobody has to.
    opened.promise.catch(() => undefined);
    done.promise.catch(() => undefined);
    const fail = (error: LoadError): void => {
      opened.reject(error);
      done.reject(error);
    };
    port.on("message", (message: WorkerMessage) => {
      this.#onMessage(index, message, {
        opened: opened.resolve,
        done: () => {
          done.resolve(undefined);
        },
        fail,
      });
    });
    const thread = threads.run(plan, workerPort).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      fail(
        new LoadError("MB_WORKER_LOST", `worker ${index} was lost: ${reason}`, { cause: error }),
      );
    });
    return { index, port, opened: opened.promise, done: done.promise, thread };
  }

  #onMessage(
    index: number,
    message: WorkerMessage,
    tell: {
      readonly opened: (opened: Opened) => void;
      readonly done: () => void;
      readonly fail: (error: LoadError) => void;
    },
  ): void {
    switch (message.kind) {
      case "opened":
        tell.opened({ ready: message.ready, firstFailure: message.firstFailure?.message });
        return;
      case "delta":
        this.#onDelta(index, message);
        return;
      case "warmupEnded":
        this.warmups.push(message);
        return;
      case "done":
        this.done[index] = message;
        tell.opened({ ready: 0, firstFailure: undefined });
        tell.done();
        return;
      case "failed":
        tell.fail(fromErrorRecord(message.error, "MB_WORKER_LOST"));
        return;
      default:
        assertNever(message);
    }
  }
}
