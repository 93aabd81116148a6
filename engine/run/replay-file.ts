import { readFileSync } from "node:fs";
import { LoadError } from "../core/errors.js";
import { parseCsvFeed, parseNdjsonFeed } from "./feed-text.js";

/** Units of the numbers in a replay file. */
export type ReplayUnit = "s" | "ms" | "us" | "ns";

const POINTER = "/load/arrivals/file";
const COLUMN = "timestamp";
const DIGITS_OF_UNIT: Readonly<Record<ReplayUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 };
const NUMBER = /^(\d+)(?:\.(\d+))?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;
const FIRST_WORD = /^\s*(\S*)/;

/**
 * Reads when recorded arrivals came: CSV (a column `timestamp`, or timestamps alone) or NDJSON (a field `timestamp`).
 *
 * @param unit - of timestamps that are numbers; texts are instants of RFC 3339
 * @returns nanoseconds since the first one, ascending; shared between threads, not copied
 * @throws LoadError MB_SPEC_FILE that says what is wrong with which entry
 */
export function readReplay(path: string, unit: ReplayUnit): Float64Array {
  try {
    return toInstants(timestampsOf(readFileSync(path, "utf8")), unit);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const message = `load.arrivals.file is ${JSON.stringify(path)}, which can't be replayed: ${reason}`;
    const issues = [{ pointer: POINTER, message }];
    throw new LoadError("MB_SPEC_FILE", message, { cause: error, issues });
  }
}

function timestampsOf(text: string): readonly string[] {
  const first = FIRST_WORD.exec(text)?.[1] ?? "";
  if (first === "") throw new Error("it is empty");
  const isHeadless = NUMBER.test(first) || INSTANT.test(first);
  const table = first.startsWith("{")
    ? parseNdjsonFeed(text)
    : parseCsvFeed(isHeadless ? `${COLUMN}\n${text}` : text);
  const [column, ...others] = table.columnNames;
  if (column !== COLUMN || others.length > 0) {
    throw new Error(
      `its columns are ${table.columnNames.join(", ")}; the only one must be ${COLUMN}`,
    );
  }
  return table.rows.map(([cell = ""]) => cell);
}

function toInstants(timestamps: readonly string[], unit: ReplayUnit): Float64Array {
  const bytes = timestamps.length * Float64Array.BYTES_PER_ELEMENT;
  const instantsNs = new Float64Array(new SharedArrayBuffer(bytes));
  const firstNs = toNs(timestamps[0] ?? "", unit, 1);
  for (const [at, text] of timestamps.entries()) {
    const ns = Number(toNs(text, unit, at + 1) - firstNs);
    if (ns < (instantsNs[at - 1] ?? 0)) {
      throw new Error(`entry ${at + 1} is ${JSON.stringify(text)}, earlier than the one before it`);
    }
    instantsNs[at] = ns;
  }
  return instantsNs;
}

/** Exact: an instant of our days in nanoseconds is more than a double can hold. */
function toNs(text: string, unit: ReplayUnit, entry: number): bigint {
  const number = NUMBER.exec(text);
  if (number !== null) return decimal(number[1] ?? "", number[2] ?? "", DIGITS_OF_UNIT[unit]);
  const [, local = "", fraction = "", zone = ""] = INSTANT.exec(text) ?? [];
  const epochMs = Date.parse(local + zone);
  if (Number.isNaN(epochMs)) {
    throw new Error(
      `entry ${entry} is ${JSON.stringify(text)}; it must be a number, or an instant such as 2026-01-02T03:04:05.678Z`,
    );
  }
  return decimal(String(epochMs / 1000), fraction, DIGITS_OF_UNIT.s);
}

function decimal(whole: string, fraction: string, digits: number): bigint {
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
}
