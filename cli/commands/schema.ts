import type { Command } from "commander";
import { jsonText } from "../load/json-file.js";

/** Adds `mesh-bench schema`. */
export function registerSchema(program: Command): void {
  program
    .command("schema")
    .summary("print the JSON Schema of results")
    .description(
      "Prints the JSON Schema (draft 2020-12) of the results that load writes as JSON: mesh-bench/result/v1.",
    )
    .action(async () => {
      // The engine is loaded only now: help, version and usage errors must not wait for it.
      const { resultJsonSchema } = await import("../../engine/index.js");
      process.stdout.write(jsonText(resultJsonSchema()));
    });
}
