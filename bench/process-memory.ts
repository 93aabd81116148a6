import { readFileSync } from "node:fs";

/** A file of /proc, or "" when the process has ended meanwhile. */
function readProc(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Processes end while they are watched; what has ended adds nothing.
    return "";
  }
}

function childrenOf(pid: number): readonly number[] {
  return readProc(`/proc/${pid}/task/${pid}/children`)
    .split(" ")
    .filter((text) => text.trim() !== "")
    .map(Number);
}

/** The high-water mark in a `/proc/<pid>/status` text; 0 when it has none, as that of an ending process. */
export function parsePeakBytes(status: string): number {
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** The sum of the high-water marks of all processes below one, itself left out. */
export function peakBytesBelow(pid: number): number {
  return childrenOf(pid).reduce(
    (sum, child) => sum + parsePeakBytes(readProc(`/proc/${child}/status`)) + peakBytesBelow(child),
    0,
  );
}
