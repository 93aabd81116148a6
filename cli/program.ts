import { readFileSync } from "node:fs";
import { debuglog } from "node:util";
import { Command, CommanderError } from "commander";
import { registerCapacity } from "./commands/capacity.js";
import { registerCompare } from "./commands/compare.js";
import { registerConvert } from "./commands/convert.js";
import { registerFloor } from "./commands/floor.js";
import { registerLoad } from "./commands/load.js";
import { registerReport } from "./commands/report.js";
import { registerSchema } from "./commands/schema.js";
import { registerServer } from "./commands/server.js";
import { registerStart } from "./commands/start.js";
import { registerTarget } from "./commands/target.js";
import { registerTruth } from "./commands/truth.js";
import { registerVerify } from "./commands/verify.js";
import { EXIT_FAILED, EXIT_USAGE } from "./exit-codes.js";
import { printable } from "./printable.js";
import { UsageError } from "./usage-error.js";

/** Codes of a LoadError that say the input was wrong, so that nothing was started. */
const USAGE_CODES: ReadonlySet<unknown> = new Set([
  "MB_SPEC_INVALID",
  "MB_SPEC_FILE",
  "MB_STREAM_INTERVAL",
  "MB_TARGET_LOG",
  "MB_RESULT_FILE",
  "MB_BUNDLE_FILE",
  "MB_RESULT_FORMAT",
  "MB_COMPARISON",
]);

const EXAMPLES = `
Try it, in two terminals:
  mesh-bench target
  mesh-bench load http://127.0.0.1:8081/ --rate 1000 --duration 10s

Help on one command:
  mesh-bench load --help
`;

const COMMAND_MISSING =
  "a command is missing: load, capacity, compare, floor, target, truth, convert, verify, report, schema, server or start (mesh-bench --help explains them)";

/** @returns the whole command line; nothing heavy is loaded before a command runs */
function createProgram(): Command {
  const program = new Command("mesh-bench")
    .description(
      "Generates load, measures it honestly, and says whether its own result can be believed.",
    )
    .version(readVersion())
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help on a command")
    .addHelpText("after", EXAMPLES)
    // Errors are thrown to main, which prints each as one line and alone decides the exit code.
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  registerLoad(program);
  registerCapacity(program);
  registerFloor(program);
  registerCompare(program);
  registerServer(program);
  registerTarget(program);
  registerTruth(program);
  registerVerify(program);
  registerReport(program);
  registerSchema(program);
  registerConvert(program);
  registerStart(program);
  return program;
}

/**
 * Runs the command line and sets the process's exit code.
 *
 * @param args - what follows `mesh-bench`
 */
export async function main(args: readonly string[]): Promise<void> {
  // A reader that has seen enough (`| head`) is no error of ours.
  process.stdout.on("error", ignoreClosedPipe);
  process.stderr.on("error", ignoreClosedPipe);
  try {
    // Commander would answer with its whole help on standard error.
    if (args.length === 0) throw new UsageError(COMMAND_MISSING);
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    const { exitCode, line } = describe(error);
    process.exitCode = exitCode;
    if (line !== undefined) process.stderr.write(`mesh-bench: ${printable(line)}\n`);
  }
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

interface Ending {
  readonly exitCode: number;
  readonly line?: string;
}

function describe(error: unknown): Ending {
  debuglog("mesh-bench")("%o", error);
  if (error instanceof CommanderError) return describeCommanderError(error);
  if (error instanceof UsageError) return { exitCode: EXIT_USAGE, line: error.message };
  if (!(error instanceof Error)) return { exitCode: EXIT_FAILED, line: String(error) };
  const isUsage = "code" in error && USAGE_CODES.has(error.code);
  return { exitCode: isUsage ? EXIT_USAGE : EXIT_FAILED, line: error.message };
}

function describeCommanderError(error: CommanderError): Ending {
  if (error.exitCode === 0) return { exitCode: 0 };
  return { exitCode: EXIT_USAGE, line: error.message.replace(/^error: /, "") };
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}
