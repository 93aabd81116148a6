import type { ChildProcess } from "node:child_process";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import type { Readable } from "node:stream";
import type { Children } from "./children.js";
import { pinned } from "./cores.js";
import type { Cores } from "./cores.js";
import { createDeadline } from "./deadline.js";
import { peakBytesBelow } from "./process-memory.js";

const MEMORY_POLL_MS = 100;

/**
 * Raises the limit of open files to the hard one, then runs the command under bash's own `time`, which adds up user and
 * system time of all processes below it. Its line goes to descriptor 3, so that the tool's own streams stay clean.
 */
const TIMED = `ulimit -n "$(ulimit -Hn)"; TIMEFORMAT='%3U %3S'; { time "$@" 2>&4 3>&-; } 4>&2 2>&3`;

/** A finished generator and what it cost. */
export interface MeasuredProcess {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface MeasureOptions {
  readonly cores: Cores;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

function watchPeak(child: ChildProcess): { readonly stop: () => number } {
  let peakBytes = 0;
  const timer = setInterval(() => {
    if (child.pid !== undefined) peakBytes = Math.max(peakBytes, peakBytesBelow(child.pid));
  }, MEMORY_POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peakBytes;
    },
  };
}

/** User plus system seconds in the two numbers that the timed shell prints. */
export function parseCpuSeconds(times: string): number {
  const [userSeconds = Number.NaN, systemSeconds = Number.NaN] = times
    .trim()
    .split(" ")
    .map(Number);
  return userSeconds + systemSeconds;
}

/**
 * Runs one generator on its core to its end.
 *
 * CPU is that of the whole process tree from its start, start-up included; memory is the sum of the processes'
 * high-water marks, seen every 100 ms.
 *
 * @throws Error when it runs longer than the time-out, or the signal aborts; the process is gone by then
 */
export async function runMeasured(
  children: Children,
  argv: readonly string[],
  { cores, timeoutMs, signal }: MeasureOptions,
): Promise<MeasuredProcess> {
  const deadline = createDeadline(signal, timeoutMs);
  const child = children.start(
    ["bash", "-c", TIMED, "bash", ...pinned(cores.generator, argv)],
    ["ignore", "pipe", "pipe", "pipe"],
  );
  const peak = watchPeak(child);
  try {
    const streams = child.stdio.slice(1, 4) as Readable[];
    const texts = Promise.all(streams.map((stream) => text(stream)));
    const [exitCode] = (await once(child, "exit", { signal: deadline.signal })) as [number | null];
    const [stdout = "", stderr = "", times = ""] = await texts;
    return {
      exitCode: exitCode ?? -1,
      stdout,
      stderr,
      cpuSeconds: parseCpuSeconds(times),
      peakBytes: peak.stop(),
    };
  } catch (error) {
    if (deadline.hasPassed())
      throw new Error(`it ran longer than ${timeoutMs} ms`, { cause: error });
    throw error;
  } finally {
    deadline.close();
    peak.stop();
    await children.stop(child);
  }
}
