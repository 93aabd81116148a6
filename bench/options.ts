import { parseArgs } from "node:util";

export const SCENARIO_IDS = [
  "closed-32",
  "closed-5000",
  "tls-32",
  "open-1000",
  "open-20000",
  "open-100000",
  "live-frames",
  "start-up",
  "stalled-target",
] as const;

export type ScenarioId = (typeof SCENARIO_IDS)[number];

export interface BenchOptions {
  readonly rounds: number;
  readonly seconds: number;
  readonly scenarios: readonly ScenarioId[];
  /** Absent: the results are printed and not kept. */
  readonly out?: string;
}

/** Bad input on the command line; its message is the one line that the user sees. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

function toWholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new UsageError(`${flag} is "${text}"; it must be a whole number from 1 to 9999`);
  }
  return Number(text);
}

/** What a bench measures by name, and how it does so unless told otherwise. */
export interface BenchWords<Name extends string> {
  /** What one of the names stands for: "scenario". */
  readonly noun: string;
  readonly names: readonly Name[];
  readonly rounds: number;
  readonly seconds: number;
  /** Where the whole results go. */
  readonly out: string;
}

/** What the command line of a bench says. */
export interface Chosen<Name extends string> {
  readonly rounds: number;
  readonly seconds: number;
  /** In the order of the bench, whatever the order on the command line. */
  readonly names: readonly Name[];
  /** Absent: the results are printed and not kept. */
  readonly out?: string;
}

function toNames<Name extends string>(
  text: string,
  { noun, names }: BenchWords<Name>,
): readonly Name[] {
  const asked = text.split(",");
  const unknown = asked.find((name) => !names.some((known) => known === name));
  if (unknown !== undefined) {
    throw new UsageError(`--only names "${unknown}"; the ${noun}s are ${names.join(", ")}`);
  }
  return names.filter((name) => asked.includes(name));
}

function parsed(argv: readonly string[], noun: string) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        rounds: { type: "string" },
        seconds: { type: "string" },
        only: { type: "string" },
        out: { type: "string" },
      },
    }).values;
  } catch (error) {
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    throw new UsageError(
      `${firstLine ?? ""}; the flags are --rounds <n>, --seconds <s>, --only <${noun},…>, --out <file>`,
      { cause: error },
    );
  }
}

/**
 * A bench's command line. A part of what it can measure never replaces the whole table: with `--only` the results are kept
 * only where `--out` names a file.
 *
 * @throws UsageError for an unknown flag, name or number
 */
export function parseChoice<Name extends string>(
  argv: readonly string[],
  words: BenchWords<Name>,
): Chosen<Name> {
  const values = parsed(argv, words.noun);
  const out = values.out ?? (values.only === undefined ? words.out : undefined);
  return {
    rounds: toWholeNumber("--rounds", values.rounds ?? String(words.rounds)),
    seconds: toWholeNumber("--seconds", values.seconds ?? String(words.seconds)),
    names: values.only === undefined ? words.names : toNames(values.only, words),
    ...(out !== undefined && { out }),
  };
}

/**
 * The command line of the bench against the peers.
 *
 * @throws UsageError for an unknown flag, scenario or number
 */
export function parseBenchOptions(argv: readonly string[], defaultOut: string): BenchOptions {
  const words = { noun: "scenario", names: SCENARIO_IDS, rounds: 5, seconds: 5, out: defaultOut };
  const { names, ...rest } = parseChoice(argv, words);
  return { ...rest, scenarios: names };
}
