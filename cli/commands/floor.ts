import type { Command } from "commander";
import { addFloorOptions } from "../load/options.js";
import type { LoadOptions } from "../load/options.js";

const EXAMPLES = `
Examples:
  What 1000 requests per second cost this machine and the generator alone:
    mesh-bench floor -r 1000

  Its largest throughput, over 100 connections:
    mesh-bench floor -c 100 -d 5s

Exit codes:
  those of mesh-bench load
`;

/** Adds `mesh-bench floor`. */
export function registerFloor(program: Command): void {
  const floor = program
    .command("floor")
    .summary("measure this machine and the generator alone")
    .description(
      "Sends the load of mesh-bench load to a null target on the loopback, a process of its own that does nothing: what it takes is the least that a run over TCP on this machine can show.",
    );
  addFloorOptions(floor);
  floor.addHelpText("after", EXAMPLES).action(async (options: LoadOptions) => {
    // The engine is loaded only now: help, version and usage errors must not wait for it.
    const { runFloor } = await import("../floor/run-floor.js");
    process.exitCode = await runFloor(options);
  });
}
