import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";

/** What the null target's process says of itself, once. */
export type NullTargetMessage =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "failed"; readonly reason: string };

/** A process of its own that answers every request with an empty 204, on the loopback. */
export interface NullTarget {
  readonly url: string;
  readonly processId: number | undefined;
  /** Why the process has ended without being closed; undefined while it has not. */
  readonly death: string | undefined;
  /** Settles with that reason; never when it is closed first. */
  readonly died: Promise<string>;
  /** Ends the process and waits until it is gone; again: no effect. */
  close(): Promise<void>;
}

const ENTRY = new URL("./null-target-process.js", import.meta.url);
/** It takes about 0.1 s. */
const START_PATIENCE_MS = 10_000;

/**
 * Starts the null target.
 *
 * A process, not a thread, whose CPU time, memory and descriptors would count as the generator's. It ends when it is closed
 * and when the channel to us is gone, so that it can't outlive us, however we end.
 *
 * @param entry - what the process runs
 * @throws Error with the reason when it does not come to listen
 */
export async function openNullTarget(entry: URL = ENTRY): Promise<NullTarget> {
  const target = new ForkedTarget(entry);
  try {
    await target.listening();
  } catch (error) {
    await target.close();
    throw error;
  }
  return target;
}

class ForkedTarget implements NullTarget {
  readonly died: Promise<string>;
  readonly #child: ChildProcess;
  readonly #gone: Promise<string>;
  #url = "";
  #death: string | undefined;
  #isClosing = false;

  constructor(entry: URL) {
    // Flags of our own Node, such as a debugger's port, are not for it.
    this.#child = fork(entry, { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] });
    this.#gone = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        resolve(error.message);
      });
      this.#child.once("exit", (code, signal) => {
        resolve(signal ?? `exit code ${String(code)}`);
      });
    });
    this.died = new Promise((resolve) => {
      void this.#gone.then((reason) => {
        if (this.#isClosing) return;
        this.#death = reason;
        resolve(reason);
      });
    });
  }

  get url(): string {
    return this.#url;
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  get death(): string | undefined {
    return this.#death;
  }

  /** @throws Error when it ends, fails or says nothing instead */
  async listening(): Promise<void> {
    const message = await Promise.race([
      this.#firstMessage(),
      this.#gone.then((reason): NullTargetMessage => ({ kind: "failed", reason })),
      setTimeout<NullTargetMessage>(
        START_PATIENCE_MS,
        { kind: "failed", reason: `not up after ${START_PATIENCE_MS} ms` },
        { ref: false },
      ),
    ]);
    if (message.kind === "failed") throw new Error(message.reason);
    this.#url = message.url;
  }

  async #firstMessage(): Promise<NullTargetMessage> {
    // Its only sender is our own null-target-process.
    const [message] = (await once(this.#child, "message")) as [NullTargetMessage];
    return message;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // It has nothing to save, and a signal that can't be caught ends it even while it hangs.
    this.#child.kill("SIGKILL");
    await this.#gone;
  }
}
