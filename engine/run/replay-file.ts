import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { fileError, readNamedFile } from "./named-file.js";
import { parseReplayLines } from "./replay-lines.js";
import { collectRequests } from "./replay-requests.js";
import type { ReplayRequests } from "./replay-requests.js";

/** Units of the numbers in a replay file. */
export type ReplayUnit = "s" | "ms" | "us" | "ns";

const POINTER = "/load/arrivals/file";
const DIGITS_OF_UNIT: Readonly<Record<ReplayUnit, number>> = { s: 9, ms: 6, us: 3, ns: 0 };
const NUMBER = /^(\d+)(?:\.(\d+))?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})$/;

/** A recording: when arrivals came, and what they were. */
export interface Replay {
  /** Nanoseconds since the first one, ascending; shared between threads, not copied. */
  readonly instantsNs: Float64Array;
  /** Null where the file says nothing of requests. */
  readonly requests: ReplayRequests | null;
}

/**
 * @returns the recording that a run replays; undefined when it replays none
 * @throws LoadError MB_SPEC_FILE
 */
export function readReplayOf({ load }: Pick<ResolvedSpec, "load">): Replay | undefined {
  if (load.model !== "open" || load.arrivals.kind !== "replay") return undefined;
  const { file, unit, timestampsOnly } = load.arrivals;
  const replay = readReplay(file, unit);
  return timestampsOnly === true ? { ...replay, requests: null } : replay;
}

/**
 * Reads recorded arrivals: CSV (columns `timestamp` and any of `method`, `path`, `headers` and `body`, or timestamps alone) or
 * NDJSON of the same fields.
 *
 * @param unit - of timestamps that are numbers; texts are instants of RFC 3339
 * @throws LoadError MB_SPEC_FILE that says what is wrong with which entry
 */
export function readReplay(path: string, unit: ReplayUnit): Replay {
  const text = readNamedFile(path, POINTER).toString("utf8");
  try {
    const lines = parseReplayLines(text, (word) => NUMBER.test(word) || INSTANT.test(word));
    const timestamps = lines.map(({ timestamp }) => timestamp);
    return { instantsNs: toInstants(timestamps, unit), requests: collectRequests(lines) };
  } catch (error) {
    throw fileError(POINTER, path, "can't be replayed", error);
  }
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
