import { WireError } from "../errors.js";

/** The names and indexes that lead from the root of a document to one value. */
export type JsonPath = readonly (string | number)[];

const STEP = /\.([\w\u0080-\uffff-]+)|\[(0|[1-9]\d*)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/**
 * Reads a path to one value: `$` is the document, `.name` and `["name"]` a member of an object, `[0]` an element of an
 * array. It is the part of RFC 9535 that leads to one value, with names of letters, digits, `_`, `-` and non-ASCII
 * characters after a dot, and any other as a JSON text in brackets.
 *
 * @throws WireError WIRE_BAD_CHECK with the place that is not understood
 */
export function parseJsonPath(text: string): JsonPath {
  const path: (string | number)[] = [];
  let at = 1;
  while (text.startsWith("$") && at < text.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    if (match === null) break;
    const [step, name, index, quoted] = match;
    path.push(name ?? (index === undefined ? unquote(quoted ?? "", text) : Number(index)));
    at += step.length;
  }
  if (at !== text.length) throw badPath(text);
  return path;
}

/** @returns what the path leads to in a parsed document; undefined if it leads nowhere */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const step of path) {
    const isArray = Array.isArray(value);
    const isThere =
      typeof value === "object" &&
      value !== null &&
      isArray === (typeof step === "number") &&
      Object.hasOwn(value, step);
    if (!isThere) return undefined;
    // What it is has just been looked at; Reflect spares a cast to an object of unknown members.
    value = Reflect.get(value as object, step);
  }
  return value;
}

function unquote(quoted: string, text: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch (error) {
    throw badPath(text, error);
  }
}

function badPath(text: string, cause?: unknown): WireError {
  const message = `JSON path is ${JSON.stringify(text)}; it must be $ and steps such as .name, ["name"] or [0]`;
  const error = new WireError("WIRE_BAD_CHECK", message);
  if (cause !== undefined) error.cause = cause;
  return error;
}
