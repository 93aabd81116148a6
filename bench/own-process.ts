import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { pinned } from "./cores.js";
import { freePort } from "./free-port.js";
import { OWN_COMMAND } from "./peers/index.js";
import type { Setting } from "./setting.js";

const START_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/** A long-running command of ours, ready to answer. */
export interface OwnProcess {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

interface OwnCommand {
  readonly name: "server" | "target";
  readonly portFlag: string;
  readonly core: number | undefined;
  /** A path that answers as soon as the process is ready. */
  readonly readyPath: string;
}

async function untilReady(url: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    signal.throwIfAborted();
    if (child.exitCode !== null) break;
    try {
      await (await fetch(url)).arrayBuffer();
      return;
    } catch {
      // Not listening yet; the loop's bound decides when that is an error.
      await sleep(POLL_MS);
    }
  }
  throw new Error(`nothing answers at ${url}`);
}

/**
 * Starts `mesh-bench server` or `mesh-bench target` on a free port of the loopback.
 *
 * @throws Error when it does not answer within ten seconds; its own last line is in the message
 */
export async function startOwnProcess(setting: Setting, command: OwnCommand): Promise<OwnProcess> {
  const { children, signal } = setting;
  const port = await freePort();
  const argv = [process.execPath, OWN_COMMAND, command.name, command.portFlag, String(port)];
  const child = children.start(pinned(command.core, argv), ["ignore", "ignore", "pipe"]);
  const messages: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => messages.push(chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(`${url}${command.readyPath}`, child, signal);
  } catch (error) {
    await children.stop(child);
    if (signal.aborted) throw error;
    const said = messages.join("").trim().split("\n").at(-1) ?? "";
    throw new Error(`mesh-bench ${command.name} did not start: ${said}`, { cause: error });
  }
  return { url, close: () => children.stop(child) };
}
