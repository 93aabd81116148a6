import { WireError } from "../errors.js";
import { findBadValueIndex, isToken } from "../http1/request-checks.js";
import { ByteNeedle } from "./byte-needle.js";
import type { HeaderExpectation } from "./header-reader.js";
import type { JsonExpectation } from "./json-body.js";
import { parseJsonPath } from "./json-path.js";
import type { ResponseCheck } from "./response-check.js";
import { compileStatusSet } from "./status-set.js";

/** What a check looks at; see `CompiledChecks.subjects`. */
export const SUBJECT_STATUS = 0;
/** A header. */
export const SUBJECT_HEADER = 1;
/** The bytes of the body. */
export const SUBJECT_BODY = 2;
/** A value in a JSON body. */
export const SUBJECT_JSON = 3;

/**
 * Checks, compiled once for all connections.
 *
 * Shape: check i looks at `subjects[i]`, and is entry `places[i]` of the list for that subject.
 */
export interface CompiledChecks {
  readonly checks: readonly ResponseCheck[];
  readonly subjects: Uint8Array;
  readonly places: Int32Array;
  readonly statusSets: readonly Uint8Array[];
  readonly headers: readonly HeaderExpectation[];
  readonly needles: readonly ByteNeedle[];
  readonly jsonValues: readonly JsonExpectation[];
}

/**
 * Compiles checks of responses.
 *
 * @throws WireError WIRE_BAD_CHECK if one can't be understood or met; the message names its index and value
 */
export function compileResponseChecks(checks: readonly ResponseCheck[]): CompiledChecks {
  const lists: CheckLists = { statusSets: [], headers: [], needles: [], jsonValues: [] };
  const subjects = new Uint8Array(checks.length);
  const places = new Int32Array(checks.length);
  for (const [index, check] of checks.entries()) {
    subjects[index] = subjectOf(check);
    try {
      places[index] = addTo(lists, check) - 1;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new WireError("WIRE_BAD_CHECK", `check ${index}: ${reason}`);
    }
  }
  return { checks, subjects, places, ...lists };
}

interface CheckLists {
  readonly statusSets: Uint8Array[];
  readonly headers: HeaderExpectation[];
  readonly needles: ByteNeedle[];
  readonly jsonValues: JsonExpectation[];
}

function subjectOf(check: ResponseCheck): number {
  switch (check.kind) {
    case "status":
      return SUBJECT_STATUS;
    case "headerPresent":
    case "headerEquals":
    case "headerContains":
      return SUBJECT_HEADER;
    case "bodyContains":
      return SUBJECT_BODY;
    case "jsonEquals":
      return SUBJECT_JSON;
  }
}

/** @returns the length of the list that the check was added to */
function addTo(lists: CheckLists, check: ResponseCheck): number {
  switch (check.kind) {
    case "status":
      return lists.statusSets.push(compileStatusSet(check.anyOf));
    case "headerPresent":
    case "headerEquals":
    case "headerContains":
      return lists.headers.push(toHeaderExpectation(check));
    case "bodyContains":
      return lists.needles.push(toNeedle(Buffer.from(check.text, "utf8")));
    case "jsonEquals":
      return lists.jsonValues.push({ path: parseJsonPath(check.path), value: check.value });
  }
}

function toHeaderExpectation(
  check: Extract<ResponseCheck, { readonly name: string }>,
): HeaderExpectation {
  const { kind, name } = check;
  if (!isToken(name)) throw bad(`header name is ${JSON.stringify(name)}`, "a token such as Accept");
  const lowerName = Buffer.from(name.toLowerCase(), "latin1");
  const none = { name: lowerName, equal: null, needle: null, value: null };
  if (kind === "headerPresent") return none;
  if (kind === "headerEquals") return { ...none, equal: toValueBytes(check.value) };
  return { ...none, needle: toNeedle(toValueBytes(check.text)) };
}

/** What can't be in a value, as the parser sees it, would never be found. */
function toValueBytes(value: string): Uint8Array {
  const isTrimmed = !/^[ \t]|[ \t]$/.test(value);
  if (findBadValueIndex(value) < 0 && isTrimmed) return Buffer.from(value, "latin1");
  throw bad(
    `the value of the header is ${JSON.stringify(value)}`,
    "without control characters, characters above U+00FF, and white space around it",
  );
}

function toNeedle(bytes: Uint8Array): ByteNeedle {
  if (bytes.length === 0) throw bad("the text to be contained is empty", "one character or more");
  return new ByteNeedle(Uint8Array.from(bytes));
}

function bad(found: string, wanted: string): Error {
  return new Error(`${found}; it must be ${wanted}`);
}
