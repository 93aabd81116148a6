import type { MessagePort } from "node:worker_threads";
import type { WorkerMessage, WorkerPlan } from "../engine/core/index.js";
import { toErrorRecord } from "../engine/core/index.js";
import { rehearse } from "./rehearsal.js";
import { runWorker } from "./worker-run.js";

/** What the pool hands to a worker thread. */
export interface WorkerTask {
  readonly plan: WorkerPlan;
  readonly port: MessagePort;
}

/**
 * The pool's one long task per run and thread. A default export, because the pool looks for one.
 *
 * An error becomes a message first: it would lose its class and code on the way through the pool.
 */
export default async function work({ plan, port }: WorkerTask): Promise<void> {
  try {
    await rehearse(plan, runWorker);
    await runWorker(plan, port);
  } catch (error) {
    const message: WorkerMessage = { v: 1, kind: "failed", error: toErrorRecord(error) };
    port.postMessage(message);
    port.close();
  }
}
