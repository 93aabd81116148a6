import type { Command } from "commander";
import { addLoadOptions } from "../load/options.js";
import type { LoadOptions } from "../load/options.js";

const EXAMPLES = `
Examples:
  As much as 32 connections can carry, for 10 seconds:
    mesh-bench load http://127.0.0.1:8081/

  1000 requests per second on a plan that does not wait for answers:
    mesh-bench load http://127.0.0.1:8081/ -r 1000 -d 30s --warmup 5s

  500 posts of a file, the whole result kept, the run named:
    mesh-bench load https://shop.example/orders -r 50 -n 500 \\
      -H "Content-Type: application/json" --body @order.json \\
      -o run.json --label stage=canary

  Several requests by weight, with values from a file, and a check:
    mesh-bench load https://shop.example/ -r 50 --scenarios shop.json \\
      --feed users.csv --check status=200,201

  Does it keep its objectives? The exit code says so:
    mesh-bench load https://shop.example/ -r 50 -d 5m \\
      --slo "p99 < 100ms" --slo "failed < 0.1%"

Exit codes:
  0 done, 1 could not be done, 2 bad usage, 3 an objective (--slo) was not met
  or the run was aborted (--abort-on), 4 the run can't tell whether an objective
  was met, 5 the result is invalid through the generator's own fault, 130
  interrupted before anything was measured; where several hold, the first in the
  order 2, 1, 5, 3, 4
`;

/** Adds `mesh-bench load <url>`. */
export function registerLoad(program: Command): void {
  const load = program
    .command("load")
    .summary("load a target and print what it did")
    .description(
      "Sends requests to <url>, on a fixed plan (--rate) or as many as the connections can carry, and prints response and service times side by side with a verdict on the generator itself.",
    )
    .argument("<url>", "http:// or https:// address of the target");
  addLoadOptions(load);
  load.addHelpText("after", EXAMPLES).action(async (url: string, options: LoadOptions) => {
    // The engine is loaded only now: help, version and usage errors must not wait for it.
    const { runLoad } = await import("../load/run-load.js");
    process.exitCode = await runLoad(url, options);
  });
}
