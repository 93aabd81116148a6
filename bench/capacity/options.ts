import { parseArgs } from "node:util";
import { UsageError } from "../options.js";

/** What the virtual experiment of the capacity search is told. */
export interface CapacityBenchOptions {
  readonly seedCount: number;
  /** Absent: the results are printed and not kept. */
  readonly out?: string;
}

/** The count of oracle 23. */
export const SEED_COUNT = 1000;

/**
 * The command line of the virtual experiment. Fewer seeds than those of the oracle never replace the kept table.
 *
 * @throws UsageError for an unknown flag or number
 */
export function parseCapacityOptions(
  argv: readonly string[],
  defaultOut: string,
): CapacityBenchOptions {
  const { seeds = String(SEED_COUNT), out } = parsed(argv);
  if (!/^[1-9]\d{0,4}$/.test(seeds)) {
    throw new UsageError(`--seeds is "${seeds}"; it must be a whole number from 1 to 99999`);
  }
  const seedCount = Number(seeds);
  const file = out ?? (seedCount >= SEED_COUNT ? defaultOut : undefined);
  return { seedCount, ...(file !== undefined && { out: file }) };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: { seeds: { type: "string" }, out: { type: "string" } },
    }).values;
  } catch (error) {
    const [firstLine] = (error instanceof Error ? error.message : String(error)).split(/\n|\. /);
    throw new UsageError(`${firstLine ?? ""}; the flags are --seeds <n>, --out <file>`, {
      cause: error,
    });
  }
}
