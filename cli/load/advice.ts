import { parseDurationNs } from "../../engine/core/index.js";
import type { RunResult, VerdictCode } from "../../engine/core/index.js";

/** By then the code that runs per request has been compiled. */
const COMPILED_SECONDS = 0.5;
const WITHOUT_CORE: ReadonlySet<VerdictCode> = new Set(["coreContention", "machineFull"]);

/** @returns what whoever reads a verdict can do at once, a sentence each; nothing where only the machine can be blamed */
export function adviceOf({
  spec,
  generator: { reasons },
}: Pick<RunResult, "spec" | "generator">): readonly string[] {
  const isAtStart = reasons.some(
    ({ code, toSeconds = Infinity }) =>
      code === "generatorOwnShare" && toSeconds <= COMPILED_SECONDS,
  );
  const isCrowded = reasons.some(({ code }) => WITHOUT_CORE.has(code));
  const hasWarmup = (parseDurationNs(spec.warmup) ?? 0) > 0;
  return [
    ...(isAtStart && !hasWarmup
      ? [
          "the worst of it was at the start, while code is still being compiled: --warmup 1s leaves that out",
        ]
      : []),
    ...(isCrowded
      ? ["a core of its own helps: taskset -c 0 mesh-bench …, with the target on other cores"]
      : []),
  ];
}
