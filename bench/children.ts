import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

const TERMINATE_TIMEOUT_MS = 3000;
const GROUP_TIMEOUT_MS = 2 * TERMINATE_TIMEOUT_MS;
const GROUP_POLL_MS = 5;

/**
 * Every process the bench has started and that has not ended, each the leader of its own process group, so that one
 * signal to the group also reaches what a shell started below it.
 */
export class Children {
  readonly #running = new Set<ChildProcess>();
  readonly #killAll = (): void => {
    for (const child of this.#running) signalGroup(child, "SIGKILL");
  };

  constructor() {
    // The last resort, for an exit that skips close(): a load generator must not outlive the bench.
    process.on("exit", this.#killAll);
  }

  start(argv: readonly string[], stdio: StdioOptions): ChildProcess {
    const [command = "", ...args] = argv;
    const child = spawn(command, args, { stdio, detached: true });
    this.#running.add(child);
    const forget = (): void => {
      this.#running.delete(child);
    };
    child.once("exit", forget);
    child.once("error", forget);
    return child;
  }

  /** Ends a child: asked first, killed after three seconds. Resolves when it is gone; at once when it already is. */
  async stop(child: ChildProcess): Promise<void> {
    if (!this.#running.has(child)) return;
    const gone = once(child, "exit");
    signalGroup(child, "SIGTERM");
    const killTimer = setTimeout(() => {
      signalGroup(child, "SIGKILL");
    }, TERMINATE_TIMEOUT_MS);
    await gone;
    // A shell may go before the tool below it; the next measurement must not share its core with a dying one.
    // Bounded, because a dead process that nobody reaps stays in its group.
    for (let waitedMs = 0; waitedMs < GROUP_TIMEOUT_MS && signalGroup(child, 0);) {
      await sleep(GROUP_POLL_MS);
      waitedMs += GROUP_POLL_MS;
    }
    clearTimeout(killTimer);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((child) => this.stop(child)));
    process.off("exit", this.#killAll);
  }
}

/** @returns whether the group still had a process; signal 0 only asks */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    // The group has ended: there is nothing left to stop.
    return false;
  }
}
