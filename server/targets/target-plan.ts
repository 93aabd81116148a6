import { parseControl } from "./control-plan.js";
import { DELAY_WANTED, NO_DELAY, parseDelay } from "./delay.js";
import type { Delay } from "./delay.js";
import { parseFault } from "./fault.js";
import { SIZE_ECHO } from "./plan.js";
import type { EchoPlan, Field, FixedPlan, TargetPlan } from "./plan.js";
import { BadArgument, fail, quote, readOnce } from "./query-arguments.js";
import { always, parsePercent, parseWeighted, Weighted, WEIGHTED_VALUES_MAX } from "./weighted.js";

/** The largest `size`: 64 MiB. */
export const SIZE_BYTES_MAX = 67_108_864;

const NULL_PLAN: FixedPlan = { kind: "fixed", status: 204, fields: [], body: "" };
const ORIGIN = /^https?:\/\/[^/?]*/i;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
/** Fields that frame the answer: the target sets them, a second one would break it. */
const FRAMING_FIELDS = ["connection", "content-length", "transfer-encoding"];

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

function parseEcho(query: URLSearchParams): EchoPlan {
  // Refused, not ignored: a test of decompression must not pass because nothing was compressed.
  if (query.has("gzip")) fail("gzip is not offered by this target");
  return {
    kind: "echo",
    status: readWeighted(query, STATUS),
    delay: readWeighted(query, DELAY),
    sizeBytes: readWeighted(query, SIZE),
    closes: readCloses(query),
    fault: parseFault(query),
    fields: query.getAll("header").map(parseField),
  };
}

/** A weighted argument: how one value reads, and what is drawn for the rest of the 100 percent. */
interface ArgumentRule<T> {
  readonly name: string;
  readonly rest: T;
  readonly wanted: string;
  readonly parseValue: (text: string) => T | undefined;
}

const STATUS: ArgumentRule<number> = {
  name: "status",
  rest: 200,
  wanted: "a whole number from 200 to 599",
  parseValue: (text) => (/^[2-5]\d\d$/.test(text) ? Number(text) : undefined),
};
const DELAY: ArgumentRule<Delay> = {
  name: "delay",
  rest: NO_DELAY,
  wanted: DELAY_WANTED,
  parseValue: parseDelay,
};
const SIZE: ArgumentRule<number> = {
  name: "size",
  rest: SIZE_ECHO,
  wanted: `a whole number of bytes, at most ${SIZE_BYTES_MAX}`,
  parseValue: (text) =>
    /^\d{1,8}$/.test(text) && Number(text) <= SIZE_BYTES_MAX ? Number(text) : undefined,
};

function readWeighted<T>(query: URLSearchParams, rule: ArgumentRule<T>): Weighted<T> {
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
