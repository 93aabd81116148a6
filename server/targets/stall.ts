import { parseMs } from "./query-arguments.js";

/** A freeze may last, lie ahead, and come again after up to an hour. */
export const STALL_MS_MAX = 3_600_000;
/** So many may lie ahead at once; one that comes again and again is one of them. */
export const STALLS_MAX = 100;
/** Freezes that come again keep at least this distance: a target is no timer test. */
export const STALL_EVERY_MS_MIN = 1;

/** In place of a stall: ends all freezes that lie ahead. */
export const STALL_OFF = "off";

/** When a target is frozen, and for how long. */
export interface Stall {
  readonly durationMs: number;
  /** From the instant of planning to the first freeze's beginning. */
  readonly afterMs: number;
  /** From one beginning to the next; 0: it comes once. */
  readonly everyMs: number;
}

const PARTS_WANTED = "each with a unit (ns us µs ms s m h) and at most 1h";
/** What the period between two freezes has to be, for messages. */
export const STALL_EVERY_WANTED =
  "it must be a duration with a unit (ns us µs ms s m h), longer than the stall, from 1ms to 1h";
/** What a stall on the command line looks like, for messages. */
export const STALL_FLAG_WANTED = `it must be <duration>@<after> or <duration>@<after>/<every>, such as "1s@2s" or "100ms@1s/5s", ${PARTS_WANTED}, <every> longer than the stall and at least 1ms`;
/** What a stall in a query looks like, for messages. */
export const STALL_WANTED = `it must be <duration>@<after>, such as "1s@500ms", ${PARTS_WANTED}, or off; "@<after>" may be left out`;

/** @returns the stall `<duration>[@<after>]`, that comes once; undefined for a text that is none */
export function parseStall(text: string): Stall | undefined {
  const [durationText = "", afterText = "0ms", ...more] = text.split("@");
  const durationMs = parseMs(durationText, STALL_MS_MAX);
  const afterMs = parseMs(afterText, STALL_MS_MAX);
  if (durationMs === undefined || afterMs === undefined || more.length > 0) return undefined;
  return { durationMs, afterMs, everyMs: 0 };
}

/** @returns how often such a stall may come; undefined for a text that is no such period */
export function parseStallEveryMs(text: string, durationMs: number): number | undefined {
  const everyMs = parseMs(text, STALL_MS_MAX);
  if (everyMs === undefined) return undefined;
  return everyMs > durationMs && everyMs >= STALL_EVERY_MS_MIN ? everyMs : undefined;
}

/** @returns the stall `<duration>[@<after>][/<every>]`; undefined for a text that is none */
export function parseStallFlag(text: string): Stall | undefined {
  const [stallText = "", everyText, ...more] = text.split("/");
  const stall = parseStall(stallText);
  if (stall === undefined || more.length > 0) return undefined;
  if (everyText === undefined) return stall;
  const everyMs = parseStallEveryMs(everyText, stall.durationMs);
  return everyMs === undefined ? undefined : { ...stall, everyMs };
}

/** @throws RangeError if a number is out of range */
export function assertStall({ durationMs, afterMs, everyMs }: Stall): void {
  assertStallMs("durationMs", durationMs);
  assertStallMs("afterMs", afterMs);
  if (everyMs === 0) return;
  assertStallMs("everyMs", everyMs);
  if (everyMs > durationMs && everyMs >= STALL_EVERY_MS_MIN) return;
  throw new RangeError(
    `everyMs is ${everyMs}; it must be 0, or longer than durationMs and at least ${STALL_EVERY_MS_MIN}`,
  );
}

function assertStallMs(name: string, valueMs: number): void {
  // Written so that NaN fails too.
  if (valueMs >= 0 && valueMs <= STALL_MS_MAX) return;
  throw new RangeError(`${name} is ${valueMs}; it must be from 0 to ${STALL_MS_MAX}`);
}
