import { once } from "node:events";
import { createInterface } from "node:readline";
import { pinned } from "../cores.js";
import { createDeadline } from "../deadline.js";
import { OWN_COMMAND } from "../peers/index.js";
import type { ToolSetting } from "../tool-run.js";

const START_TIMEOUT_MS = 10_000;

/** `mesh-bench target` with a log, ready to be loaded. */
export interface LoggedTarget {
  /** Without a slash at its end. */
  readonly url: string;
  /** Ends it; its log is whole then. */
  close(): Promise<void>;
}

/**
 * Starts the target on a core of its own and waits for its address: nothing is asked of it, so that the first request in
 * its log is the tool's.
 *
 * @throws Error when it ends, or says nothing for ten seconds
 */
export async function startLoggedTarget(
  { children, cores, signal }: ToolSetting,
  logPath: string,
  flags: readonly string[],
): Promise<LoggedTarget> {
  const argv = ["target", "--http-port", "0", "--seed", "1", "--log", logPath, ...flags];
  const command = pinned(cores.target, [process.execPath, OWN_COMMAND, ...argv]);
  const child = children.start(command, ["ignore", "pipe", "inherit"]);
  if (child.stdout === null) throw new Error("mesh-bench target has no output to read");
  const lines = createInterface(child.stdout);
  const deadline = createDeadline(signal, START_TIMEOUT_MS);
  const close = (): Promise<void> => children.stop(child);
  try {
    const { signal } = deadline;
    // Without a line there is an end: what was wrong stands on standard error.
    const said = await Promise.race([
      once(lines, "line", { signal }),
      once(lines, "close", { signal }),
    ]);
    const url = /on (http:\S+)\//.exec(String(said[0]))?.[1];
    if (url === undefined) throw new Error("mesh-bench target did not start");
    return { url, close };
  } catch (error) {
    await close();
    if (deadline.hasPassed()) throw new Error("mesh-bench target says nothing", { cause: error });
    throw error;
  } finally {
    deadline.close();
  }
}
