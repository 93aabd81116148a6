import type { Command } from "commander";
import { addSearchOptions } from "../capacity/capacity-flags.js";
import type { CapacityFlags } from "../capacity/capacity-flags.js";
import { addCapacityLoadOptions } from "../load/options.js";

const EXAMPLES = `
Examples:
  The highest rate at which 99 % of all requests are answered within 10 ms:
    mesh-bench capacity http://127.0.0.1:8081/ --slo "p99 < 10ms"

  Between 1000 and 8000 per second, Poisson arrivals, with a chart:
    mesh-bench capacity http://127.0.0.1:8081/ --slo "p99 < 10ms" \\
      --slo "failed < 0.1%" --from 1000 --to 8000 --arrivals poisson -o knee.svg

Exit codes:
  0 found and confirmed, 1 the target can't be reached, 2 bad usage, 3 no rate
  passes, 4 inconclusive, 5 the generator limited every probe, 130 interrupted
  before anything was measured
`;

/** Adds `mesh-bench capacity <url>`. */
export function registerCapacity(program: Command): void {
  const capacity = program
    .command("capacity")
    .summary("find the highest rate at which objectives hold")
    .description(
      "Loads <url> at one rate after another until it knows the highest one at which all objectives hold in steady state, as an interval with its confidence, and confirms it with a last run.",
    )
    .argument("<url>", "http:// or https:// address of the target");
  addSearchOptions(capacity);
  addCapacityLoadOptions(capacity);
  capacity.addHelpText("after", EXAMPLES).action(async (url: string, flags: CapacityFlags) => {
    // The engine is loaded only now: help, version and usage errors must not wait for it.
    const { runCapacity } = await import("../capacity/run-capacity.js");
    process.exitCode = await runCapacity(url, flags);
  });
}
