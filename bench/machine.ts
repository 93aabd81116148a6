import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { fileURLToPath } from "node:url";
import type { Cores } from "./cores.js";
import { printedBy } from "./peers/installed.js";
import { PEERS } from "./peers/index.js";
import type { Row } from "./section.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

function commit(): string {
  const head = printedBy("git", ["-C", ROOT, "rev-parse", "--short", "HEAD"])?.trim() ?? "";
  if (!/^[0-9a-f]+$/.test(head)) return "no commit";
  const changes = printedBy("git", ["-C", ROOT, "status", "--porcelain"])?.trim() ?? "";
  return changes === "" ? head : `${head} with uncommitted changes`;
}

function cgroupLimit(): string {
  try {
    return readFileSync("/sys/fs/cgroup/cpu.max", "utf8").trim();
  } catch {
    // Version 1 of the controllers, or none: nothing this row could say.
    return "not readable";
  }
}

function coresText({ generator, target, others }: Cores): string {
  if (generator === undefined)
    return "one core for everything: ratios to the peers still hold, figures do not";
  const rest =
    others.length === 0
      ? "the bench itself on neither by choice, on both in fact"
      : `the bench itself on ${others.join(", ")}`;
  return `generator on core ${generator}, target on core ${String(target)}; ${rest}`;
}

/**
 * Facts of this machine at this moment, a row each: name, value.
 *
 * @param target - the row of the server that all tools load
 */
export function machineFacts(cores: Cores, target: Row): readonly Row[] {
  const processors = cpus();
  const load = loadavg().map((average) => average.toFixed(2));
  return [
    ["date", new Date().toISOString()],
    ["commit", commit()],
    ["CPU", `${processors[0]?.model.trim() ?? "unknown"}, ${processors.length} cores`],
    ["cores used", coresText(cores)],
    ["CPU limit (cgroup cpu.max)", cgroupLimit()],
    ["memory", `${(totalmem() / 1e9).toFixed(1)} GB`],
    ["kernel", `${type()} ${release()}`],
    ["load average before, 1 5 15 minutes", load.join(" ")],
    ["Node", process.version],
    target,
    ...PEERS.map((peer): Row => [peer.name, peer.version() ?? "not installed"]),
  ];
}
