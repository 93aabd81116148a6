import { DURATION_WANTED, nsToMs, parseDurationNs } from "../../engine/core/index.js";
import { FREEZE_MS_MAX } from "./freeze.js";
import { always, parsePercent, parseWeighted, Weighted, WEIGHTED_VALUES_MAX } from "./weighted.js";

/** The longest `delay`. */
export const DELAY_MS_MAX = 10_000;
/** The largest `size`: 64 MiB. */
export const SIZE_BYTES_MAX = 67_108_864;
/** The size of an answer that echoes the request's body. */
export const SIZE_ECHO = -1;

type Field = readonly [name: string, value: string];

/** What a target does with every request for one path and query. */
export type TargetPlan = FixedPlan | EchoPlan;

/** The same answer every time; with a freeze, that is planned once the answer is on its way. */
export interface FixedPlan {
  readonly kind: "fixed";
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly freeze?: { readonly durationMs: number; readonly afterMs: number };
}

/** Fortio's echo: each of the four is drawn by itself for every request. */
export interface EchoPlan {
  readonly kind: "echo";
  readonly status: Weighted<number>;
  readonly delayMs: Weighted<number>;
  /** SIZE_ECHO, or random bytes. */
  readonly sizeBytes: Weighted<number>;
  readonly closes: Weighted<boolean>;
  readonly fields: readonly Field[];
}

const NULL_PLAN: FixedPlan = { kind: "fixed", status: 204, fields: [], body: "" };
const ORIGIN = /^https?:\/\/[^/?]*/i;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** Fields that frame the answer: the target sets them, a second one would break it. */
const FRAMING_FIELDS = ["connection", "content-length", "transfer-encoding"];
const QUOTED_CHARACTERS_MAX = 80;
const STALL_WANTED =
  'it must be <duration>@<after>, such as "1s@500ms", each with a unit (ns us µs ms s m h) and at most 1h; "@<after>" may be left out';

/** A query that can't be planned; the message is the answer's one line. */
class BadArgument extends Error {}

/**
 * Reads path and query of a request target.
 *
 * @param echoDefaults - the query of requests that have none
 * @returns never throws: bad arguments are planned as a 400 that names argument, value, and what would be right
 */
export function parseTargetPlan(target: string, echoDefaults: string): TargetPlan {
  const [path, query] = splitTarget(target);
  try {
    if (path === "/null") return NULL_PLAN;
    if (path === "/control") return parseControl(new URLSearchParams(query ?? ""));
    return parseEcho(new URLSearchParams(query ?? echoDefaults));
  } catch (error) {
    if (error instanceof BadArgument) return refusalPlan(error.message);
    throw error;
  }
}

/** @returns a 400 with one line */
export function refusalPlan(message: string, status = 400): FixedPlan {
  return {
    kind: "fixed",
    status,
    fields: [["Content-Type", "text/plain; charset=utf-8"]],
    body: `${message}\n`,
  };
}

function splitTarget(target: string): [path: string, query: string | undefined] {
  // A client that takes us for a proxy sends the whole URL (RFC 9112 section 3.2.2).
  const local = target.replace(ORIGIN, "");
  const questionIndex = local.indexOf("?");
  if (questionIndex < 0) return [local, undefined];
  return [local.slice(0, questionIndex), local.slice(questionIndex + 1)];
}

function parseControl(query: URLSearchParams): FixedPlan {
  for (const name of query.keys()) {
    if (name !== "stall") fail(`${quote(name)} is no argument of /control; the only one is stall`);
  }
  const stall = readOnce(query, "stall");
  if (stall === undefined) fail(`stall is missing; ${STALL_WANTED}`);
  const [durationText = "", afterText = "0ms", ...more] = stall.split("@");
  const durationMs = parseMs(durationText, FREEZE_MS_MAX);
  const afterMs = parseMs(afterText, FREEZE_MS_MAX);
  if (durationMs === undefined || afterMs === undefined || more.length > 0) {
    fail(`stall is ${quote(stall)}; ${STALL_WANTED}`);
  }
  return {
    kind: "fixed",
    status: 200,
    fields: [["Content-Type", "application/json"]],
    body: `${JSON.stringify({ stallMs: durationMs, afterMs })}\n`,
    freeze: { durationMs, afterMs },
  };
}

function parseEcho(query: URLSearchParams): EchoPlan {
  // Refused, not ignored: a test of decompression must not pass because nothing was compressed.
  if (query.has("gzip")) fail("gzip is not offered by this target");
  return {
    kind: "echo",
    status: readWeighted(query, STATUS),
    delayMs: readWeighted(query, DELAY),
    sizeBytes: readWeighted(query, SIZE),
    closes: readCloses(query),
    fields: query.getAll("header").map(parseField),
  };
}

/** A weighted argument: how one value reads, and what is drawn for the rest of the 100 percent. */
interface ArgumentRule {
  readonly name: string;
  readonly rest: number;
  readonly wanted: string;
  readonly parseValue: (text: string) => number | undefined;
}

const STATUS: ArgumentRule = {
  name: "status",
  rest: 200,
  wanted: "a whole number from 200 to 599",
  parseValue: (text) => (/^[2-5]\d\d$/.test(text) ? Number(text) : undefined),
};
const DELAY: ArgumentRule = {
  name: "delay",
  rest: 0,
  wanted: `${DURATION_WANTED}, at most ${DELAY_MS_MAX / 1000}s`,
  parseValue: (text) => parseMs(text, DELAY_MS_MAX),
};
const SIZE: ArgumentRule = {
  name: "size",
  rest: SIZE_ECHO,
  wanted: `a whole number of bytes, at most ${SIZE_BYTES_MAX}`,
  parseValue: (text) =>
    /^\d{1,8}$/.test(text) && Number(text) <= SIZE_BYTES_MAX ? Number(text) : undefined,
};

function readWeighted(query: URLSearchParams, rule: ArgumentRule): Weighted<number> {
  const { name, rest, wanted, parseValue } = rule;
  const text = readOnce(query, name);
  if (text === undefined) return always(rest);
  const weighted = parseWeighted(text, parseValue, rest);
  if (weighted !== undefined) return weighted;
  return fail(
    `${name} is ${quote(text)}; it must be ${wanted}, or a list value:percent,… of at most ${WEIGHTED_VALUES_MAX} such values whose sum is at most 100`,
  );
}

function readCloses(query: URLSearchParams): Weighted<boolean> {
  const text = readOnce(query, "close");
  if (text === undefined) return always(false);
  if (text === "true") return always(true);
  const percent = parsePercent(text);
  if (percent !== undefined) return new Weighted([true], [percent], false);
  return fail(`close is ${quote(text)}; it must be true, or a percentage from 0 to 100`);
}

function readOnce(query: URLSearchParams, name: string): string | undefined {
  const [text, ...more] = query.getAll(name);
  if (more.length > 0) fail(`${name} is given ${more.length + 1} times; give it once`);
  return text;
}

function parseField(text: string): Field {
  const colonIndex = text.indexOf(":");
  const name = text.slice(0, Math.max(colonIndex, 0)).trim();
  const value = text.slice(colonIndex + 1).trim();
  if (!TOKEN.test(name) || FORBIDDEN_IN_VALUE.test(value)) {
    fail(`header is ${quote(text)}; it must be Name:Value, on one line`);
  }
  if (FRAMING_FIELDS.includes(name.toLowerCase())) {
    fail(`header is ${quote(text)}; ${name} is set by the target itself`);
  }
  return [name, value];
}

function parseMs(text: string, maxMs: number): number | undefined {
  const durationNs = parseDurationNs(text);
  if (durationNs === undefined || nsToMs(durationNs) > maxMs) return undefined;
  return nsToMs(durationNs);
}

function quote(text: string): string {
  const isLong = text.length > QUOTED_CHARACTERS_MAX;
  return JSON.stringify(isLong ? `${text.slice(0, QUOTED_CHARACTERS_MAX)}…` : text);
}

function fail(message: string): never {
  throw new BadArgument(message);
}
