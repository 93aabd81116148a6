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

function toScenarios(text: string): readonly ScenarioId[] {
  const names = text.split(",");
  const unknown = names.find((name) => !SCENARIO_IDS.includes(name as ScenarioId));
  if (unknown !== undefined) {
    throw new UsageError(`--only names "${unknown}"; the scenarios are ${SCENARIO_IDS.join(", ")}`);
  }
  return SCENARIO_IDS.filter((id) => names.includes(id));
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        rounds: { type: "string", default: "5" },
        seconds: { type: "string", default: "5" },
        only: { type: "string" },
        out: { type: "string" },
      },
    }).values;
  } catch (error) {
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    throw new UsageError(
      `${firstLine ?? ""}; the flags are --rounds <n>, --seconds <s>, --only <scenario,…>, --out <file>`,
      { cause: error },
    );
  }
}

/**
 * The bench's command line. A part of the scenarios never replaces the whole table: with `--only` the results are kept
 * only where `--out` names a file.
 *
 * @throws UsageError for an unknown flag, scenario or number
 */
export function parseBenchOptions(argv: readonly string[], defaultOut: string): BenchOptions {
  const values = parsed(argv);
  const out = values.out ?? (values.only === undefined ? defaultOut : undefined);
  return {
    rounds: toWholeNumber("--rounds", values.rounds),
    seconds: toWholeNumber("--seconds", values.seconds),
    scenarios: values.only === undefined ? SCENARIO_IDS : toScenarios(values.only),
    ...(out !== undefined && { out }),
  };
}
