import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { LoadError, assertNever, fromErrorRecord } from "../core/errors.js";
import { unpackDelta } from "../core/recording-pack.js";
import type { Gauges, RecordingDelta, SelfObservation } from "../core/recording.js";
import type { WorkerCommand, WorkerMessage, WorkerPlan } from "../core/worker-plan.js";
import { createDeferred } from "./deferred.js";
import type { ThreadReservation } from "./worker-pool.js";

/** What a worker has recorded since its last message. */
export interface WorkerDelta {
  /** By scenario; all of them together are what the worker has recorded. */
  readonly deltas: readonly RecordingDelta[];
  readonly gauges: Gauges;
  readonly self: SelfObservation;
  /** The schedule is over for this worker. */
  readonly isDraining: boolean;
}
/** Requests of a worker for the access log. */
export type AccessChunk = Extract<WorkerMessage, { kind: "accessRecords" }>;
/** What a worker has to say at its end. */
export type WorkerDone = Extract<WorkerMessage, { kind: "done" }>;
/** What was under way at a worker when the warm-up ended. */
export type WarmupEnded = Extract<WorkerMessage, { kind: "warmupEnded" }>;

/** How opening the connections went, over all workers. */
export interface Opened {
  readonly ready: number;
  readonly firstFailure: string | undefined;
}

/** What a group passes on, with the index of the worker that it comes from. */
export interface WorkerGroupListener {
  onDelta(index: number, message: WorkerDelta): void;
  onAccess(index: number, chunk: AccessChunk): void;
}

interface Member {
  readonly port: MessagePort;
  readonly opened: Promise<Opened>;
  readonly done: Promise<undefined>;
  /** Resolves even when the thread was lost. */
  readonly thread: Promise<void>;
  readonly closed: Promise<unknown>;
}

/** The workers of one run: starts them, passes commands on, hears what they say. */
export class WorkerGroup {
  readonly #members: readonly Member[];
  readonly #listener: WorkerGroupListener;
  /** By worker; filled as they end. */
  readonly done: (WorkerDone | undefined)[] = [];
  readonly warmups: WarmupEnded[] = [];

  constructor(
    plans: readonly WorkerPlan[],
    threads: ThreadReservation,
    listener: WorkerGroupListener,
  ) {
    this.#listener = listener;
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

  /** A worker gets a buffer back; one that has ended does not miss it. */
  giveBack(index: number, buffer: ArrayBuffer): void {
    const command: WorkerCommand = { v: 1, kind: "reuseBuffer", buffer };
    this.#members[index]?.port.postMessage(command, [buffer]);
  }

  /** @returns when every worker has ended; rejects as soon as one was lost */
  async ended(): Promise<void> {
    await Promise.all(this.#members.map(({ done }) => done));
    await this.settled();
  }

  /** @returns when no thread works for this run any more, however it ended */
  async settled(): Promise<void> {
    await Promise.all(this.#members.map(({ thread }) => thread));
    // A worker's end closes its port, behind the last message: what it had to say has been heard by then.
    await Promise.all(this.#members.map(({ closed }) => closed));
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
      fail(lostWorker(index, error));
    });
    const closed = once(port, "close");
    return { port, opened: opened.promise, done: done.promise, thread, closed };
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
        this.#listener.onDelta(index, {
          ...message,
          deltas: message.recorded.map(({ packed, errorSamples }) =>
            unpackDelta(packed, errorSamples),
          ),
        });
        return;
      case "accessRecords":
        this.#listener.onAccess(index, message);
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
        tell.fail(lostWorker(index, fromErrorRecord(message.error, "MB_WORKER_LOST")));
        return;
      default:
        assertNever(message);
    }
  }
}

function lostWorker(index: number, cause: unknown): LoadError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LoadError("MB_WORKER_LOST", `worker ${index} was lost: ${reason}`, { cause });
}
