import { Option } from "commander";
import type { Command } from "commander";
import type { CapacityOptions } from "../../engine/index.js";
import { repeatable } from "../load/options.js";
import type { LoadOptions } from "../load/options.js";
import { UsageError, isNumber, quoteTyped } from "../usage-error.js";

/** The flags of `mesh-bench capacity` as typed. */
export interface CapacityFlags extends Omit<LoadOptions, "output"> {
  readonly output?: string;
  readonly slo?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly precision?: string;
  readonly probeDuration?: string;
  readonly maxDuration?: string;
}

const GROUP = "The search:";
const OWN_FLAGS = [
  ["--from <rate>", "lowest rate, in requests per second (default: 100)"],
  ["--to <rate>", "highest rate (default: 10000000, which is never reached)"],
  ["--precision <percent>", "width of the answer, 2% to 50% (default: 5%)"],
  [
    "--probe-duration <time>",
    "measured part of a probe, from 2s on; up to 8 times as long where it can't tell (default: 10s)",
  ],
  ["--max-duration <time>", "length of the whole search (default: 10m)"],
  ["-o, --output <file>", "write the answer in the format of its ending: .json, .svg or .csv"],
] as const;

/** Adds the flags of the search itself. */
export function addSearchOptions(command: Command): void {
  const slo = new Option(
    "--slo <expression>",
    'what must hold, such as "p99 < 10ms" or "failed < 0.1%"; may be repeated',
  );
  command.addOption(repeatable(slo.helpGroup(GROUP)));
  for (const [syntax, description] of OWN_FLAGS) {
    command.addOption(new Option(syntax, description).helpGroup(GROUP));
  }
}

/**
 * The flags of the search as the engine takes them.
 *
 * @throws UsageError for a flag that can't be read
 */
export function readSearchFlags(flags: CapacityFlags): CapacityOptions {
  assertOpen(flags);
  const { slo, from, to, precision, probeDuration, maxDuration } = flags;
  if (slo === undefined) {
    throw new UsageError(
      '--slo is missing; there must be at least one, such as --slo "p99 < 10ms"',
    );
  }
  return {
    slo,
    ...(from !== undefined && { fromPerSecond: rateOf("--from", from) }),
    ...(to !== undefined && { toPerSecond: rateOf("--to", to) }),
    ...(precision !== undefined && { precisionPercent: percentOf(precision) }),
    ...(probeDuration !== undefined && { probeDuration }),
    ...(maxDuration !== undefined && { maxDuration }),
  };
}

const FLAG_OF_OPTION: Readonly<Record<string, string>> = {
  slo: "--slo",
  fromPerSecond: "--from",
  toPerSecond: "--to",
  precisionPercent: "--precision",
  probeDuration: "--probe-duration",
  maxDuration: "--max-duration",
};

/** @returns what the engine has against an option, in the words of the flags */
export function inSearchFlagWords(message: string): string {
  const names = new RegExp(`\\b(${Object.keys(FLAG_OF_OPTION).join("|")})\\b`, "g");
  return message.replace(names, (name) => FLAG_OF_OPTION[name] ?? name);
}

function assertOpen({ model }: CapacityFlags): void {
  if (model === undefined || model === "open") return;
  throw new UsageError(
    `--model is ${quoteTyped(model)}; it must be "open": only its rate does not depend on the target`,
  );
}

function rateOf(flag: string, typed: string): number {
  if (isNumber(typed)) return Number(typed);
  throw new UsageError(`${flag} is ${quoteTyped(typed)}; it must be a number above 0`);
}

function percentOf(typed: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%$/.exec(typed) ?? [];
  if (number !== undefined) return Number(number);
  throw new UsageError(
    `--precision is ${quoteTyped(typed)}; it must be a percentage from 2% to 50%, such as 5%`,
  );
}
