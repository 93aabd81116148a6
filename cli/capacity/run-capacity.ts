import type { Capacity, CapacityReport, CapacitySpec } from "../../engine/index.js";
import {
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_INCONCLUSIVE,
  EXIT_INTERRUPTED,
  EXIT_INVALID,
  EXIT_NOT_MET,
} from "../exit-codes.js";
import { nextInterrupt } from "../interrupt.js";
import { assertConsistent } from "../load/contradictions.js";
import { withoutFlags } from "../load/options.js";
import { withFlagWords } from "../load/read-spec.js";
import { withEngine } from "../load/run-load.js";
import { toRunSpecInput } from "../load/run-spec-input.js";
import type { RunSpecInput } from "../load/run-spec-input.js";
import { say } from "../load/say.js";
import { readStdin } from "../load/stdin.js";
import { printable } from "../printable.js";
import { isNumber } from "../usage-error.js";
import { inSearchFlagWords, readSearchFlags } from "./capacity-flags.js";
import type { CapacityFlags } from "./capacity-flags.js";
import { assertDeliverable, deliverCapacity } from "./deliver-capacity.js";
import { probeText } from "./probe-text.js";

/** Stands for the rates of the probes: arrivals are typed with a rate, and the search has its own. */
const RATE_TO_COME = "1";
/** Objectives and files are those of the search, not of a probe. */
const OWN_FLAGS = ["slo", "output", "json"] as const;

/**
 * Does what `mesh-bench capacity` was asked for, from the flags to the printed answer.
 *
 * @returns the exit code
 * @throws UsageError or LoadError when nothing was started
 */
export async function runCapacity(url: string, flags: CapacityFlags): Promise<number> {
  assertDeliverable(flags);
  const options = readSearchFlags(flags);
  const typed = { ...withoutFlags(flags, OWN_FLAGS), rate: RATE_TO_COME };
  assertConsistent(url, typed);
  const input = withoutRate(await toRunSpecInput(url, typed, readStdin));
  // Not yet judged: the engine's schema does so before the first probe begins.
  const spec = input as CapacitySpec;
  return withEngine(threadsOf(flags), async (engine) => {
    const start = (): Capacity => engine.capacity(spec, options);
    const capacity = await withFlagWords(start, url, typed, inSearchFlagWords);
    const report = await watch(capacity, flags);
    deliverCapacity(report, flags);
    return exitCodeOf(report);
  });
}

function withoutRate({ load, ...rest }: RunSpecInput): RunSpecInput {
  // The model is open and a rate was given: this is what such flags are made into.
  const { arrivals, ...others } = load as { readonly arrivals: RunSpecInput };
  const shape = Object.entries(arrivals).filter(([name]) => name !== "ratePerSecond");
  return { ...rest, load: { ...others, arrivals: Object.fromEntries(shape) } };
}

/** Shows the probes as they come, and hears the user meanwhile. */
async function watch(capacity: Capacity, { quiet }: CapacityFlags): Promise<CapacityReport> {
  void nextInterrupt().then(() => {
    if (quiet !== true) say("Stopping: the probe under way is dropped. Ctrl-C again ends at once.");
    capacity.stop();
  });
  for await (const probe of capacity) {
    if (quiet !== true) process.stderr.write(`${printable(probeText(probe))}\n`);
  }
  return capacity.result;
}

/** @returns what a finished search means to a script */
export function exitCodeOf({ state, answer, probes }: CapacityReport): number {
  if (state === "failed") return EXIT_FAILED;
  if (state === "stopped" && probes.length === 0) return EXIT_INTERRUPTED;
  switch (answer.conclusion) {
    case "found":
    case "aboveRange":
      return EXIT_DONE;
    case "noRatePasses":
      return EXIT_NOT_MET;
    case "inconclusive":
      return EXIT_INCONCLUSIVE;
    case "generatorLimited":
      return EXIT_INVALID;
  }
}

/** What is no number of threads is refused with the rest of the spec. */
function threadsOf({ workers }: CapacityFlags): { readonly workers: "auto" | number } {
  const count = workers !== undefined && isNumber(workers) ? Number(workers) : 0;
  return { workers: Number.isInteger(count) && count > 0 ? count : "auto" };
}
