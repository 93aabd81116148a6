import { NS_PER_MS, parseDurationNs } from "../../engine/core/index.js";
import { parseStallFlag, STALL_FLAG_WANTED, STALLS_MAX } from "../../server/targets/index.js";
import type { EarlyDeath, HttpTargetOptions, Stall } from "../../server/targets/index.js";
import { quoteTyped, UsageError } from "../usage-error.js";

const WHOLE = /^\d{1,16}$/;
const DIE_AFTER_MS_MAX = 86_400_000;

/** The flags of `mesh-bench target` as typed, but for the port. */
export interface TargetFlags {
  readonly seed?: string;
  readonly stall?: readonly string[];
  readonly dieAfter?: string;
  readonly log?: string;
}

/**
 * Reads the flags of `mesh-bench target`.
 *
 * @param onLogError - told once when the log can't be written any more
 * @throws UsageError
 */
export function toTargetOptions(
  flags: TargetFlags,
  onLogError: (message: string) => void,
): Omit<HttpTargetOptions, "host" | "port"> {
  const { seed, stall = [], dieAfter, log } = flags;
  return {
    ...(seed !== undefined && { seed: parseSeed(seed) }),
    stalls: parseStalls(stall),
    ...(dieAfter !== undefined && { dieAfter: parseDieAfter(dieAfter) }),
    ...(log !== undefined && { log: { path: log, onError: onLogError } }),
  };
}

function parseSeed(text: string): number {
  if (WHOLE.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw new UsageError(
    `--seed is ${quoteTyped(text)}; it must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
  );
}

function parseStalls(texts: readonly string[]): readonly Stall[] {
  if (texts.length > STALLS_MAX) {
    throw new UsageError(
      `--stall is given ${texts.length} times; it may be given at most ${STALLS_MAX} times`,
    );
  }
  return texts.map((text) => {
    const stall = parseStallFlag(text);
    if (stall !== undefined) return stall;
    throw new UsageError(`--stall is ${quoteTyped(text)}; ${STALL_FLAG_WANTED}`);
  });
}

function parseDieAfter(text: string): EarlyDeath {
  const count = WHOLE.test(text) ? Number(text) : 0;
  if (count > 0 && Number.isSafeInteger(count)) return { kind: "requests", count };
  const afterMs = (parseDurationNs(text) ?? 0) / NS_PER_MS;
  if (afterMs > 0 && afterMs <= DIE_AFTER_MS_MAX) return { kind: "time", afterMs };
  throw new UsageError(
    `--die-after is ${quoteTyped(text)}; it must be a number of requests from 1, or a duration above zero with a unit, such as "1000" or "5s", at most 24h`,
  );
}
