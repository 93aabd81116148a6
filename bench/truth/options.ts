import { parseChoice, UsageError } from "../options.js";
import type { Chosen } from "../options.js";
import { SHAPE_IDS, STALL_SECONDS } from "./shapes.js";
import type { ShapeId } from "./shapes.js";

/** The stall, and as much before and after it. */
const SECONDS_MIN = 3 * STALL_SECONDS;

/**
 * The command line of the differential run.
 *
 * @throws UsageError for an unknown flag, shape or number
 */
export function parseTruthOptions(argv: readonly string[], defaultOut: string): Chosen<ShapeId> {
  const words = { noun: "shape", names: SHAPE_IDS, rounds: 3, seconds: 10, out: defaultOut };
  const chosen = parseChoice(argv, words);
  if (chosen.seconds >= SECONDS_MIN) return chosen;
  throw new UsageError(
    `--seconds is ${chosen.seconds}; it must be at least ${SECONDS_MIN}: a stall of ${STALL_SECONDS} s has to fit in`,
  );
}
