import type { TargetLogFault } from "../../engine/core/index.js";
import { fail, quote, readOnce } from "./query-arguments.js";
import { parsePercent, Weighted } from "./weighted.js";

/** Ways in which a request can fail to get its answer. */
export type FaultKind = Extract<
  TargetLogFault,
  "reset" | "close" | "truncate" | "garbage" | "hang"
>;

const FAULT_KINDS: readonly FaultKind[] = ["reset", "close", "truncate", "garbage", "hang"];
const EVERY_COUNT = /^[1-9]\d{0,8}$/;
const KIND_WANTED = `it must be ${FAULT_KINDS.slice(0, -1).join(", ")} or ${FAULT_KINDS.at(-1) ?? ""}`;

/** Which requests of a plan fail, and how. */
export interface FaultRule {
  readonly kind: FaultKind;
  /** Every so many-th request of the plan fails; 0: each one draws from {@link chance}. */
  readonly everyCount: number;
  readonly chance: Weighted<boolean>;
}

const NO_CHANCE = new Weighted([], [], false);

/**
 * Reads `fault`, with `faultEvery` or `faultPercent`.
 *
 * @returns undefined when none is asked for
 * @throws BadArgument
 */
export function parseFault(query: URLSearchParams): FaultRule | undefined {
  const kindText = readOnce(query, "fault");
  const everyText = readOnce(query, "faultEvery");
  const percentText = readOnce(query, "faultPercent");
  if (kindText === undefined) {
    const orphan = everyText === undefined ? "faultPercent" : "faultEvery";
    if (everyText === undefined && percentText === undefined) return undefined;
    return fail(`${orphan} is given without fault; add fault=<kind>, ${KIND_WANTED}`);
  }
  const kind = FAULT_KINDS.find((each) => each === kindText);
  if (kind === undefined) return fail(`fault is ${quote(kindText)}; ${KIND_WANTED}`);
  if (percentText === undefined) {
    return { kind, everyCount: parseEvery(everyText ?? "1"), chance: NO_CHANCE };
  }
  if (everyText !== undefined) {
    fail("faultEvery and faultPercent are both given; give one of them");
  }
  return { kind, everyCount: 0, chance: parseChance(percentText) };
}

function parseEvery(text: string): number {
  if (EVERY_COUNT.test(text)) return Number(text);
  return fail(`faultEvery is ${quote(text)}; it must be a whole number from 1 to 999999999`);
}

function parseChance(text: string): Weighted<boolean> {
  const percent = parsePercent(text);
  if (percent !== undefined) return new Weighted([true], [percent], false);
  return fail(`faultPercent is ${quote(text)}; it must be a percentage from 0 to 100`);
}
