import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Which core each side runs on; undefined where the machine has no two cores to part them. */
export interface Cores {
  readonly generator: number | undefined;
  readonly target: number | undefined;
  readonly others: readonly number[];
}

/** The numbers in a list such as `0-2,5`. */
export function parseCoreList(list: string): readonly number[] {
  return list
    .trim()
    .split(",")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

/** The first two cores this process may use; the bench itself moves to the remaining ones, if there are any. */
export function divideCores(): Cores {
  const status = readFileSync("/proc/self/status", "utf8");
  const list = /^Cpus_allowed_list:\s+(\S+)/m.exec(status)?.[1] ?? "";
  const [generator, target, ...others] = parseCoreList(list);
  if (generator === undefined || target === undefined) {
    return { generator: undefined, target: undefined, others };
  }
  if (others.length > 0) {
    spawnSync("taskset", ["-acp", others.join(","), String(process.pid)]);
  }
  return { generator, target, others };
}

/** A command line that runs on one core only; unchanged where there is none to choose. */
export function pinned(core: number | undefined, argv: readonly string[]): readonly string[] {
  return core === undefined ? argv : ["taskset", "-c", String(core), ...argv];
}
