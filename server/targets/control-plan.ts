import type { FixedPlan } from "./plan.js";
import { fail, quote, readOnce } from "./query-arguments.js";
import {
  parseStall,
  parseStallEveryMs,
  STALL_EVERY_WANTED,
  STALL_OFF,
  STALL_WANTED,
} from "./stall.js";
import type { Stall } from "./stall.js";

const ARGUMENTS = ["stall", "every"];

/**
 * Reads the query of `/control`.
 *
 * @throws BadArgument
 */
export function parseControl(query: URLSearchParams): FixedPlan {
  for (const name of query.keys()) {
    if (!ARGUMENTS.includes(name)) {
      fail(`${quote(name)} is no argument of /control; it takes stall and every`);
    }
  }
  const stallText = readOnce(query, "stall");
  const everyText = readOnce(query, "every");
  if (stallText === undefined) return fail(`stall is missing; ${STALL_WANTED}`);
  if (stallText !== STALL_OFF) return stallPlan(readStall(stallText, everyText));
  if (everyText !== undefined) fail("every is given with stall=off; leave it out");
  return controlPlan(STALL_OFF, { stall: STALL_OFF });
}

function readStall(stallText: string, everyText: string | undefined): Stall {
  const stall = parseStall(stallText);
  if (stall === undefined) return fail(`stall is ${quote(stallText)}; ${STALL_WANTED}`);
  if (everyText === undefined) return stall;
  const everyMs = parseStallEveryMs(everyText, stall.durationMs);
  if (everyMs === undefined) return fail(`every is ${quote(everyText)}; ${STALL_EVERY_WANTED}`);
  return { ...stall, everyMs };
}

function stallPlan(stall: Stall): FixedPlan {
  const { durationMs: stallMs, afterMs, everyMs } = stall;
  return controlPlan(stall, everyMs === 0 ? { stallMs, afterMs } : { stallMs, afterMs, everyMs });
}

function controlPlan(control: Stall | typeof STALL_OFF, told: object): FixedPlan {
  return {
    kind: "fixed",
    status: 200,
    fields: [["Content-Type", "application/json"]],
    body: `${JSON.stringify(told)}\n`,
    control,
  };
}
