import { nsToMs, parseDurationNs } from "../../engine/core/index.js";

const QUOTED_CHARACTERS_MAX = 80;

/** A query that can't be planned; the message is the answer's one line. */
export class BadArgument extends Error {}

/** @throws BadArgument always */
export function fail(message: string): never {
  throw new BadArgument(message);
}

/** @returns an argument as messages show it: in quotes, and in part when it is long */
export function quote(text: string): string {
  const isLong = text.length > QUOTED_CHARACTERS_MAX;
  return JSON.stringify(isLong ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text);
}

/**
 * @returns the argument's text, undefined when it is not given
 * @throws BadArgument if it is given twice
 */
export function readOnce(query: URLSearchParams, name: string): string | undefined {
  const [text, ...more] = query.getAll(name);
  if (more.length > 0) fail(`${name} is given ${more.length + 1} times; give it once`);
  return text;
}

/** @returns milliseconds; undefined for what is no duration, or over the limit */
export function parseMs(text: string, maxMs: number): number | undefined {
  const durationNs = parseDurationNs(text);
  if (durationNs === undefined || nsToMs(durationNs) > maxMs) return undefined;
  return nsToMs(durationNs);
}
