import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runMeasured } from "./measured-process.js";
import type { MeasuredProcess } from "./measured-process.js";
import type { Job, Peer, PeerReport } from "./peers/index.js";
import { reasonOf } from "./reason.js";
import type { Setting } from "./setting.js";

/** A job without what only a round knows. */
export type Task = Omit<Job, "folder">;

/** What one run of a tool needs of its surroundings. */
export type ToolSetting = Pick<Setting, "children" | "cores" | "folder" | "signal">;

/** What a tool has said, and what it took; or in one line why it has said nothing. */
export type ToolOutcome =
  | {
      readonly kind: "measured";
      readonly report: PeerReport;
      readonly cpuSeconds: number;
      readonly peakBytes: number;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** Beyond the asked time: start-up, connecting 5000 times, and the drain of requests in flight. */
const GRACE_MS = 30_000;

/**
 * Runs one tool on its core to its end, and reads what it says.
 *
 * @throws Error only when the signal has aborted: what goes wrong with a tool is its outcome
 */
export async function runTool(setting: ToolSetting, peer: Peer, task: Task): Promise<ToolOutcome> {
  const { children, cores, signal } = setting;
  const folder = mkdtempSync(join(setting.folder, "job-"));
  const job = { ...task, folder };
  const timeoutMs = job.seconds * 2000 + GRACE_MS;
  try {
    const done = await runMeasured(children, peer.argv(job), { cores, timeoutMs, signal });
    return toOutcome(peer, job, done);
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: "failed", reason: reasonOf(error) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function toOutcome(peer: Peer, job: Job, done: MeasuredProcess): ToolOutcome {
  const { exitCode, stdout, stderr, cpuSeconds, peakBytes } = done;
  const hasResult = exitCode === 0 || (peer.exitCodesWithResult?.includes(exitCode) ?? false);
  if (!hasResult) {
    return { kind: "failed", reason: `exit ${exitCode}: ${lastLine(stderr) || lastLine(stdout)}` };
  }
  const readFile = (name: string): string => readFileIn(job.folder, name);
  const report = peer.parse({ stdout, stderr, readFile }, job);
  return { kind: "measured", report, cpuSeconds, peakBytes };
}

function readFileIn(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    // Not every tool writes every file; the parser says what it misses.
    return "";
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.trim() ?? "";
}
